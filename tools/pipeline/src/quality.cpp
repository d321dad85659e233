#include <osteon/pipeline/quality.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace osteon {
namespace {

Error missing_column(const std::string& name) {
  return {"table.missing-column", "The table has no column named " + name + ".",
          "Name its columns in the first line as the manual does."};
}

Error not_a_number(std::size_t row, const std::string& column) {
  return {"table.not-a-number", "Row " + std::to_string(row + 2) + " has no number under " + column + ".",
          "Give areal densities in g/cm2, 0.845 for example."};
}

/// The cell, or nothing where the table has no such column.
std::string cell(const std::vector<std::string>& row, std::optional<std::size_t> column) {
  return column ? row[*column] : std::string();
}

/// Columns of measurements: bmd, bmd1, bmd2 ...
std::vector<std::size_t> measurement_columns(const CsvTable& table) {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i];
    if (name.starts_with("bmd") && std::all_of(name.begin() + 3, name.end(), [](char c) {
          return c == ' ' || c == '_' || (c >= '0' && c <= '9');
        }))
      result.push_back(i);
  }
  return result;
}

RepeatedBmd& person_of(std::vector<RepeatedBmd>& study, const std::string& subject) {
  const auto found = std::find_if(study.begin(), study.end(),
                                  [&](const RepeatedBmd& person) { return person.subject == subject; });
  return found != study.end() ? *found : study.emplace_back(RepeatedBmd{subject, {}});
}

}  // namespace

Result<std::vector<SitePrecision>> precision_studies(const CsvTable& table) {
  const auto subject = table.column("subject"), region = table.column("region"),
             technologist = table.column("technologist");
  const auto measurements = measurement_columns(table);
  if (!subject) return missing_column("subject");
  if (measurements.empty()) return missing_column("bmd");
  std::map<std::pair<std::string, std::string>, std::vector<RepeatedBmd>> studies;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    RepeatedBmd& person = person_of(studies[{cell(row, region), cell(row, technologist)}], row[*subject]);
    for (const std::size_t column : measurements) {
      if (row[column].empty()) continue;
      const auto value = decimal_number(row[column]);
      if (!value) return not_a_number(i, table.columns[column]);
      person.measurements.push_back(g_per_cm2(*value));
    }
  }
  std::vector<SitePrecision> result;
  for (const auto& [key, study] : studies) result.push_back({key.first, key.second, precision_of(study)});
  return result;
}

Result<std::vector<PhantomRecord>> phantom_records(const CsvTable& table,
                                                   const PhantomControlOptions& options) {
  const auto date = table.column("date"), bmd = table.column("bmd"), phantom = table.column("phantom");
  if (!date) return missing_column("date");
  if (!bmd) return missing_column("bmd");
  std::map<std::string, std::vector<PhantomScan>> scans;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    const auto value = decimal_number(row[*bmd]);
    if (!value) return not_a_number(i, "bmd");
    scans[cell(row, phantom)].push_back({row[*date], g_per_cm2(*value)});
  }
  std::vector<PhantomRecord> result;
  for (auto& [name, all] : scans) result.push_back({name, control_of(std::move(all), options)});
  return result;
}

}  // namespace osteon
