#include <osteon/risk/recommendation.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace osteon {
namespace {

DensitometerFinding page(const std::string& category, const std::string& date, bool doubtful = false) {
  return {category, {"T-score of " + date}, date, doubtful ? 1 : 0, doubtful};
}

const Recommendation* rule(const Assessment& assessment, const std::string& id) {
  for (const Recommendation& one : assessment.recommendations)
    if (one.rule_id == id) return &one;
  return nullptr;
}

Assessment assessed(std::vector<DensitometerFinding> pages) {
  Findings findings;
  findings.densitometers = std::move(pages);
  return assess(findings);
}

TEST(Densitometer, TheWorstPageOfTheLatestDayDecides) {
  const auto same_day = assessed({page("normal", "2024-01-02"), page("osteoporosis", "2024-01-02")});
  EXPECT_EQ(same_day.classification.category, "osteoporosis");
  EXPECT_EQ(rule(same_day, "densitometer.category")->priority, Priority::warning);
  EXPECT_EQ(rule(same_day, "densitometer.category")->status, RuleStatus::active);
  EXPECT_EQ(rule(same_day, "densitometer.audit"), nullptr);
  const auto later = assessed({page("osteoporosis", "2020-01-02"), page("low-bone-mass", "2024-01-02")});
  EXPECT_EQ(later.classification.category, "low-bone-mass");
}

TEST(Densitometer, APageWithoutACategoryNeitherDecidesNorHides) {
  const auto one = assessed({page("not-classifiable", "2024-05-05"), page("normal", "2024-01-02")});
  EXPECT_EQ(one.classification.category, "normal");
  const auto none = assessed({page("not-classifiable", "2024-05-05")});
  EXPECT_EQ(none.classification.category, "not-classifiable");
  EXPECT_EQ(rule(none, "densitometer.category")->status, RuleStatus::blocked_missing_input);
  EXPECT_FALSE(rule(none, "densitometer.category")->inputs_missing.empty());
}

TEST(Densitometer, ADoubtedReportWaits) {
  const auto one = assessed({page("osteoporosis", "2024-01-02", true)});
  EXPECT_EQ(rule(one, "densitometer.category")->status, RuleStatus::pending_confirmation);
  EXPECT_EQ(rule(one, "densitometer.audit")->priority, Priority::warning);
  EXPECT_LT(rule(one, "densitometer.audit")->summary.size(), 140U);
}

TEST(Densitometer, WithoutOneNothingIsSaid) {
  EXPECT_EQ(rule(assessed({}), "densitometer.category"), nullptr);
}

}  // namespace
}  // namespace osteon
