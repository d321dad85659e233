// The rules that are always on: each on both sides of its limit, with the input missing, and the golden
// cases.

#include "support_person.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace osteon {
namespace {

using namespace std::chrono_literals;
using A = Answer;
using N = Number;

TEST(Safety, EverySpokenRuleNamesWhatItUsed) {
  Person one = harmless();
  for (auto& answer : one.answers) answer->value = true;
  one[A::postmenopausal]->value = false;
  one[Event::myocardial_infarction] = Known<Day>{2026y / 1 / 1};
  one[Event::last_denosumab] = Known<Day>{2025y / 1 / 1};
  with(with(one, N::creatinine, 600), N::egfr, 8);
  const auto advice = advise(one);
  EXPECT_GE(advice.size(), 100U);
  for (const Recommendation& each : advice) {
    EXPECT_LT(each.summary.size(), 140U) << each.rule_id;
    const bool of_safety = each.rule_id.starts_with("safety.");
    EXPECT_FALSE(of_safety && each.inputs_used.empty()) << each.rule_id;
  }
  bool critical_is_over = false;
  for (const Recommendation& each : advice) {
    EXPECT_FALSE(critical_is_over && each.priority == Priority::critical) << each.rule_id;
    critical_is_over = critical_is_over || each.priority != Priority::critical;
  }
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
  EXPECT_TRUE(silent(one, "safety.denosumab.kidney"));
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
  EXPECT_TRUE(silent(one, "safety.denosumab.overdue"));
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
  EXPECT_TRUE(silent(one, "safety.romosozumab.recent-event"));
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
  Person one = harmless();
  with(one, N::t_femoral_neck, -2.4);
  EXPECT_TRUE(silent(one, "bhof.treat.t-score"));
  with(one, N::t_lumbar_spine, -2.5);
  EXPECT_TRUE(active(one, "bhof.treat.t-score"));
  EXPECT_FALSE(status(one, "bhof.treat.t-score", "none"));  // no guideline was asked for
  one[A::postmenopausal]->value = false;                    // golden case 16: no T-score before the menopause
  EXPECT_TRUE(silent(one, "bhof.treat.t-score"));
  one.sex = Sex::male;
  with(one, N::age, 49);
  EXPECT_TRUE(silent(one, "bhof.treat.t-score"));
  with(one, N::age, 50);
  EXPECT_TRUE(active(one, "bhof.treat.t-score"));
  EXPECT_TRUE(silent(one, "bhof.treat.fracture"));
  one[A::hip_fracture]->value = true;
  EXPECT_TRUE(active(one, "bhof.treat.fracture"));
}

TEST(Bhof, ASiteNotYetMeasuredLeavesTheLowestOpen) {
  Person one = harmless();
  one[N::t_lumbar_spine].reset();
  with(one, N::t_femoral_neck, -2.0);
  EXPECT_TRUE(blocked(one, "bhof.treat.t-score"));
  EXPECT_TRUE(blocked(one, "class.normal") || silent(one, "class.normal"));
  with(one, A::spine_not_usable);
  EXPECT_TRUE(silent(one, "bhof.treat.t-score"));
  EXPECT_TRUE(active(one, "class.low-bone-mass"));
}

TEST(Bhof, WhatAnImageAloneSuggestsStaysPending) {  // golden case 24
  Person one = harmless();
  one[A::vertebral_fracture].reset();
  one.suspected.push_back({"T12", 1, "CT"});
  EXPECT_EQ(status(one, "bhof.treat.fracture"), RuleStatus::pending_confirmation);
  with(one, A::vertebral_fracture, false);  // a clinician has looked
  EXPECT_TRUE(silent(one, "bhof.treat.fracture"));
  with(one, A::vertebral_fracture, true);
  EXPECT_TRUE(active(one, "bhof.treat.fracture"));
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
