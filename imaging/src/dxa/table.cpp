#include "../page/fuzzy.hpp"
#include "dxa_files.hpp"
#include "stated_numbers.hpp"
#include "stated_results.hpp"

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

/// The words about a row's place, the nearest first.
std::vector<std::string> place_words(const CsvTable& table, const Row& row) {
  return {page::upper_case(cell(table, row, "region")),
          page::upper_case(cell(table, row, "exam") + " ; " + cell(table, row, "side"))};
}

void take_numbers(const CsvTable& table, const Row& row, std::vector<StatedNumber>& numbers) {
  for (const Column& column : kNumbers)
    if (const std::string text = cell(table, row, column.name); !text.empty())
      numbers.push_back(
          {column.quantity, scaled(column.quantity, with_point(text), column.unit), place_words(table, row)});
}

/// What a row says beside its numbers; `category` without a region is of the whole report.
void take_statement(const CsvTable& table, const Row& row, Said& said) {
  constexpr std::array kItems = {std::array{"excluded", "EXCLUDED LEVELS", ""},
                                 std::array{"change_percent", "CHANGE", "%"},
                                 std::array{"change_significant", "SIGNIFICANT", ""},
                                 std::array{"previous_bmd", "PREVIOUS BMD", "g/cm2"},
                                 std::array{"previous_date", "PREVIOUS DATE", ""},
                                 std::array{"previous_vendor", "PREVIOUS VENDOR", ""},
                                 std::array{"previous_device", "PREVIOUS DEVICE", ""},
                                 std::array{"previous_region", "PREVIOUS REGION", ""},
                                 std::array{"previous_side", "PREVIOUS SIDE", ""}};
  std::vector<StatedItem> items;
  for (const auto& [column, name, unit] : kItems) {
    const std::string text = cell(table, row, column);
    const bool number = unit[0] != '\0', device = std::string_view(column).ends_with("device");
    if (!text.empty())
      items.push_back({name, number ? with_point(text) : device ? text : page::upper_case(text), unit});
  }
  take_items(items, place_words(table, row), said);
  if (const std::string text = page::upper_case(cell(table, row, "category")); !text.empty())
    take_items({{"CATEGORY", text}}, {}, said);
  if (const std::string text = page::upper_case(cell(table, row, "region_category")); !text.empty())
    take_items({{"CATEGORY", text}}, place_words(table, row), said);
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
  struct Day {
    ReportedDxa report;
    std::vector<StatedNumber> numbers;
    Said said;
  };
  std::map<std::pair<std::string, std::string>, Day> reports;
  for (const Row& row : table.rows) {
    Day& day = reports
                   .try_emplace({cell(table, row, "patient_id"), cell(table, row, "exam_date")},
                                Day{header_of(table, row), {}, {}})
                   .first->second;
    take_numbers(table, row, day.numbers);
    take_statement(table, row, day.said);
  }
  std::vector<ReportedDxa> result;
  for (auto& [key, day] : reports) {
    auto found = rows_of(day.numbers, ReportedOrigin::table);
    if (found.rows.empty() && found.unread.empty()) continue;
    day.report.rows = std::move(found.rows);
    day.report.unread = std::move(found.unread);
    state(day.said, day.report);
    result.push_back(std::move(day.report));
  }
  if (result.empty())
    return Error{"dxa.no-numbers", "The table holds no bone density.", "Fill its columns region and bmd."};
  return result;
}

}  // namespace osteon::dxa
