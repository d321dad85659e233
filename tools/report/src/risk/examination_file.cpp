#include "../report_reader.hpp"
#include "days.hpp"
#include "json_fields.hpp"

#include <osteon/report/person_file.hpp>

#include <algorithm>
#include <set>

// A report of `osteon analyze` as an examination. Whatever is not as the report contract says is passed over:
// the rest counts.

namespace osteon {
namespace {

std::optional<double> number(const Json& object, const char* key) {
  const Json* found = at(object, key);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  return found->get<double>();
}
/// {"value": x, ...}
std::optional<double> value(const Json& object, const char* key) {
  const Json* found = at(object, key);
  return found == nullptr ? std::nullopt : number(*found, "value");
}

void read_patient(const Json& patient, Examination& result) {
  const std::string sex = text(patient, "sex");
  if (const std::string id = text(patient, "id"); !id.empty()) result.patient_id = id;
  if (sex == "F" || sex == "M") result.sex = sex == "F" ? Sex::female : Sex::male;
  if (const auto age = number(patient, "age_years")) result.age_years = age;
  if (const auto height = number(patient, "height_cm")) result.height_cm = height;
  if (const auto weight = number(patient, "weight_kg")) result.weight_kg = weight;
}

std::optional<Day> only_day(const std::set<std::string>& days) {
  return days.size() == 1 ? parsed_day(*days.begin()) : std::nullopt;
}

/// The day of the densitometer's reports, or of the scans where there are none; if it is one and the same.
std::optional<Day> day_of(const Json& report) {
  std::set<std::string> reported, scanned;
  for (const Json& one : list(report, "dxa_reports")) reported.insert(text(one, "exam_date"));
  if (!reported.empty()) return only_day(reported);
  for (const Json& one : list(report, "series"))
    if (const Json* made = at(one, "acquisition"); made != nullptr && text(one, "status") == "analysed")
      scanned.insert(text(*made, "date"));
  return only_day(scanned);
}

void read_score(const Json& row, Examination& result) {
  const std::string site = text(row, "site"), origin = text(row, "origin");
  auto t = value(row, "t_score");
  if (!t) t = value(row, "printed_t_score");  // against the reference that the page names
  if (!t || site.empty() || !(*t >= -10 && *t <= 10)) return;
  auto z = value(row, "z_score");
  if (!z) z = value(row, "printed_z_score");
  ExaminedScore score{site, text(row, "side"), *t, z,
                      origin.starts_with("reported-") || origin == "computed"};
  for (const Json& finding : list(row, "audit"))
    if (text(finding, "severity") == "error")
      score.doubt = "the auditor calls it an error (" + text(finding, "code") + ")";
  result.scores.push_back(std::move(score));
}

void read_vertebrae(const Json& report, Examination& result) {
  const Json* summary = at(report, "fracture_summary");
  std::set<std::string> suspected;
  if (summary != nullptr)
    for (const Json& level : list(*summary, "levels"))
      if (level.is_string()) suspected.insert(level.get<std::string>());
  for (const Json& vertebra : list(report, "vertebrae")) {
    const Json* deformity = at(vertebra, "deformity");
    const std::string level = text(vertebra, "level");
    if (deformity == nullptr || level.empty()) continue;
    const auto grade = number(*deformity, "genant_grade");
    result.vertebrae.push_back(
        {level, suspected.contains(level), grade ? std::optional(static_cast<int>(*grade)) : std::nullopt});
    suspected.erase(level);
  }
  for (const std::string& level : suspected) result.vertebrae.push_back({level, true, std::nullopt});
}

std::string kinds_of(const Json& report) {
  std::set<std::string> kinds;
  for (const Json& series : list(report, "series"))
    if (text(series, "status") == "analysed") kinds.insert(text(series, "kind"));
  std::string all;
  for (const std::string& kind : kinds) all += (all.empty() ? "" : " and ") + kind;
  return all.empty() ? "report" : all;
}

}  // namespace

Result<Examination> read_examination(std::string_view report_json, int place) {
  const auto report = parsed(report_json);
  if (!report || text(*report, "schema") != "osteon-report/1")
    return Error{"person.not-a-report", "This is not a report as osteon writes them.",
                 "Name the report.json that `osteon analyze` wrote."};
  Examination result{.name = "examination " + std::to_string(place) + " (" + kinds_of(*report) + ")"};
  for (const Json& one : list(*report, "dxa_reports"))
    if (const Json* patient = at(one, "patient")) read_patient(*patient, result);
  if (const Json* patient = at(*report, "patient")) read_patient(*patient, result);
  result.day = day_of(*report);
  for (const Json& row : list(*report, "bmd")) read_score(row, result);
  read_vertebrae(*report, result);
  return result;
}

}  // namespace osteon
