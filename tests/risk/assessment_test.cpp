#include <osteon/risk/recommendation.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

namespace osteon {
namespace {

VertebraMeasurement vertebra(BoneRegion level, int grade, double attenuation_hu, std::string series = "1.2") {
  const double loss_percent = std::array{5.0, 22.0, 31.0, 45.0}[static_cast<std::size_t>(grade)];
  const Measured<Percentage> none{percent(0.0), percent(3.0)}, loss{percent(loss_percent), percent(3.0)};
  VertebraMeasurement result{std::move(series), level, 0.97, {}, {}, true, {0, 0, 0}, {}, {}, {}, {}, {}};
  result.deformity = VertebralDeformity{loss,
                                        none,
                                        none,
                                        loss,
                                        HeightReference::neighbours,
                                        {},
                                        {},
                                        grade ? DeformityShape::wedge : DeformityShape::none,
                                        grade,
                                        std::array{grade ? 0.1 : 0.99, 0.0, 0.0, 0.0},
                                        grade > 0};
  result.density.push_back({DensityRegion::trabecular_oval,
                            "oval",
                            "00",
                            {mm3(4000), mm3(10)},
                            {hu(attenuation_hu), hu(4)},
                            Calibration::none});
  return result;
}

/// T4 to L5, L1 with the given attenuation, all others 170 HU; native, 120 kV; woman of 71.
Findings whole_spine(double l1_hu = 170.0) {
  Findings findings;
  findings.patient.sex = Sex::female;
  findings.patient.age_years = 71.0;
  for (int n = static_cast<int>(BoneRegion::t4); n <= static_cast<int>(BoneRegion::l5); ++n) {
    const auto level = static_cast<BoneRegion>(n);
    findings.vertebrae.push_back(vertebra(level, 0, level == BoneRegion::l1 ? l1_hu : 170.0));
  }
  findings.scans.push_back({"1.2", Contrast::native, 120.0});
  return findings;
}

VertebraMeasurement& at(Findings& findings, BoneRegion level) {
  return *std::find_if(findings.vertebrae.begin(), findings.vertebrae.end(),
                       [&](const auto& one) { return one.level == level; });
}

const Recommendation& rule(const Assessment& assessment, const std::string& id) {
  const auto found = std::find_if(assessment.recommendations.begin(), assessment.recommendations.end(),
                                  [&](const auto& one) { return one.rule_id == id; });
  if (found == assessment.recommendations.end()) throw std::runtime_error("no rule " + id);
  return *found;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Classification, OfASpineCtIsNeverAWhoCategory) {
  for (const double l1_hu : {40.0, 250.0}) {
    const auto assessment = assess(whole_spine(l1_hu));
    EXPECT_EQ(assessment.classification.category, "not-classifiable");
    EXPECT_FALSE(assessment.classification.basis.empty());
  }
}

TEST(Classification, MissesTheCalibrationOfVertebraeOnlyWhereThereAreAny) {
  const auto told = [](const Findings& findings) {
    const auto basis = assess(findings).classification.basis;
    return std::any_of(basis.begin(), basis.end(), [](const std::string& text) {
      return contains(text, "no vertebra here was calibrated");
    });
  };
  EXPECT_TRUE(told(whole_spine(120.0)));
  EXPECT_FALSE(told({}));  // hips alone
}

TEST(Classification, NamesTheVertebraeThatCannotServe) {
  auto findings = whole_spine();
  at(findings, BoneRegion::l2) = vertebra(BoneRegion::l2, 2, 100.0);
  at(findings, BoneRegion::t4).complete = false;
  const auto excluded = assess(findings).classification.excluded_vertebrae;
  ASSERT_EQ(excluded.size(), 2U);
  EXPECT_EQ(excluded[0].level, BoneRegion::t4);
  EXPECT_EQ(excluded[0].why, "cut by the field of view");
  EXPECT_EQ(excluded[1].why, "suspected fracture, grade 2");
}

TEST(FractureSummary, IsUnknownWhereNothingWasGraded) {
  const auto nothing = assess({}).fractures;
  EXPECT_FALSE(nothing.vertebral_fracture_suspected);
  EXPECT_FALSE(nothing.spine_deformity_index);
  EXPECT_TRUE(assess({}).recommendations.empty());
}

TEST(FractureSummary, AddsTheGradesOfT4ToL4) {
  auto findings = whole_spine();
  at(findings, BoneRegion::t8) = vertebra(BoneRegion::t8, 1, 100.0);
  at(findings, BoneRegion::l1) = vertebra(BoneRegion::l1, 3, 100.0);
  at(findings, BoneRegion::l5) = vertebra(BoneRegion::l5, 2, 100.0);  // suspected, but outside of the index
  const auto summary = assess(findings).fractures;
  EXPECT_EQ(summary.vertebral_fracture_suspected, true);
  EXPECT_EQ(summary.levels, (std::vector{BoneRegion::t8, BoneRegion::l1, BoneRegion::l5}));
  EXPECT_EQ(summary.spine_deformity_index, 4);
}

TEST(FractureSummary, CountsALevelOfTwoSeriesOnce) {
  auto findings = whole_spine();
  at(findings, BoneRegion::l1) = vertebra(BoneRegion::l1, 1, 100.0);
  findings.vertebrae.push_back(vertebra(BoneRegion::l1, 2, 100.0, "9.9"));
  const auto summary = assess(findings).fractures;
  EXPECT_EQ(summary.levels.size(), 1U);
  EXPECT_EQ(summary.spine_deformity_index, 2);
}

TEST(AttenuationRules, SayWhatTheEndsOfTheScalePredict) {
  EXPECT_TRUE(contains(rule(assess(whole_spine(99.9)), "attenuation.l1").detail, "at least 68 %"));
  EXPECT_FALSE(contains(rule(assess(whole_spine(100.0)), "attenuation.l1").detail, "at least 68 %"));
  EXPECT_TRUE(contains(rule(assess(whole_spine(200.1)), "attenuation.l1").detail, "99 %"));
  EXPECT_FALSE(contains(rule(assess(whole_spine(200.0)), "attenuation.l1").detail, "99 %"));
}

TEST(AttenuationRules, ReadAnotherVoltageByItsPublishedCorrection) {
  auto findings = whole_spine(165.0);
  findings.scans[0].tube_voltage_kv = 100.0;
  EXPECT_EQ(rule(assess(findings), "attenuation.l1").status, RuleStatus::blocked);
  for (auto& one : findings.vertebrae)
    one.density[0].mean_at_120_kv = Measured<Attenuation>{0.927 * one.density[0].mean.value, hu(4)};
  const auto corrected = rule(assess(findings), "attenuation.l1");
  EXPECT_EQ(corrected.status, RuleStatus::active);
  EXPECT_TRUE(contains(corrected.summary, "153.0 HU"));  // 165 at 100 kV would have been above the limit
  EXPECT_TRUE(contains(corrected.summary, "110 to 160"));
}

TEST(AttenuationRules, LeaveOutALevelThatDoesNotSpeakForTheSkeleton) {
  auto findings = whole_spine(300.0);
  at(findings, BoneRegion::l1).density_excluded = {"dense inclusion (cement, metal or sclerosis)"};
  const auto blocked = rule(assess(findings), "attenuation.l1");
  EXPECT_EQ(blocked.status, RuleStatus::blocked);
  EXPECT_TRUE(contains(blocked.detail, "L1 is left out: dense inclusion"));
}

TEST(FractureRules, NeverFireAsActiveFromTheImageAlone) {
  auto findings = whole_spine();
  at(findings, BoneRegion::t12) = vertebra(BoneRegion::t12, 1, 100.0);
  const auto assessment = assess(findings);
  std::size_t seen = 0;
  for (const auto& one : assessment.recommendations) {
    if (!one.rule_id.starts_with("vertebral-fracture.")) continue;
    EXPECT_EQ(one.status, RuleStatus::pending_confirmation) << one.rule_id;
    ++seen;
  }
  EXPECT_EQ(seen, 7U);
}

TEST(FractureRules, AreSilentWithoutASuspicion) {
  for (const auto& one : assess(whole_spine()).recommendations)
    EXPECT_FALSE(one.rule_id.starts_with("vertebral-fracture.")) << one.rule_id;
}

TEST(FractureRules, WaitForAgeAndSex) {
  auto findings = whole_spine();
  at(findings, BoneRegion::t12) = vertebra(BoneRegion::t12, 2, 100.0);
  findings.patient.age_years.reset();
  auto told = rule(assess(findings), "vertebral-fracture.clinical-osteoporosis");
  EXPECT_EQ(told.status, RuleStatus::blocked_missing_input);
  EXPECT_EQ(std::count(told.inputs_missing.begin(), told.inputs_missing.end(), "age"), 1);
  findings.patient.age_years = 71.0;
  findings.patient.sex.reset();
  EXPECT_EQ(rule(assess(findings), "vertebral-fracture.consider-treatment").status,
            RuleStatus::blocked_missing_input);
}

TEST(FractureRules, ChangeAtFiftyAndAtTwentyYears) {
  auto findings = whole_spine();
  findings.patient.sex = Sex::male;
  at(findings, BoneRegion::t12) = vertebra(BoneRegion::t12, 2, 100.0);
  const auto status = [&](double age_years, const char* id) {
    findings.patient.age_years = age_years;
    return rule(assess(findings), id).status;
  };
  EXPECT_EQ(status(50.0, "vertebral-fracture.clinical-osteoporosis"), RuleStatus::pending_confirmation);
  EXPECT_EQ(status(49.9, "vertebral-fracture.clinical-osteoporosis"), RuleStatus::not_applicable);
  EXPECT_EQ(status(20.0, "vertebral-fracture.confirm"), RuleStatus::pending_confirmation);
  EXPECT_EQ(status(19.9, "vertebral-fracture.confirm"), RuleStatus::not_applicable);
}

TEST(Coverage, SaysWhichLevelsNobodyLookedAt) {
  auto findings = whole_spine();
  at(findings, BoneRegion::t4).deformity.reset();
  EXPECT_FALSE(
      contains(rule(assess(findings), "vertebral-fracture.coverage").detail, "cannot be called free"));
  at(findings, BoneRegion::t7).deformity.reset();
  EXPECT_FALSE(
      contains(rule(assess(findings), "vertebral-fracture.coverage").detail, "cannot be called free"));
  at(findings, BoneRegion::l4).deformity.reset();
  const auto told = rule(assess(findings), "vertebral-fracture.coverage");
  EXPECT_EQ(told.detail.substr(0, 25), "Not graded: T4, T7, L4. W");
}

TEST(Attenuation, OfL1ChangesItsWordsAtTheLimits) {
  const auto summary = [](double l1_hu) { return rule(assess(whole_spine(l1_hu)), "attenuation.l1"); };
  EXPECT_TRUE(contains(summary(110.0).summary, "suggests osteoporosis"));
  EXPECT_TRUE(contains(summary(110.04).summary, "suggests osteoporosis"));  // printed as 110.0
  EXPECT_TRUE(contains(summary(110.1).summary, "is possible"));
  EXPECT_TRUE(contains(summary(160.0).summary, "is possible"));
  EXPECT_TRUE(contains(summary(160.1).summary, "less likely"));
  EXPECT_EQ(summary(160.1).status, RuleStatus::active);
}

TEST(Attenuation, OfT12ToL5ChangesItsWordsAtItsLimit) {
  const auto told = [](double mean_hu) {
    Findings findings = whole_spine();
    for (auto& one : findings.vertebrae) one.density[0].mean.value = hu(mean_hu);
    return rule(assess(findings), "attenuation.t12-l5").summary;
  };
  EXPECT_TRUE(contains(told(145.0), "in the range of patients"));
  EXPECT_TRUE(contains(told(145.1), "above that of most"));
}

TEST(Attenuation, IsBlockedWhereTheCutOffsDoNotHold) {
  const auto status = [](const auto& change) {
    Findings findings = whole_spine();
    change(findings);
    return rule(assess(findings), "attenuation.l1").status;
  };
  EXPECT_EQ(status([](Findings& f) { f.scans[0].tube_voltage_kv = 100.0; }), RuleStatus::blocked);
  EXPECT_EQ(status([](Findings& f) { f.scans[0].tube_voltage_kv.reset(); }),
            RuleStatus::blocked_missing_input);
  EXPECT_EQ(status([](Findings& f) { f.scans[0].contrast = Contrast::unknown; }),
            RuleStatus::blocked_missing_input);
  EXPECT_EQ(status([](Findings& f) { f.scans.clear(); }), RuleStatus::blocked_missing_input);
  EXPECT_EQ(status([](Findings& f) { at(f, BoneRegion::l1).complete = false; }),
            RuleStatus::blocked_missing_input);
  EXPECT_EQ(status([](Findings& f) { at(f, BoneRegion::l1).deformity.reset(); }),
            RuleStatus::blocked_missing_input);
  EXPECT_EQ(status([](Findings& f) { at(f, BoneRegion::l1).density.clear(); }),
            RuleStatus::blocked_missing_input);
  EXPECT_EQ(status([](Findings& f) { at(f, BoneRegion::l1) = vertebra(BoneRegion::l1, 1, 90.0); }),
            RuleStatus::blocked);
  EXPECT_EQ(status([](Findings& f) { f.scans[0].contrast = Contrast::enhanced; }), RuleStatus::active);
}

TEST(Attenuation, TakesThePartsOfASplitSeriesForScansOfTheirOwn) {
  Findings findings = whole_spine();
  findings.scans[0].tube_voltage_kv = 80.0;
  auto other = vertebra(BoneRegion::l1, 0, 105.0);
  other.series_part = 2;
  findings.vertebrae.push_back(other);
  findings.scans.push_back({"1.2", Contrast::native, 120.0, 2});
  const auto told = rule(assess(findings), "attenuation.l1");
  EXPECT_EQ(told.status, RuleStatus::active);
  EXPECT_TRUE(contains(told.summary, "105.0"));
}

TEST(Attenuation, OfADoubtfulL1TellsWhatTheNeighbourWouldSay) {
  Findings findings = whole_spine(105.0);
  at(findings, BoneRegion::l2).alternatives = {{BoneRegion::l1, 0.3}};
  EXPECT_FALSE(contains(rule(assess(findings), "attenuation.l1").detail, "called L2"));
  at(findings, BoneRegion::l1).label_confidence = 0.65;
  const auto doubtful = rule(assess(findings), "attenuation.l1");
  EXPECT_EQ(doubtful.status, RuleStatus::active);
  EXPECT_TRUE(contains(doubtful.detail,
                       "The vertebra called L2 is L1 with a probability of 0.30: 170.0 HU, above 160 HU."));
}

TEST(Attenuation, OfALevelMoreLikelyAnotherIsNotJudged) {
  Findings findings = whole_spine(105.0);
  at(findings, BoneRegion::l1).label_confidence = 0.49;
  for (const char* id : {"attenuation.l1", "attenuation.t12-l5"}) {
    const auto told = rule(assess(findings), id);
    EXPECT_EQ(told.status, RuleStatus::blocked_missing_input);
    EXPECT_TRUE(contains(told.detail, "The vertebra called L1 is L1 with a probability of 0.49 only."));
  }
}

TEST(Attenuation, UsesTheSeriesThatAllowsTheStatement) {
  Findings findings = whole_spine();
  findings.scans[0].tube_voltage_kv = 80.0;
  findings.vertebrae.push_back(vertebra(BoneRegion::l1, 0, 105.0, "9.9"));
  findings.scans.push_back({"9.9", Contrast::native, 120.0});
  const auto told = rule(assess(findings), "attenuation.l1");
  EXPECT_EQ(told.status, RuleStatus::active);
  EXPECT_TRUE(contains(told.summary, "105.0 HU"));
}

TEST(Recommendations, AreOrderedUniqueShortAndCited) {
  auto findings = whole_spine(90.0);
  at(findings, BoneRegion::t12) = vertebra(BoneRegion::t12, 2, 100.0);
  at(findings, BoneRegion::t6).deformity.reset();
  const auto all = assess(findings).recommendations;
  std::set<std::string> ids;
  for (std::size_t n = 0; n < all.size(); ++n) {
    EXPECT_TRUE(ids.insert(all[n].rule_id).second) << all[n].rule_id;
    EXPECT_LT(all[n].summary.size(), 140U) << all[n].rule_id;  // CDS Hooks: a card's summary
    EXPECT_FALSE(all[n].sources.empty()) << all[n].rule_id;
    EXPECT_FALSE(all[n].pack.empty());
    if (n == 0) continue;
    const auto key = [&](std::size_t m) { return std::pair(all[m].priority, all[m].rule_id); };
    EXPECT_LT(key(n - 1), key(n));
  }
}

}  // namespace
}  // namespace osteon
