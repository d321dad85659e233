#include <osteon/report/person_file.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace osteon {
namespace {

using ::testing::HasSubstr;

PersonFile person(const std::string& entries) {
  auto file =
      read_person("{\"schema\": \"osteon-person/1\", \"assessed_on\": \"2026-06-01\"" + entries + "}");
  EXPECT_TRUE(file.has_value());
  return file ? std::move(file).value() : PersonFile{};
}

TEST(PersonFile, ReadsNumbersAnswersAndDays) {
  const PersonFile file = person(R"(, "sex": "female", "age": 66,
      "creatinine": {"value": 1, "unit": "mg/dl", "day": "2026-05-01", "origin": "laboratory"},
      "on_denosumab": "yes", "thigh_or_groin_pain": false, "stroke": "never", "last_denosumab": "2025-10-16")");
  EXPECT_TRUE(file.faults.empty());
  const Person& p = file.person;
  EXPECT_EQ(p.sex, Sex::female);
  EXPECT_DOUBLE_EQ(p[Number::age]->value, 66);
  EXPECT_NEAR(p[Number::creatinine]->value, 88.42, 1e-9);
  EXPECT_EQ(p[Number::creatinine]->origin, "laboratory");
  EXPECT_TRUE(p[Answer::on_denosumab]->value);
  EXPECT_FALSE(p[Answer::thigh_or_groin_pain]->value);
  EXPECT_EQ(p.ever[static_cast<std::size_t>(Event::stroke)], false);
  EXPECT_TRUE(p[Event::last_denosumab]);
  EXPECT_FALSE(p[Number::weight]);
}

TEST(PersonFile, FaultsNameFieldValueAndLimitAndTheRestCounts) {
  const PersonFile file =
      person(R"(, "sex": "f", "age": 166, "weight": {"value": 70, "unit": "stone"}, "egfr": "high",
      "on_denosumab": "maybe", "stroke": "2027-01-01", "last_denosumab": "2025-02-30", "t_total_hip": -1.5, "name": "A B",
      "creatinine": {"value": 80, "day": "2030-01-01"})");
  const auto faulty = [&](const std::string& field) {
    for (const FieldFault& one : file.faults)
      if (one.field == field) return one.value + " | " + one.limit;
    return std::string("none");
  };
  EXPECT_EQ(faulty("sex"), "f | female or male");
  EXPECT_EQ(faulty("age"), "166.00 | 0.0 to 120.0 years");
  EXPECT_EQ(faulty("weight"), "stone | kg or lb");
  EXPECT_EQ(faulty("egfr"), "high | a number of ml/min/1.73m2");
  EXPECT_EQ(faulty("on_denosumab"), "maybe | yes, no or unknown");
  EXPECT_THAT(faulty("stroke"), HasSubstr("not after assessed_on"));
  EXPECT_THAT(faulty("last_denosumab"), HasSubstr("2025-02-30"));
  EXPECT_THAT(faulty("creatinine"), HasSubstr("2030-01-01"));
  EXPECT_EQ(faulty("name"), " | no such input");  // and what it says is not repeated
  EXPECT_EQ(file.faults.size(), 9U);
  EXPECT_DOUBLE_EQ(file.person[Number::t_total_hip]->value, -1.5);
  EXPECT_FALSE(file.person[Number::creatinine]);
}

TEST(PersonFile, TheEmptyQuestionnaireIsReadAndSaysNothing) {
  const auto file = read_person(empty_questionnaire());
  ASSERT_TRUE(file.has_value());
  EXPECT_TRUE(file->faults.empty());
  const auto advice = nlohmann::json::parse(advice_json(*file));
  EXPECT_GE(advice["recommendations"].size(), 11U);
  for (const auto& one : advice["recommendations"]) EXPECT_EQ(one["status"], "blocked_missing_input");
  EXPECT_THAT(advice["disclaimer"].get<std::string>(), HasSubstr("the clinician decides"));
}

TEST(PersonFile, AnythingElseIsRefused) {
  for (const char* text :
       {"", "[]", "{}", "{\"schema\": 1}", "nonsense", "{\"schema\": \"osteon-report/1\"}"})
    EXPECT_EQ(read_person(text).error().code, "person.not-a-questionnaire") << text;
}

TEST(PersonFile, OrderOfKeysChangesNothing) {
  const auto one = person(R"(, "sex": "male", "age": 82, "weight": 60, "creatinine": 130)");
  const auto other = person(R"(, "creatinine": 130, "weight": 60, "age": 82, "sex": "male")");
  EXPECT_EQ(advice_json(one), advice_json(other));
  EXPECT_THAT(advice_json(one), HasSubstr("\"status\": \"active\""));
}

}  // namespace
}  // namespace osteon
