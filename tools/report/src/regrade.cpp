#include "report_reader.hpp"
#include "words.hpp"

#include <osteon/densitometry/calibrated_density.hpp>
#include <osteon/report/regrade.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace osteon {
namespace {

SixPoints points_of(const std::array<std::array<double, 3>, 6>& landmarks_mm) {
  SixPoints points;
  for (std::size_t n = 0; n < 6; ++n)
    points[n].mm = Eigen::Vector3d(landmarks_mm[n][0], landmarks_mm[n][1], landmarks_mm[n][2]);
  return points;
}

/// How often heights of a vertebra are misread, as the report says: a mask is more to be trusted than our own
/// plates. An older report says nothing.
double misreading_share(const Json& vertebra, double otherwise) {
  if (!vertebra.contains("deformity") || !vertebra["deformity"].is_object()) return otherwise;
  const Json& deformity = vertebra["deformity"];
  if (!deformity.contains("misreading_share") || !deformity["misreading_share"].is_number()) return otherwise;
  return std::clamp(deformity["misreading_share"].get<double>(), 0.0, 0.5);
}

/// Of the series that a report was made of, all are of one kind: segmented here, or given.
DeformityOptions as_first_graded(const Json& report, const Findings& findings, DeformityOptions options) {
  options.sex = findings.patient.sex;
  for (const Json& vertebra : report["vertebrae"])
    if (vertebra.is_object() && vertebra.contains("deformity") && vertebra["deformity"].is_object()) {
      options.misreading_share = misreading_share(vertebra, options.misreading_share);
      break;
    }
  return options;
}

/// Every series is a column of its own.
void grade_all(Findings& findings, const DeformityOptions& options) {
  std::map<std::pair<std::string, int>, std::vector<VertebraMeasurement*>> columns;
  for (auto& v : findings.vertebrae)
    if (v.complete && v.heights && v.landmarks_mm) columns[{v.series_uid, v.series_part}].push_back(&v);
  for (auto& [series, vertebrae] : columns) {
    std::vector<LevelHeights> column;
    for (const auto* v : vertebrae)
      column.push_back({v->level, true, *v->heights, body_depth(points_of(*v->landmarks_mm))});
    const bool of_picture = vertebrae.front()->in_picture.has_value();
    const auto graded = grade_deformities(column, of_picture ? of_pictures(options) : options);
    for (std::size_t n = 0; n < vertebrae.size(); ++n) {
      vertebrae[n]->deformity = graded[n].deformity;
      vertebrae[n]->warnings = graded[n].warnings;
    }
  }
}

/// Grade and suspicion of an earlier grading; an older report says nothing of suspicion.
struct EarlierGrade {
  std::optional<int> grade;
  bool suspected = false;
};

EarlierGrade earlier_grade(const Json& vertebra) {
  if (!vertebra.contains("deformity") || !vertebra["deformity"].is_object()) return {};
  const Json& deformity = vertebra["deformity"];
  EarlierGrade result;
  if (deformity.contains("genant_grade") && deformity["genant_grade"].is_number_integer())
    result.grade = deformity["genant_grade"].get<int>();
  result.suspected = deformity.contains("suspected") && deformity["suspected"].is_boolean()
                         ? deformity["suspected"].get<bool>()
                         : result.grade.value_or(0) > 0;
  return result;
}

std::string grade_words(const std::optional<int>& grade, bool suspected) {
  if (!grade) return "not graded";
  return "grade " + std::to_string(*grade) + (suspected ? ", suspected" : ", not suspected");
}

/// The deformity's place in the report, with what only an image can tell kept from before.
void replace_deformity(Json& vertebra, VertebraMeasurement& v) {
  if (v.deformity && vertebra.contains("deformity") && vertebra["deformity"].is_object() &&
      vertebra["deformity"].contains("mimics") && vertebra["deformity"]["mimics"].is_array())
    for (const Json& mimic : vertebra["deformity"]["mimics"])
      if (mimic.is_string()) v.deformity->mimics.push_back(mimic.get<std::string>());
  vertebra["deformity"] = deformity(v.deformity);
  Json kept = warnings(v.warnings);
  if (vertebra.contains("warnings") && vertebra["warnings"].is_array())
    for (const Json& warning : vertebra["warnings"]) {
      const bool of_grading = warning.is_object() && warning.contains("code") &&
                              warning["code"].is_string() &&
                              warning["code"].get<std::string>().starts_with("deformity.");
      if (!of_grading) kept.push_back(warning);
    }
  vertebra["warnings"] = std::move(kept);
}

bool lacks_lengths(const Findings& findings) {
  return std::any_of(findings.vertebrae.begin(), findings.vertebrae.end(),
                     [](const auto& v) { return v.in_picture && !v.in_picture->lengths_known; });
}

Result<RegradedReport> regraded(Json report, const DeformityOptions& options) {
  Findings findings = read_findings(report);
  if (lacks_lengths(findings))
    return Error{"report.no-lengths",
                 "A picture without a scale is among the series: its heights are not in the report.",
                 "Analyse it anew with the limits, or with --pixel-size."};
  const DeformityOptions grading = as_first_graded(report, findings, options);
  grade_all(findings, grading);
  findings.vertebrae = with_exclusions(std::move(findings.vertebrae));
  RegradedReport result;
  Json changes = Json::array();
  for (std::size_t n = 0; n < findings.vertebrae.size(); ++n) {
    Json& json = report["vertebrae"][n];
    VertebraMeasurement& v = findings.vertebrae[n];
    const EarlierGrade before = earlier_grade(json);
    replace_deformity(json, v);
    json["density_excluded"] = v.density_excluded;
    const bool is_graded = v.deformity && !v.deformity->possible;
    const std::optional<int> grade = is_graded ? std::optional(v.deformity->genant_grade) : std::nullopt;
    const bool suspected = v.deformity && v.deformity->suspected;
    if (grade == before.grade && suspected == before.suspected) continue;
    result.changes.push_back(name(v.level) + ": " + grade_words(before.grade, before.suspected) + " -> " +
                             grade_words(grade, suspected));
    changes.push_back({{"series_uid", v.series_uid},
                       {"series_part", v.series_part},
                       {"level", name(v.level)},
                       {"genant_grade", {or_null(before.grade), or_null(grade)}},
                       {"suspected", {before.suspected, suspected}}});
  }
  const Assessment assessment = assess(findings);
  report["classification"] = classification(assessment.classification);
  report["fracture_summary"] = fracture_summary(assessment.fractures);
  report["recommendations"] = recommendations(assessment.recommendations);
  if (report.contains("label_shift") && !report["label_shift"].empty())  // an older report has none
    report["label_shift"] = label_shift(label_shifts(findings, grading));
  report["regraded"] = {
      {"grade_limits_percent", {options.limits.mild, options.limits.moderate, options.limits.severe}},
      {"suspicion_probability", options.suspicion_probability},
      {"changes", changes}};
  result.json = report.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
  return result;
}

}  // namespace

Result<RegradedReport> regrade(std::string_view report_json, const DeformityOptions& options) {
  auto report = parsed(report_json);
  if (!report || !report->is_object() || !report->contains("schema") ||
      (*report)["schema"] != "osteon-report/1")
    return Error{"report.not-a-report", "This is not a report of the schema osteon-report/1.",
                 "Give a report.json that osteon analyze or osteon measure wrote."};
  try {
    return regraded(*std::move(report), options);
  } catch (const BrokenField& broken) {
    return Error{"report.broken", "The report does not keep its schema: " + broken.sentence + ".",
                 "Make the report anew from the image."};
  }
}

}  // namespace osteon
