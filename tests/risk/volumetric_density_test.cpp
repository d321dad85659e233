#include <osteon/risk/recommendation.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace osteon {
namespace {

VertebraMeasurement vertebra(BoneRegion level, double mg, std::optional<double> uncorrected = {}) {
  const Measured<Percentage> none{percent(2.0), percent(3.0)};
  VertebraMeasurement result{"1.2", level, 0.97, {}, {}, true, {0, 0, 0}, {}, {}, {}, {}, {}};
  result.deformity = VertebralDeformity{
      none, none, none, none, HeightReference::neighbours, {}, {}, DeformityShape::none, 0, {}, false};
  VertebralDensity core{
      DensityRegion::trabecular_core, "core", "00", {mm3(4000), mm3(10)}, {hu(mg * 1.3), hu(4)},
      Calibration::internal};
  core.vbmd = BoneDensity{Mineral::dipotassium_phosphate, {mg_per_cm3(mg), mg_per_cm3(6)}};
  core.vbmd_uncorrected = core.vbmd;
  if (uncorrected) core.vbmd_uncorrected->value.value = mg_per_cm3(*uncorrected);
  result.density.push_back(core);
  return result;
}

Findings spine(double l1, double l2) {
  Findings findings;
  findings.vertebrae = {vertebra(BoneRegion::l1, l1), vertebra(BoneRegion::l2, l2),
                        vertebra(BoneRegion::l3, 100)};
  findings.scans.push_back({"1.2", Contrast::native, 120.0});
  return findings;
}

Recommendation rule(const Findings& findings) {
  for (const auto& one : assess(findings).recommendations)
    if (one.rule_id == "volumetric-density.spine") return one;
  throw std::runtime_error("no rule");
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(VolumetricDensity, IsTheMeanOfTwoLumbarBodiesAgainstTheGuideline) {
  EXPECT_TRUE(
      says(rule(spine(79, 79.8)).summary, "79 mg/cm3 (sd 6) K2HPO4, L1 and L2, suggests osteoporosis"));
  EXPECT_EQ(rule(spine(79, 79)).priority, Priority::warning);
  EXPECT_TRUE(says(rule(spine(80, 80)).summary, "suggests low bone mass"));
  EXPECT_TRUE(says(rule(spine(120, 120)).summary, "suggests low bone mass"));
  EXPECT_TRUE(says(rule(spine(122, 120)).summary, "normal range"));
  for (const double mg : {60.0, 100.0, 140.0}) {
    EXPECT_LT(rule(spine(mg, mg)).summary.size(), 140U);
    EXPECT_TRUE(says(rule(spine(mg, mg)).detail, "never a WHO T-score"));
    EXPECT_EQ(assess(spine(mg, mg)).classification.category, "not-classifiable");
  }
}

TEST(VolumetricDensity, StatesHowSureTheRangeIs) {
  // 80 mg/cm3 with an sd of 6, shared by both levels: below 80 as likely as not.
  EXPECT_TRUE(says(rule(spine(80, 80)).detail, "below 80 with a probability of 50 %, 80 to 120 with 50 %"));
}

TEST(VolumetricDensity, ALevelThatCannotServeIsReplacedAndNamed) {
  Findings findings = spine(90, 200);
  findings.vertebrae[1].density_excluded = {"unlike its neighbours"};
  const auto replaced = rule(findings);
  EXPECT_TRUE(says(replaced.summary, "95 mg/cm3"));
  EXPECT_TRUE(says(replaced.summary, "L1 and L3"));
  EXPECT_TRUE(says(replaced.detail, "L2 is left out: unlike its neighbours."));
  EXPECT_EQ(replaced.status, RuleStatus::active);
  findings.vertebrae[2].complete = false;
  EXPECT_EQ(rule(findings).status, RuleStatus::blocked);
  EXPECT_TRUE(says(rule(findings).summary, "No two of L1 to L4"));
}

TEST(VolumetricDensity, OfAnUncorrectedContrastScanSaysNothing) {
  Findings findings = spine(90, 90);
  for (auto& one : findings.vertebrae) one.density[0].vbmd.reset();
  EXPECT_TRUE(rule(findings).status == RuleStatus::blocked ||
              rule(findings).status == RuleStatus::blocked_missing_input);
  EXPECT_TRUE(says(rule(findings).detail, "No correction for contrast medium"));
  findings = spine(90, 90);
  for (auto& one : findings.vertebrae) one.density[0].vbmd_uncorrected->value.value = mg_per_cm3(96);
  EXPECT_TRUE(says(rule(findings).inputs_used[1], "corrected for contrast medium"));
}

TEST(VolumetricDensity, SaysNothingWhileContrastIsUnknown) {
  Findings findings = spine(70, 70);
  findings.scans[0].contrast = Contrast::unknown;
  const auto unknown = rule(findings);
  EXPECT_EQ(unknown.status, RuleStatus::blocked_missing_input);
  EXPECT_EQ(unknown.inputs_missing, std::vector<std::string>{"contrast agent (given or not)"});
  EXPECT_EQ(unknown.priority, Priority::info);
  EXPECT_FALSE(says(unknown.summary + unknown.detail, "70")) << "a number that was not to be said";
  findings.scans.clear();
  EXPECT_EQ(rule(findings).status, RuleStatus::blocked_missing_input) << "of a scan nobody described";
}

TEST(VolumetricDensity, IsSilentWithoutACalibration) {
  Findings findings = spine(90, 90);
  for (auto& one : findings.vertebrae) {
    one.density[0].vbmd.reset();
    one.density[0].vbmd_uncorrected.reset();
  }
  EXPECT_THROW((void)rule(findings), std::runtime_error);
}

}  // namespace
}  // namespace osteon
