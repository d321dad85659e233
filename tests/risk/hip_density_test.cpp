#include <osteon/risk/recommendation.hpp>

#include <gtest/gtest.h>

namespace osteon {
namespace {

Findings with(double neck, double total, double age) {
  Findings findings;
  findings.patient.sex = Sex::female;
  findings.patient.age_years = age;
  findings.hips = {{Side::left, "femoral-neck", neck, 0.5, "NHANES III white female 20-29, Hologic", false},
                   {Side::left, "total-hip", total, 0.5, "NHANES III white female 20-29, Hologic", false}};
  return findings;
}

const Recommendation& rule_of(const Assessment& assessment) {
  for (const auto& rule : assessment.recommendations)
    if (rule.rule_id == "hip-density.ct") return rule;
  throw std::runtime_error("no rule");
}

TEST(HipDensityRule, TheLowerOfNeckAndTotalHipCountsOnBothSidesOfEachLimit) {
  const auto summary = [](double neck, double total) {
    return rule_of(assess(with(neck, total, 70))).summary;
  };
  EXPECT_NE(summary(-2.5, -1).find("osteoporosis"), std::string::npos);
  EXPECT_NE(summary(-2.4, -1).find("low bone mass"), std::string::npos);
  EXPECT_NE(summary(0, -1.1).find("low bone mass"), std::string::npos);
  EXPECT_NE(summary(0, -1.0).find("normal"), std::string::npos);
  EXPECT_LT(summary(-2.5, -1).size(), 140U);
}

TEST(HipDensityRule, WithoutVerifiedConversionItWaitsAndGivesNoCategory) {
  const Assessment assessment = assess(with(-3, -3, 70));
  EXPECT_EQ(rule_of(assessment).status, RuleStatus::pending_confirmation);
  EXPECT_EQ(rule_of(assessment).priority, Priority::warning);
  EXPECT_EQ(assessment.classification.category, "not-classifiable");
  EXPECT_NE(rule_of(assessment).detail.find("not verified"), std::string::npos);
  EXPECT_NE(rule_of(assessment).detail.find("84 %"), std::string::npos);  // one sd below -2.5
}

TEST(HipDensityRule, BelowFiftyYearsTheLimitsDoNotApply) {
  EXPECT_EQ(rule_of(assess(with(-3, -3, 49))).status, RuleStatus::not_applicable);
  EXPECT_EQ(rule_of(assess(with(-3, -3, 50))).status, RuleStatus::pending_confirmation);
  EXPECT_ANY_THROW((void)rule_of(assess({})));
}

}  // namespace
}  // namespace osteon
