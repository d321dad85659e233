// What images measured, taken into the person: which value enters, which does not, and what is said of it.

#include "support_person.hpp"

#include <osteon/risk/examinations.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace osteon {
namespace {

using N = Number;

Examination densitometer(const char* name, std::optional<Day> day, double neck) {
  return {
      .name = name, .day = day, .sex = Sex::female, .age_years = 70, .scores = {{"femoral-neck", "L", neck}}};
}

Person nobody() {
  Person one;
  one.assessed_on = kToday;
  return one;
}

TEST(Examinations, ScoresOfADensitometerEnterAndThoseOfACtDoNot) {
  Person one = nobody();
  Examination ct{.name = "CT", .scores = {{"femoral-neck", "L", -3.4, {}, false}}};
  const std::vector all{densitometer("DXA 1", days_ago(10), -2.1), ct};
  const TakenIn taken = take_in(one, all);
  EXPECT_DOUBLE_EQ(one[N::t_femoral_neck]->value, -2.1);
  EXPECT_EQ(one[N::t_femoral_neck]->origin, "DXA 1");
  EXPECT_EQ(one.sex, Sex::female);
  ASSERT_EQ(taken.left_out.size(), 1U);
  ASSERT_EQ(taken.comparisons.size(), 1U);
  EXPECT_FALSE(taken.comparisons[0].agree);
  Person alone = nobody();
  EXPECT_TRUE(take_in(alone, std::vector{ct}).comparisons.empty());
  EXPECT_FALSE(alone[N::t_femoral_neck]);
}

TEST(Examinations, TheLatestDayDecidesAndOfOneDayTheLower) {
  Person one = nobody();
  Examination old = densitometer("old", days_ago(900), -2.8);
  old.age_years = 67.5;
  EXPECT_EQ(take_in(one, std::vector{old, densitometer("new", days_ago(5), -2.0)}).comparisons.size(), 1U);
  EXPECT_DOUBLE_EQ(one[N::t_femoral_neck]->value, -2.0);
  Person both_hips = nobody();
  Examination dual = densitometer("DXA", days_ago(5), -2.0);
  dual.scores.push_back({"femoral-neck", "R", -2.6});
  const TakenIn taken = take_in(both_hips, std::vector{dual});
  EXPECT_DOUBLE_EQ(both_hips[N::t_femoral_neck]->value, -2.6);
  EXPECT_FALSE(taken.comparisons.at(0).agree);
}

TEST(Examinations, DoubtfulNumbersStayOutAndGivenOnesStand) {
  Person one = nobody();
  Examination doubted = densitometer("DXA", days_ago(5), -4.0);
  doubted.scores[0].doubt = "the auditor calls the row an error";
  EXPECT_EQ(take_in(one, std::vector{doubted}).left_out.size(), 1U);
  EXPECT_FALSE(one[N::t_femoral_neck]);
  Person given = nobody();
  with(given, N::t_femoral_neck, -1.2);
  const TakenIn taken = take_in(given, std::vector{densitometer("DXA", days_ago(5), -2.9)});
  EXPECT_DOUBLE_EQ(given[N::t_femoral_neck]->value, -1.2);
  EXPECT_FALSE(taken.comparisons.at(0).agree);
}

TEST(Examinations, VertebraeEnterAsSuspectedAndDisagreementsAreNamed) {
  Person one = nobody();
  with(with(one, Answer::postmenopausal), N::age, 70);
  one.sex = Sex::female;
  const Examination ct{.name = "CT", .vertebrae = {{"T12", true, 2}, {"L1", false, 0}}};
  const Examination film{.name = "radiograph", .vertebrae = {{"T12", false, 0}, {"L1", false, 0}}};
  const TakenIn taken = take_in(one, std::vector{ct, film});
  ASSERT_EQ(one.suspected.size(), 1U);
  EXPECT_EQ(one.suspected[0].level, "T12");
  EXPECT_EQ(one.suspected[0].grade, 2);
  ASSERT_EQ(taken.comparisons.size(), 2U);
  EXPECT_TRUE(taken.comparisons[0].agree);   // L1
  EXPECT_FALSE(taken.comparisons[1].agree);  // T12
  EXPECT_FALSE(one[Answer::vertebral_fracture]);
  EXPECT_EQ(status(one, "bhof.treat.fracture"), RuleStatus::pending_confirmation);
  EXPECT_EQ(status(one, "workup.density-after-ct"), RuleStatus::pending_confirmation);
}

TEST(Examinations, OtherIdentifiersAndAgesThatDoNotFitAreSaid) {
  Person one = nobody();
  with(one, N::age, 70);
  Examination first = densitometer("DXA 1", days_ago(365), -2.0),
              second = densitometer("DXA 2", days_ago(0), -2.1);
  first.patient_id = "A", second.patient_id = "B";
  const auto of = [](const TakenIn& taken, const std::string& what) {
    return std::count_if(taken.comparisons.begin(), taken.comparisons.end(),
                         [&](const Comparison& each) { return each.of == what && !each.agree; });
  };
  TakenIn taken = take_in(one, std::vector{first, second});
  EXPECT_EQ(of(taken, "Patient identifier"), 1);
  EXPECT_EQ(of(taken, "Age"), 0);  // 70 a year ago and today: whole years
  second.patient_id = "A", second.age_years = 74;
  Person again = nobody();
  taken = take_in(again, std::vector{first, second});
  EXPECT_EQ(of(taken, "Patient identifier"), 0);
  EXPECT_EQ(of(taken, "Age"), 1);
  second.day.reset();  // ten years may lie between them
  Person undated = nobody();
  EXPECT_EQ(of(take_in(undated, std::vector{first, second}), "Age"), 0);
}

TEST(Examinations, OfTwoPersonsNoneEnters) {
  Person one = nobody();
  Examination other = densitometer("DXA 2", days_ago(3), -1.0);
  other.sex = Sex::male;
  const TakenIn taken = take_in(one, std::vector{densitometer("DXA 1", days_ago(5), -2.0), other});
  ASSERT_EQ(taken.faults.size(), 1U);
  EXPECT_EQ(taken.faults[0].field, "sex");
  EXPECT_FALSE(one[N::t_femoral_neck]);
  EXPECT_FALSE(one[N::age]);
}

}  // namespace
}  // namespace osteon
