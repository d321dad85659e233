// What images suggest and what their person's data add, in one list.

#include "support_person.hpp"

#include <osteon/risk/proposal.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace osteon {
namespace {

Recommendation of_image(const char* id) {
  return {.rule_id = id,
          .pack = "osteon-core/1",
          .rule_class = "diagnosis",
          .priority = Priority::warning,
          .status = RuleStatus::pending_confirmation,
          .summary = id,
          .detail = {},
          .inputs_used = {},
          .inputs_missing = {},
          .thresholds = {},
          .sources = {}};
}

const std::vector<Recommendation> kOfImages{
    of_image("vertebral-fracture.confirm"), of_image("vertebral-fracture.dxa"),
    of_image("vertebral-fracture.red-flags"), of_image("densitometer.category"), of_image("attenuation.low")};

std::set<std::string> ids(const std::vector<Recommendation>& all) {
  std::set<std::string> result;
  for (const Recommendation& one : all) result.insert(one.rule_id);
  return result;
}

Person measured(std::optional<double> t) {
  Person one = harmless();
  for (const Number each : {Number::t_lumbar_spine, Number::t_femoral_neck, Number::t_total_hip}) {
    one[each].reset();
    if (t) with(one, each, *t);
  }
  return one;
}

TEST(Proposal, AnImagesQuestionsGiveWayToThePersonsRules) {
  const Proposal proposal = propose(measured(-2.7));
  const auto all = ids(joined(kOfImages, proposal));
  EXPECT_TRUE(all.contains("vertebral-fracture.confirm"));
  EXPECT_TRUE(all.contains("attenuation.low"));
  EXPECT_TRUE(all.contains("class.osteoporosis"));
  for (const char* gone : {"vertebral-fracture.dxa", "vertebral-fracture.red-flags", "densitometer.category"})
    EXPECT_FALSE(all.contains(gone)) << gone;
}

TEST(Proposal, ADensitometersCategoryStandsWhereThePersonHasNone) {
  EXPECT_TRUE(ids(joined(kOfImages, propose(measured({})))).contains("densitometer.category"));
}

// What gives way must be asked or answered by a rule that is always on.
TEST(Proposal, NothingThatGivesWayIsLost) {
  Person one = person();
  with(with(one, Answer::postmenopausal), Number::age, 70);
  const Examination ct{.name = "CT", .vertebrae = {{"T12", true, 2}}};
  const auto all = ids(propose(one, {}, {ct}).advice);
  for (const char* rule : {"plan.classes", "workup.density-after-ct", "workup.basic", "falls.screen",
                           "safety.cauda-equina", "safety.malignancy-or-infection"})
    EXPECT_TRUE(all.contains(rule)) << rule;
}

TEST(Proposal, WithoutAPersonWhatIsMissingIsNamedAndNothingCleared) {
  const Recommendation ask = person_to_ask(propose(Person{}));
  EXPECT_EQ(ask.status, RuleStatus::blocked_missing_input);
  const std::set<std::string> missing(ask.inputs_missing.begin(), ask.inputs_missing.end());
  for (const char* input : {"age", "sex", "saddle_numbness"}) EXPECT_TRUE(missing.contains(input)) << input;
  EXPECT_LT(ask.summary.size(), 140U);
}

TEST(Proposal, OneOfSeveralExaminationsPointsToThePageOverAll) {
  const auto all = ids(of_images_alone(kOfImages));
  EXPECT_TRUE(all.contains("person.together"));
  EXPECT_TRUE(all.contains("densitometer.category"));
  EXPECT_FALSE(all.contains("vertebral-fracture.red-flags"));
}

TEST(Proposal, FaultsOfDataAndOfExaminationsStandTogether) {
  Person one = person(Sex::male);
  const Examination of_a_woman{.name = "CT", .sex = Sex::female, .vertebrae = {{"T12", true, 2}}};
  const Proposal proposal = propose(one, {{"age", "166", "0 to 120"}}, {of_a_woman});
  ASSERT_EQ(proposal.faults.size(), 2U);
  EXPECT_EQ(proposal.faults[1].field, "sex");
  EXPECT_TRUE(proposal.person.suspected.empty());
}

}  // namespace
}  // namespace osteon
