#include "../page/fuzzy.hpp"
#include "dxa_files.hpp"
#include "stated_numbers.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace osteon::dxa {
namespace {

struct Column {
  const char* name;
  Quantity quantity;
  const char* unit;
};
constexpr std::array kNumbers = {Column{"bmd", Quantity::bmd, "g/cm2"}, Column{"bmc", Quantity::bmc, "g"},
                                 Column{"area", Quantity::area, "cm2"},
                                 Column{"t_score", Quantity::t_score, ""},
                                 Column{"z_score", Quantity::z_score, ""}};

using Row = std::vector<std::string>;

std::string cell(const CsvTable& table, const Row& row, std::string_view column) {
  const auto at = table.column(column);
  return at ? row[*at] : std::string();
}

/// A point before the decimals, whatever the spreadsheet's language.
std::string with_point(std::string text) {
  if (decimal_number(text)) std::replace(text.begin(), text.end(), ',', '.');
  return text;
}

void take_numbers(const CsvTable& table, const Row& row, std::vector<StatedNumber>& numbers) {
  const std::string place = page::upper_case(cell(table, row, "exam") + " ; " + cell(table, row, "side"));
  for (const Column& column : kNumbers)
    if (const std::string text = cell(table, row, column.name); !text.empty())
      numbers.push_back({column.quantity,
                         scaled(column.quantity, with_point(text), column.unit),
                         {page::upper_case(cell(table, row, "region")), place}});
}

ReportedDxa header_of(const CsvTable& table, const Row& row) {
  ReportedDxa report;
  report.patient.id = cell(table, row, "patient_id");
  const std::string sex = page::upper_case(cell(table, row, "sex")).substr(0, 1);
  if (sex == "F") report.patient.sex = Sex::female;
  if (sex == "M") report.patient.sex = Sex::male;
  if (const auto age = decimal_number(cell(table, row, "age")); age && *age > 0 && *age < 120)
    report.patient.age_years = age;
  report.exam_date = cell(table, row, "exam_date");
  report.vendor = cell(table, row, "vendor");
  report.device = cell(table, row, "device");
  report.software = cell(table, row, "software");
  report.reference = cell(table, row, "reference");
  return report;
}

}  // namespace

Result<std::vector<ReportedDxa>> reports_of_table(const CsvTable& table) {
  for (const char* needed : {"region", "bmd"})
    if (!table.column(needed))
      return Error{"table.missing-column", std::string("The table has no column named ") + needed + ".",
                   "Name its columns in the first line as the manual does."};
  std::map<std::pair<std::string, std::string>, std::pair<ReportedDxa, std::vector<StatedNumber>>> reports;
  for (const Row& row : table.rows) {
    auto& [report, numbers] =
        reports
            .try_emplace({cell(table, row, "patient_id"), cell(table, row, "exam_date")},
                         header_of(table, row), std::vector<StatedNumber>())
            .first->second;
    take_numbers(table, row, numbers);
  }
  std::vector<ReportedDxa> result;
  for (auto& [key, entry] : reports) {
    auto found = rows_of(entry.second, ReportedOrigin::table);
    if (found.rows.empty() && found.unread.empty()) continue;
    entry.first.rows = std::move(found.rows);
    entry.first.unread = std::move(found.unread);
    result.push_back(std::move(entry.first));
  }
  if (result.empty())
    return Error{"dxa.no-numbers", "The table holds no bone density.", "Fill its columns region and bmd."};
  return result;
}

}  // namespace osteon::dxa
