#include "graded_levels.hpp"
#include "rules/rules.hpp"
#include "rules/scan_levels.hpp"
#include "sources.hpp"

#include <osteon/densitometry/rounding.hpp>

#include <algorithm>
#include <iterator>

namespace osteon {
namespace {

/// The Spinal Deformity Index is the sum over T4 to L4 (kKerkeni2009).
bool counts_for_index(BoneRegion level) { return level >= BoneRegion::t4 && level <= BoneRegion::l4; }

/// Graded, but neither surely a fracture nor surely none: the probability of one lies between 5 and 95 %.
bool is_uncertain(const GradedLevelFinding& one) {
  constexpr double kSure = 0.95;
  const auto& probability = one.vertebra->deformity->grade_probability;
  if (one.vertebra->deformity->possible) return true;
  if (!probability) return one.grade() >= 1 && !one.suspected();
  return (*probability)[0] < kSure && 1 - (*probability)[0] < kSure;
}

FractureSummary fracture_summary(const std::vector<GradedLevelFinding>& graded) {
  FractureSummary summary{std::nullopt, {}, std::nullopt, {}, {}};
  if (!graded.empty()) summary.vertebral_fracture_suspected = false;
  for (const auto& one : graded) {
    if (one.suspected()) {
      summary.vertebral_fracture_suspected = true;
      summary.levels.push_back(one.level);
    }
    if (is_uncertain(one)) summary.uncertain_levels.push_back(one.level);
    if (counts_for_index(one.level))
      summary.spine_deformity_index =
          summary.spine_deformity_index.value_or(0) + (one.suspected() ? one.grade() : 0);
  }
  for (int n = static_cast<int>(BoneRegion::t4); n <= static_cast<int>(BoneRegion::l4); ++n) {
    const auto level = static_cast<BoneRegion>(n);
    if (std::none_of(graded.begin(), graded.end(), [&](const auto& one) { return one.level == level; }))
      summary.ungraded_levels.push_back(level);
  }
  return summary;
}

/// Of the densitometer, where one gave a category; a CT gives none.
void take_densitometers(const Findings& findings, Classification& result) {
  if (const DensitometerFinding* one = decisive(findings)) {
    result.category = one->category;
    result.basis = one->basis;
    if (one->doubtful)
      result.basis.emplace_back("The auditor doubts a number of this report: confirm it before use.");
    return;
  }
  for (const DensitometerFinding& one : findings.densitometers)
    for (const std::string& why : one.basis) result.basis.push_back("By the densitometer's numbers: " + why);
}

Classification classification(const Findings& findings) {
  Classification result{"not-classifiable", {}, {}};
  take_densitometers(findings, result);
  if (findings.densitometers.empty())
    result.basis.push_back(
        "The WHO categories rest on T-scores of a DXA of the hip, the lumbar spine or the forearm; a "
        "CT of the spine or a picture of it from the side gives none (" +
        std::string(kWho1994.key) + ", " + std::string(kIscd2023.key) + ").");
  for (const HipFinding& hip : findings.hips)
    result.basis.push_back(std::string(hip.side == Side::left ? "Left " : "Right ") + hip.site +
                           " by CT: T " + number_text(hip.t_score, 1) +
                           (hip.verified ? "." : ", CT-equivalent, conversion not verified: no category."));
  if (!findings.vertebrae.empty() && !any_calibrated(findings))
    result.basis.emplace_back(
        "Attenuation in Hounsfield units is not a bone density: no vertebra here was calibrated.");
  for (const auto& vertebra : findings.vertebrae) {
    if (!vertebra.complete)
      result.excluded_vertebrae.push_back({vertebra.level, "cut by the field of view"});
    else if (vertebra.deformity && vertebra.deformity->suspected)
      result.excluded_vertebrae.push_back(
          {vertebra.level, "suspected fracture, grade " + std::to_string(vertebra.deformity->genant_grade)});
    else if (vertebra.density.empty())
      result.excluded_vertebrae.push_back({vertebra.level, "no region of bone could be measured"});
    else
      for (const auto& why : vertebra.density_excluded)
        result.excluded_vertebrae.push_back({vertebra.level, why});
  }
  return result;
}

/// What is not in pictures from the side, where nothing is weighed.
Findings without_pictures(Findings findings) {
  std::erase_if(findings.vertebrae, [](const auto& vertebra) { return vertebra.in_picture.has_value(); });
  return findings;
}

}  // namespace

Assessment assess(const Findings& findings) {
  const auto graded = graded_levels(findings);
  const Findings weighed = without_pictures(findings);
  Assessment result{classification(weighed), fracture_summary(graded), {}};
  for (auto rules : {vertebral_fracture_rules(findings, graded), coverage_rules(findings, graded),
                     attenuation_rules(weighed), hip_density_rules(weighed),
                     volumetric_density_rules(weighed), densitometer_rules(weighed)})
    std::move(rules.begin(), rules.end(), std::back_inserter(result.recommendations));
  std::stable_sort(result.recommendations.begin(), result.recommendations.end(),
                   [](const Recommendation& a, const Recommendation& b) {
                     return a.priority != b.priority ? a.priority < b.priority : a.rule_id < b.rule_id;
                   });
  return result;
}

}  // namespace osteon
