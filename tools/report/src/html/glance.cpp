#include "../words.hpp"
#include "markup.hpp"
#include "sections.hpp"

#include <algorithm>

namespace osteon {
namespace {

std::string item(const char* css_class, const std::string& markup) {
  return element("li", css_class, markup) + "\n";
}

std::string fracture_words(const VertebraMeasurement& vertebra) {
  const auto& deformity = *vertebra.deformity;
  std::string words = element("b", "", name(vertebra.level)) + " (grade " +
                      std::to_string(deformity.genant_grade) + ", height loss " +
                      with_sd(deformity.height_loss, in_percent, 1) + "&#8239;%";
  if (deformity.range_95)
    words += ", with 95&#8239;% between " + number_text(std::max(0.0, deformity.range_95->low), 0) + " and " +
             number_text(std::max(0.0, deformity.range_95->high), 0) + "&#8239;%";
  if (deformity.grade_probability)
    words +=
        ", probability " + number_text(100.0 * (1.0 - (*deformity.grade_probability)[0]), 0) + "&#8239;%";
  for (const auto& mimic : deformity.mimics) words += ", may be " + mimic_words(mimic);
  return words + ")";
}

std::string fractures(const Report& report) {
  const auto& summary = report.assessment.fractures;
  if (!summary.vertebral_fracture_suspected)
    return item("plain", "No vertebra could be graded for fracture.");
  std::string suspected, uncertain;
  std::vector<BoneRegion> graded, open;
  for (const auto level : summary.uncertain_levels)
    if (std::find(summary.levels.begin(), summary.levels.end(), level) == summary.levels.end())
      open.push_back(level);
  if (!open.empty())
    uncertain = " Not separable from a mild fracture, look at the pictures: " + level_ranges(open) + ".";
  for (const auto& vertebra : report.vertebrae) {
    if (!vertebra.deformity) continue;
    if (vertebra.deformity->suspected)
      suspected += (suspected.empty() ? "" : ", ") + fracture_words(vertebra);
    else if (!vertebra.deformity->possible)
      graded.push_back(vertebra.level);
  }
  if (suspected.empty())
    return item("", "No fracture is suspected in the levels that were graded: " + level_ranges(graded) + "." +
                        uncertain);
  std::string words = "Suspected vertebral fracture: " + suspected + ". To be confirmed by a reader.";
  if (summary.spine_deformity_index)
    words += " Spine deformity index of the graded levels of T4&#8211;L4: " +
             std::to_string(*summary.spine_deformity_index) + ".";
  return item("alarm", words + uncertain);
}

/// What nobody looked at must not be read as sound.
std::string coverage(const Report& report) {
  for (const auto& rule : report.assessment.recommendations)
    if (rule.rule_id == "vertebral-fracture.coverage") return item("plain", escaped(rule.summary));
  return "";
}

/// A level that was measured and not believed: the reader has to look there himself.
std::string not_believed(const Report& report) {
  std::vector<BoneRegion> levels;
  for (const auto& vertebra : report.vertebrae)
    for (const auto& warning : vertebra.warnings)
      if (warning.code == "deformity.implausible-height") levels.push_back(vertebra.level);
  if (levels.empty()) return "";
  return item("doubt", "Not graded, because the measured heights cannot be true: " + level_ranges(levels) +
                           ". Look at the endplates there.");
}

/// Levels that are in a picture and cannot be judged.
std::string not_evaluable(const Report& report) {
  std::vector<BoneRegion> levels;
  for (const auto& vertebra : report.vertebrae)
    if (vertebra.in_picture && !vertebra.in_picture->evaluable) levels.push_back(vertebra.level);
  if (levels.empty()) return "";
  return item("doubt", "Not evaluable: " + level_ranges(levels) + ".");
}

/// Found by a method that has not been shown to work on people.
std::string on_trial(const Report& report) {
  for (const auto& series : report.series)
    for (const auto& warning : series.warnings)
      if (warning.code == "anatomy.lateral-on-trial") return item("doubt", escaped(warning.message));
  return "";
}

std::string doubtful_names(const Report& report) {
  std::string levels;
  for (const auto& vertebra : report.vertebrae) {
    if (vertebra.label_confidence >= kDoubtfulBelow) continue;
    levels += (levels.empty() ? "" : ", ") + name(vertebra.level) + " (" +
              number_text(100.0 * vertebra.label_confidence, 0) + "&#8239;%)";
  }
  if (levels.empty()) return "";
  return item("doubt", "The level is uncertain for: " + levels + ". Check the count before using a name.");
}

std::string attenuation(const Report& report) {
  std::string result;
  for (const auto& rule : report.assessment.recommendations) {
    if (rule.rule_id.starts_with("attenuation.") && rule.status == RuleStatus::active)
      result += item(rule.priority == Priority::info ? "" : "doubt", escaped(rule.summary));
  }
  return result;
}

std::string hips(const Report& report) {
  std::string result;
  for (const auto& rule : report.assessment.recommendations)
    if (rule.rule_id == "hip-density.ct")
      result += item(rule.priority == Priority::info ? "plain" : "doubt",
                     escaped(rule.summary) + " CT-equivalent, to be confirmed.");
  if (!result.empty() || report.femurs.empty()) return result;
  for (const auto& femur : report.femurs)
    for (const auto& region : femur.density ? femur.density->regions : std::vector<HipRegionDensity>{})
      if (region.region == HipRegion::neck || region.region == HipRegion::total_hip)
        result += item("plain", std::string(femur.side == Side::left ? "Left " : "Right ") +
                                    std::string(name(region.region)) + ": " +
                                    with_sd(region.bmd, in_g_per_cm2, 3) + " g/cm&#178; by CT, no T-score.");
  return result.empty() ? item("plain", "A hip is in view and could not be weighed.") : result;
}

std::string densitometers(const Report& report) {
  std::string result;
  for (const auto& rule : report.assessment.recommendations)
    if (rule.rule_id.starts_with("densitometer."))
      result += item(rule.priority == Priority::info ? "plain" : "doubt",
                     escaped(rule.summary) +
                         (rule.status == RuleStatus::pending_confirmation ? " To be confirmed." : ""));
  return result;
}

std::string refusals(const Report& report) {
  const auto refused = std::count_if(report.series.begin(), report.series.end(),
                                     [](const auto& series) { return series.refusal.has_value(); });
  if (refused == 0) return "";
  return item("doubt", std::to_string(refused) + (refused == 1 ? " series was" : " series were") +
                           " refused; the reasons are in the table of series below.");
}

}  // namespace

std::string glance_section(const Report& report) {
  std::string items;
  if (!report.vertebrae.empty())
    items += fractures(report) + on_trial(report) + not_believed(report) + not_evaluable(report) +
             coverage(report) + doubtful_names(report) + attenuation(report);
  else if (report.labels.empty() && report.femurs.empty() && report.dxa_readings.empty())
    items += item("plain", "No vertebra was measured.");
  if (!report.vertebrae.empty() && report.assessment.classification.category == "not-classifiable")
    items += item("plain", std::string("Bone density category: not classifiable. ") +
                               (report.lateral_pictures.empty() ? "A CT of the spine" : "This image") +
                               " gives no T-score.");
  return element("ul", "glance", densitometers(report) + items + hips(report) + refusals(report)) + "\n";
}

}  // namespace osteon
