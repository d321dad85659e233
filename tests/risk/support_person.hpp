#pragma once

// Persons to try rules on.

#include <osteon/risk/advice.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace osteon {

inline constexpr Day kToday{std::chrono::year(2026) / 6 / 1};

inline Day days_ago(int days) { return std::chrono::sys_days(kToday) - std::chrono::days(days); }

inline Person person(Sex sex = Sex::female) {
  Person one;
  one.sex = sex;
  one.assessed_on = kToday;
  return one;
}

inline Person& with(Person& one, Number number, double value) {
  EXPECT_FALSE(set(one, number, value)) << field(number).key;
  return one;
}
inline Person& with(Person& one, Answer answer, bool value = true) {
  one[answer] = Known<bool>{value};
  return one;
}
inline Person& with(Person& one, Event event, Day day) {
  one[event] = Known<Day>{day};
  return one;
}
inline Person& with(Person& one, Choice choice, int place) {
  one[choice] = Known<int>{place};
  return one;
}
inline Person& with_frax(Person& one, const char* country, std::optional<double> major,
                         std::optional<double> hip, std::optional<bool> with_bmd) {
  one.external_risks.push_back(
      {.tool = "FRAX", .country = country, .major_percent = major, .hip_percent = hip, .with_bmd = with_bmd});
  return one;
}

/// Everything known and harmless: a woman of 66 after the menopause who has, takes and feels nothing.
inline Person harmless(Sex sex = Sex::female) {
  Person one = person(sex);
  for (auto& answer : one.answers) answer = Known<bool>{false};
  one.ever.fill(false);
  for (auto& number : one.numbers) number = Known<double>{0};
  with(one, Answer::postmenopausal, sex == Sex::female);
  using N = Number;
  for (const auto& [number, value] :
       std::initializer_list<std::pair<Number, double>>{{N::age, 66},
                                                        {N::height, 165},
                                                        {N::tallest_height, 165},
                                                        {N::weight, 70},
                                                        {N::age_at_menopause, 51},
                                                        {N::bmd_before, 1},
                                                        {N::bmd_now, 1},
                                                        {N::bmd_precision, 0.01},
                                                        {N::bmd_years, 5},
                                                        {N::timed_up_and_go, 8},
                                                        {N::tandem_stand, 30},
                                                        {N::creatinine, 70},
                                                        {N::egfr, 80},
                                                        {N::calcium, 2.35},
                                                        {N::albumin, 40},
                                                        {N::vitamin_d, 80},

                                                        {N::calcium_intake, 1100},
                                                        {N::protein_intake, 1.1},
                                                        {N::vitamin_d_dose, 800}})
    with(one, number, value);
  for (auto& choice : one.choices) choice = Known<int>{0};
  return one;
}

inline std::optional<RuleStatus> status(const Person& one, std::string_view rule,
                                        std::string_view packs = "all") {
  for (const Verdict& verdict : judge(one, *choose_packs(packs)))
    if (verdict.rule_id == rule) return verdict.status;
  return std::nullopt;
}
inline bool active(const Person& one, std::string_view rule) {
  return status(one, rule) == RuleStatus::active;
}
inline bool blocked(const Person& one, std::string_view rule) {
  return status(one, rule) == RuleStatus::blocked_missing_input;
}
inline bool silent(const Person& one, std::string_view rule) { return !status(one, rule); }

}  // namespace osteon
