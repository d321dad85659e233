// The rules that are always on: each on both sides of its limit, with the input missing, and the golden
// cases.

#include <osteon/risk/advice.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace osteon {
namespace {

using namespace std::chrono_literals;
using A = Answer;
using N = Number;

constexpr Day kToday{2026y / 6 / 1};

Person person(Sex sex = Sex::female) {
  Person one;
  one.sex = sex;
  one.assessed_on = kToday;
  return one;
}

/// Everything that the rules ask, harmless.
Person healthy() {
  Person one = person();
  for (auto& answer : one.answers) answer = Known<bool>{false};
  one.ever.fill(false);
  EXPECT_FALSE(set(one, N::age, 66));
  EXPECT_FALSE(set(one, N::weight, 70));
  EXPECT_FALSE(set(one, N::creatinine, 70));
  EXPECT_FALSE(set(one, N::egfr, 80));
  return one;
}

std::optional<RuleStatus> status(const Person& one, std::string_view id) {
  for (const Recommendation& advice : advise(one))
    if (advice.rule_id == id) return advice.status;
  return std::nullopt;
}

TEST(Safety, IsSilentWhereEverythingIsKnownAndHarmless) { EXPECT_TRUE(advise(healthy()).empty()); }

TEST(Safety, NothingIsClearedByWhatIsNotKnown) {
  const auto advice = advise(person());
  EXPECT_GE(advice.size(), 11U);
  for (const Recommendation& one : advice) {
    EXPECT_EQ(one.status, RuleStatus::blocked_missing_input) << one.rule_id;
    EXPECT_FALSE(one.inputs_missing.empty()) << one.rule_id;
  }
  Person one = healthy();
  for (std::size_t n = 0; n < one.answers.size(); ++n) {  // nor by any one answer that is missing
    Person asked = one;
    asked.answers[n].reset();
    for (const Recommendation& blocked : advise(asked))
      EXPECT_EQ(blocked.status, RuleStatus::blocked_missing_input) << blocked.rule_id;
  }
}

TEST(Safety, EverySentenceIsShortAndSourced) {
  Person one = healthy();
  for (auto& answer : one.answers) answer->value = true;
  one[Event::myocardial_infarction] = Known<Day>{2026y / 1 / 1};
  one[Event::last_denosumab] = Known<Day>{2025y / 1 / 1};
  EXPECT_FALSE(set(one, N::creatinine, 600));
  EXPECT_FALSE(set(one, N::egfr, 8));
  const auto advice = advise(one);
  EXPECT_EQ(advice.size(), 11U);
  for (const Recommendation& each : advice) {
    EXPECT_EQ(each.status, RuleStatus::active) << each.rule_id;
    EXPECT_LT(each.summary.size(), 140U) << each.rule_id;
    EXPECT_FALSE(each.sources.empty()) << each.rule_id;
    EXPECT_FALSE(each.inputs_used.empty()) << each.rule_id;
  }
  EXPECT_TRUE(std::is_sorted(advice.begin(), advice.end(),
                             [](const auto& a, const auto& b) { return a.priority < b.priority; }));
}

TEST(Safety, KidneyLimitsOfBisphosphonates) {  // golden case 11: 82 years, 60 kg, 130 umol/l
  Person man = person(Sex::male);
  EXPECT_FALSE(set(man, N::age, 82));
  EXPECT_FALSE(set(man, N::weight, 60));
  EXPECT_FALSE(set(man, N::creatinine, 130));
  EXPECT_EQ(status(man, "safety.clearance.alendronate-zoledronate"), RuleStatus::active);
  EXPECT_FALSE(status(man, "safety.clearance.risedronate"));
  const auto at = [&](double clearance) {  // as that creatinine gives it
    EXPECT_FALSE(set(man, N::creatinine, 58 * 60 * 1.23 / clearance));
    return std::pair(status(man, "safety.clearance.alendronate-zoledronate").has_value(),
                     status(man, "safety.clearance.risedronate").has_value());
  };
  EXPECT_EQ(at(35.01), std::pair(false, false));
  EXPECT_EQ(at(34.99), std::pair(true, false));
  EXPECT_EQ(at(30.01), std::pair(true, false));
  EXPECT_EQ(at(29.99), std::pair(true, true));
  man.sex = Sex::other;
  EXPECT_EQ(status(man, "safety.clearance.risedronate"), RuleStatus::blocked_missing_input);
}

TEST(Safety, DenosumabAndTheKidney) {
  Person one = person();
  EXPECT_FALSE(set(one, N::egfr, 30));
  EXPECT_FALSE(status(one, "safety.denosumab.kidney"));
  EXPECT_FALSE(set(one, N::egfr, 29.9));
  EXPECT_EQ(status(one, "safety.denosumab.kidney"), RuleStatus::active);
}

TEST(Safety, DenosumabOverdue) {  // golden case 10: last dose 7.5 months ago
  Person one = person();
  one[A::on_denosumab] = Known<bool>{true};
  one[Event::last_denosumab] = Known<Day>{2025y / 10 / 16};
  EXPECT_EQ(status(one, "safety.denosumab.overdue"), RuleStatus::active);
  EXPECT_EQ(status(one, "safety.denosumab.exit"), RuleStatus::active);
  one[Event::last_denosumab] = Known<Day>{2025y / 11 / 2};
  EXPECT_FALSE(status(one, "safety.denosumab.overdue"));
  one.assessed_on.reset();
  EXPECT_EQ(status(one, "safety.denosumab.overdue"), RuleStatus::blocked_missing_input);
}

TEST(Safety, RomosozumabAfterAHeartAttack) {  // golden case 14
  Person one = person();
  one[Event::myocardial_infarction] = Known<Day>{2025y / 12 / 1};
  EXPECT_EQ(status(one, "safety.romosozumab.recent-event"), RuleStatus::active);
  one[Event::myocardial_infarction] = Known<Day>{2023y / 6 / 1};
  EXPECT_EQ(status(one, "safety.romosozumab.recent-event"),
            RuleStatus::blocked_missing_input);  // and strokes?
  one.ever[static_cast<std::size_t>(Event::stroke)] = false;
  EXPECT_FALSE(status(one, "safety.romosozumab.recent-event"));
  EXPECT_EQ(status(one, "safety.romosozumab.any-event"), RuleStatus::active);
}

TEST(Safety, OesophagusAndRedFlags) {  // golden cases 15 and 20
  Person one = person();
  one[A::oesophageal_disorder] = Known<bool>{true};
  EXPECT_EQ(status(one, "safety.oesophagus.oral-bisphosphonates"), RuleStatus::active);
  EXPECT_EQ(status(one, "safety.cauda-equina"), RuleStatus::blocked_missing_input);
  one[A::bladder_or_bowel_change] = Known<bool>{true};
  EXPECT_EQ(status(one, "safety.cauda-equina"), RuleStatus::active);
  EXPECT_EQ(advise(one).front().rule_id, "safety.cauda-equina");
}

TEST(Bhof, TreatsByFractureOrTScoreWhoeverItAddresses) {
  const auto status_of = [](const Person& one, std::string_view id) -> std::optional<RuleStatus> {
    for (const Recommendation& advice : advise(one, GuidelinePack::bhof))
      if (advice.rule_id == id) return advice.status;
    return std::nullopt;
  };
  Person one = healthy();
  EXPECT_FALSE(set(one, N::t_femoral_neck, -2.4));
  one[A::postmenopausal] = Known<bool>{true};
  EXPECT_FALSE(status_of(one, "bhof.treat.t-score"));
  EXPECT_FALSE(set(one, N::t_lumbar_spine, -2.5));
  EXPECT_EQ(status_of(one, "bhof.treat.t-score"), RuleStatus::active);
  EXPECT_FALSE(status(one, "bhof.treat.t-score"));  // no pack was asked for
  one[A::postmenopausal]->value = false;            // golden case 16: no T-score before the menopause
  EXPECT_FALSE(status_of(one, "bhof.treat.t-score"));
  one.sex = Sex::male;
  EXPECT_FALSE(set(one, N::age, 49));
  EXPECT_FALSE(status_of(one, "bhof.treat.t-score"));
  EXPECT_FALSE(set(one, N::age, 50));
  EXPECT_EQ(status_of(one, "bhof.treat.t-score"), RuleStatus::active);
  EXPECT_FALSE(status_of(one, "bhof.treat.fracture"));
  one[A::hip_fracture]->value = true;
  EXPECT_EQ(status_of(one, "bhof.treat.fracture"), RuleStatus::active);
}

TEST(Bhof, WhatAnImageAloneSuggestsStaysPending) {  // golden case 24
  Person one = healthy();
  one[A::postmenopausal] = Known<bool>{true};
  one[A::vertebral_fracture].reset();
  one.vertebral_fracture_suspected = true;
  const auto status_of_fracture = [&] {
    for (const Recommendation& advice : advise(one, GuidelinePack::bhof))
      if (advice.rule_id == "bhof.treat.fracture") return std::optional(advice.status);
    return std::optional<RuleStatus>();
  };
  EXPECT_EQ(status_of_fracture(), RuleStatus::pending_confirmation);
  one[A::vertebral_fracture] = Known<bool>{false};  // a clinician has looked
  EXPECT_FALSE(status_of_fracture());
  one[A::vertebral_fracture] = Known<bool>{true};
  EXPECT_EQ(status_of_fracture(), RuleStatus::active);
}

TEST(PersonFields, UnitsAreConvertedAndFaultsNamed) {
  Person one;
  EXPECT_FALSE(set(one, N::creatinine, 1, "mg/dl"));
  EXPECT_NEAR(one[N::creatinine]->value, 88.42, 1e-9);
  EXPECT_FALSE(set(one, N::weight, 150, "lb"));
  EXPECT_NEAR(one[N::weight]->value, 68.0388555, 1e-9);
  EXPECT_EQ(set(one, N::weight, 7), (FieldFault{"weight", "7.00", "20.0 to 350.0 kg"}));
  EXPECT_EQ(set(one, N::weight, 70, "stone"), (FieldFault{"weight", "stone", "kg or lb"}));
  EXPECT_EQ(set(one, N::age, std::nan(""))->value, "not a number");
  EXPECT_FALSE(one[N::age]);
  EXPECT_NEAR(one[N::weight]->value, 68.0388555, 1e-9);  // a fault changes nothing
}

}  // namespace
}  // namespace osteon
