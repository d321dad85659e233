// A person's data as YAML and as FHIR: the same person as from JSON, and nothing guessed.

#include <osteon/report/advice_file.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace osteon {
namespace {

using ::testing::HasSubstr;

PersonFile read(const std::string& text) {
  auto file = read_person(text);
  EXPECT_TRUE(file.has_value()) << text.substr(0, 200);
  return file ? std::move(file).value() : PersonFile{};
}
std::string line(const std::string& text) { return advice_line(read(text), *choose_packs("all")); }

TEST(YamlPerson, SaysTheSameAsJson) {
  const std::string json =
      R"({"schema": "osteon-person/1", "sex": "female", "assessed_on": "2026-06-01", "age": 68,
      "creatinine": {"value": 0.9, "unit": "mg/dl", "day": "2026-05-12", "origin": "laboratory"}, "on_denosumab": "yes",
      "last_denosumab": "2025-10-16", "stroke": "never", "smoking": "former", "hip_fracture": false,
      "external_risks": [{"tool": "FRAX", "country": "UK", "version": "4.3", "major_percent": 12.5, "years": 10, "with_bmd": false}]})";
  const std::string yaml = R"(# answers
schema: osteon-person/1
sex: female
assessed_on: 2026-06-01
age: 68
creatinine: {value: 0.9, unit: mg/dl, day: 2026-05-12, origin: laboratory}
on_denosumab: yes
last_denosumab: 2025-10-16
stroke: never
smoking: former
hip_fracture: no
vitamin_d:
external_risks:
  - {tool: FRAX, country: UK, version: "4.3", major_percent: 12.5, years: 10, with_bmd: no}
)";
  EXPECT_TRUE(read(yaml).faults.empty());
  EXPECT_EQ(line(yaml), line(json));
}

TEST(YamlPerson, TheEmptyQuestionnaireIsReadAndSaysNothing) {
  const PersonFile empty = read(empty_questionnaire_yaml());
  EXPECT_TRUE(empty.faults.empty());
  EXPECT_EQ(advice_line(empty, {}), advice_line(read(empty_questionnaire()), {}));
}

TEST(YamlPerson, FaultsNameTheField) {
  const PersonFile file =
      read("schema: osteon-person/1\nage: 166\nage: 70\nweight: \"70\"\nname: A B\nstroke: soon\n");
  ASSERT_EQ(file.faults.size(), 4U);
  EXPECT_EQ(file.faults[0].field, "age");  // given twice: which of them is wrong nobody knows
  EXPECT_FALSE(file.person[Number::age]);
  EXPECT_FALSE(file.person[Number::weight]);  // a quoted number is text
}

TEST(YamlPerson, HostileTextIsRefused) {
  std::string bomb = "schema: osteon-person/1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int n = 1; n < 9; ++n) {
    bomb += "a" + std::to_string(n) + ": &a" + std::to_string(n) + " [";
    for (int m = 0; m < 10; ++m) bomb += (m ? ", *a" : "*a") + std::to_string(n - 1);
    bomb += "]\n";
  }
  const std::string deep(10'000, '['), wide(2'000'000, ' ');
  for (const std::string& text :
       {bomb, deep, wide + "schema: osteon-person/1", std::string("a: [1"), std::string("\x80\xff: \t"),
        std::string("- schema"), std::string("&a a: *b"), std::string("!!python/object:x {}")})
    EXPECT_EQ(read_person(text).error().code, "person.not-a-questionnaire") << text.substr(0, 40);
  const std::string nested = "{\"schema\": \"osteon-person/1\", \"age\": " + std::string(100'000, '[') +
                             std::string(100'000, ']') + "}";
  EXPECT_FALSE(read_person(nested).has_value());
}

std::string bundle(const std::string& resources) {
  return R"({"resourceType": "Bundle", "type": "collection", "timestamp": "2026-06-01T09:00:00Z", "entry": [)" +
         resources + "]}";
}
std::string entry(const std::string& resource) { return "{\"resource\": " + resource + "}"; }

constexpr const char* kPatient =
    R"({"resourceType": "Patient", "id": "p-1", "gender": "female", "birthDate": "1956-06-01", "name": [{"family": "Doe"}]})";

std::string observation(const std::string& code, const std::string& rest) {
  return R"({"resourceType": "Observation", "id": "o", "status": "final", "subject": {"reference": "Patient/p-1"},
      "code": {"coding": [{"system": "http://loinc.org", "code": ")" +
         code + "\"}]}, " + rest + "}";
}
std::string quantity(double value, const std::string& unit, const std::string& day) {
  return "\"effectiveDateTime\": \"" + day + "\", \"valueQuantity\": {\"value\": " + std::to_string(value) +
         ", \"unit\": \"" + unit + "\", \"system\": \"http://unitsofmeasure.org\", \"code\": \"" + unit +
         "\"}";
}
std::string coded(const char* type, const char* system, const char* code, const std::string& rest = "") {
  const std::string concept_ =
      std::string(R"({"coding": [{"system": ")") + system + "\", \"code\": \"" + code + "\"}]}";
  const bool medicine = std::string(type) == "MedicationStatement";
  return std::string(R"({"resourceType": ")") + type + "\", \"id\": \"c\", \"" +
         (medicine ? "medicationCodeableConcept" : "code") + "\": " + concept_ + rest + "}";
}
constexpr const char* kIcd = "http://hl7.org/fhir/sid/icd-10";
constexpr const char* kAtc = "http://www.whocc.no/atc";

TEST(FhirPerson, ReadsAPatientWithUnitsDaysAndOrigin) {
  const PersonFile file = read(bundle(
      entry(kPatient) + "," + entry(observation("2160-0", quantity(1, "mg/dL", "2026-05-12T08:00:00Z"))) +
      "," + entry(observation("38267-1", quantity(-2.7, "{T-Score}", "2026-01-10"))) + "," +
      entry(coded("Condition", kIcd, "M05.9")) + "," +
      entry(coded("MedicationStatement", kAtc, "M05BX04", R"(, "status": "active")"))));
  EXPECT_TRUE(file.faults.empty());
  EXPECT_TRUE(file.left_out.empty());
  const Person& p = file.person;
  EXPECT_EQ(p.id, "p-1");
  EXPECT_EQ(p.sex, Sex::female);
  EXPECT_NEAR(p[Number::age]->value, 70, 0.01);
  EXPECT_NEAR(p[Number::creatinine]->value, 88.42, 1e-9);
  EXPECT_EQ(p[Number::creatinine]->day, Day(std::chrono::year(2026) / 5 / 12));
  EXPECT_EQ(p[Number::creatinine]->origin, "Observation");
  EXPECT_DOUBLE_EQ(p[Number::t_lumbar_spine]->value, -2.7);
  EXPECT_TRUE(p[Answer::rheumatoid_arthritis]->value);
  EXPECT_TRUE(p[Answer::on_denosumab]->value);
  EXPECT_TRUE(p[Answer::on_antiresorptive]->value);
  EXPECT_FALSE(p[Answer::lupus]);  // not listed is not a no
}

TEST(FhirPerson, WhatIsNotSureOrNotUnderstoodIsLeftOutAndSaid) {
  const std::string unconfirmed = R"(, "verificationStatus": {"coding": [{"code": "provisional"}]})";
  const std::string resolved = R"(, "clinicalStatus": {"coding": [{"code": "resolved"}]})";
  std::string preliminary = observation("2000-8", quantity(2.4, "mmol/L", "2026-05-12"));
  preliminary.replace(preliminary.find("final"), 5, "preliminary");
  const PersonFile file = read(bundle(
      entry(coded("Condition", kIcd, "M06.9", unconfirmed)) + "," +
      entry(coded("Condition", kIcd, "E05.0", resolved)) + "," + entry(coded("Condition", kIcd, "S72.0")) +
      "," + entry(coded("Condition", kIcd, "C50.1", resolved)) + "," +
      entry(coded("MedicationStatement", kAtc, "H02AB06", R"(, "status": "stopped")")) + "," +
      entry(preliminary) + "," + entry(observation("80948-3", quantity(-2.5, "{T-score}", "2026-05-12"))) +
      "," +
      entry(observation("1989-3", R"("valueQuantity": {"value": 30, "comparator": "<", "unit": "ng/mL"})")) +
      "," + entry(R"({"resourceType": "Encounter", "id": "e"})")));
  const Person& p = file.person;
  EXPECT_FALSE(p[Answer::rheumatoid_arthritis]);
  EXPECT_FALSE(p[Answer::thyrotoxicosis]);
  EXPECT_FALSE(p[Answer::hip_fracture]);         // by what force?
  EXPECT_TRUE(p[Answer::breast_cancer]->value);  // now or earlier
  EXPECT_FALSE(p[Answer::glucocorticoids]);
  EXPECT_FALSE(p[Number::calcium]);
  EXPECT_FALSE(p[Number::t_femoral_neck]);  // of a femur: of which region?
  EXPECT_FALSE(p[Number::vitamin_d]);
  EXPECT_EQ(file.left_out.size(), 8U);
}

TEST(FhirPerson, FaultsNameFieldValueAndLimit) {
  const PersonFile file =
      read(bundle(entry(observation("8302-2", quantity(1.61, "furlong", "2026-05-12"))) + "," +
                  entry(observation("29463-7", quantity(5800, "kg", "2026-05-12"))) + "," +
                  entry(observation("2000-8", R"("valueQuantity": {"value": 2.3})")) + "," +
                  entry(observation("1751-7", quantity(41, "g/L", "2027-01-01")))));
  ASSERT_EQ(file.faults.size(), 4U);
  std::string all;
  for (const FieldFault& one : file.faults) all += one.field + " | " + one.value + " | " + one.limit + "\n";
  EXPECT_THAT(all, HasSubstr("height | furlong | cm or in or m"));
  EXPECT_THAT(all, HasSubstr("weight | 5800.00 | 20.0 to 350.0 kg"));
  EXPECT_THAT(all, HasSubstr("calcium | 2.3 | a quantity with its unit"));
  EXPECT_THAT(all, HasSubstr("albumin | 2027-01-01"));
}

TEST(FhirPerson, TheLatestValueCountsAndOfOneDayTheLowerScore) {
  const PersonFile file =
      read(bundle(entry(observation("2160-0", quantity(1.4, "mg/dL", "2026-05-12"))) + "," +
                  entry(observation("2160-0", quantity(0.9, "mg/dL", "2024-05-12"))) + "," +
                  entry(observation("80946-7", quantity(-2.1, "{T-score}", "2026-01-10"))) + "," +
                  entry(observation("80945-9", quantity(-2.6, "{T-score}", "2026-01-10"))) + "," +
                  entry(observation("2000-8", quantity(2.2, "mmol/L", "2026-05-12"))) + "," +
                  entry(observation("2000-8", quantity(2.6, "mmol/L", "2026-05-12")))));
  EXPECT_NEAR(file.person[Number::creatinine]->value, 1.4 * 88.42, 1e-9);
  EXPECT_DOUBLE_EQ(file.person[Number::t_total_hip]->value, -2.6);
  EXPECT_FALSE(file.person[Number::calcium]);
  EXPECT_EQ(file.left_out.size(), 1U);
}

TEST(FhirPerson, ThyrotropinIsJudgedByTheLaboratorysRange) {
  const auto low = [](double value, const std::string& range) {
    const PersonFile file =
        read(bundle(entry(observation("3016-3", quantity(value, "m[IU]/L", "2026-05-12") + range))));
    return file.person[Answer::low_tsh] ? std::optional(file.person[Answer::low_tsh]->value) : std::nullopt;
  };
  const std::string range = R"(, "referenceRange": [{"low": {"value": 0.4}, "high": {"value": 4.0}}])";
  EXPECT_EQ(low(0.2, range), true);
  EXPECT_EQ(low(0.4, range), false);
  EXPECT_EQ(low(0.2, ""), std::nullopt);
}

TEST(JsonPerson, AMeasuredValueNeedsTheLaboratorysRange) {
  const auto file = [](const std::string& entries) {
    return read("{\"schema\": \"osteon-person/1\", \"assessed_on\": \"2026-06-01\", " + entries + "}");
  };
  EXPECT_TRUE(file(R"("raised_pth": {"measured": 9.1, "range_high": 6.9, "day": "2026-05-01"})")
                  .person[Answer::raised_pth]
                  ->value);
  EXPECT_FALSE(file(R"("low_tsh": {"measured": 1.1, "range_low": 0.4})").person[Answer::low_tsh]->value);
  for (const char* bad :
       {R"("low_tsh": {"measured": 0.1})", R"("low_tsh": {"measured": "low", "range_low": 1})",
        R"("low_tsh": {"measured": -1, "range_low": 1})", R"("fever": {"measured": 39, "range_high": 37})",
        R"("low_tsh": {"measured": 0.1, "range_low": 0.4, "day": "2027-01-01"})"}) {
    EXPECT_EQ(file(bad).faults.size(), 1U) << bad;
    EXPECT_FALSE(file(bad).person[Answer::low_tsh]) << bad;
  }
}

TEST(FhirPerson, AQuestionnaireResponseAnswersByTheKeysOfTheQuestionnaire) {
  const PersonFile file =
      read(R"({"resourceType": "QuestionnaireResponse", "status": "completed", "authored": "2026-06-01",
      "item": [{"linkId": "person", "item": [{"linkId": "sex", "answer": [{"valueCoding": {"code": "male"}}]},
                                             {"linkId": "age", "answer": [{"valueInteger": 74}]}]},
               {"linkId": "weight", "answer": [{"valueQuantity": {"value": 70, "unit": "kg"}}]},
               {"linkId": "fever", "answer": [{"valueBoolean": false}]},
               {"linkId": "stroke", "answer": [{"valueDate": "2025-11-02"}]},
               {"linkId": "cancer", "answer": [{"valueBoolean": true}, {"valueBoolean": false}]},
               {"linkId": "shoe_size", "answer": [{"valueInteger": 42}]}]})");
  EXPECT_EQ(file.person.sex, Sex::male);
  EXPECT_DOUBLE_EQ(file.person[Number::age]->value, 74);
  EXPECT_DOUBLE_EQ(file.person[Number::weight]->value, 70);
  EXPECT_FALSE(file.person[Answer::fever]->value);
  EXPECT_TRUE(file.person[Event::stroke]);
  EXPECT_FALSE(file.person[Answer::cancer]);
  EXPECT_EQ(file.faults.size(), 2U);
}

TEST(FhirPerson, TwoPatientsAreRefused) {
  const std::string other = R"({"resourceType": "Patient", "id": "p-2"})";
  EXPECT_EQ(read_person(bundle(entry(kPatient) + "," + entry(other))).error().code, "person.not-one-patient");
  std::string foreign = observation("2160-0", quantity(1, "mg/dL", "2026-05-12"));
  foreign.replace(foreign.find("p-1"), 3, "p-9");
  EXPECT_EQ(read_person(bundle(entry(kPatient) + "," + entry(foreign))).error().code,
            "person.not-one-patient");
  const std::string by_url = R"({"fullUrl": "urn:uuid:7", "resource": )" + std::string(kPatient) + "}";
  foreign.replace(foreign.find("Patient/p-9"), 11, "urn:uuid:7");
  EXPECT_TRUE(read_person(bundle(entry(foreign) + "," + by_url)).has_value());
}

TEST(FhirPerson, AnAgeNeedsTheDay) {
  const PersonFile file = read(kPatient);
  EXPECT_FALSE(file.person[Number::age]);
  ASSERT_EQ(file.faults.size(), 1U);
  EXPECT_EQ(file.faults[0].field, "Patient.birthDate");
}

TEST(FhirPerson, HostileResourcesAreReadWithoutHarm) {
  for (
      const char* text :
      {R"({"resourceType": 7})", R"({"resourceType": "Bundle", "entry": 3})",
       R"({"resourceType": "Bundle", "entry": [null, 3, {"resource": []}]})",
       R"({"resourceType": "Observation", "status": "final", "code": [], "valueQuantity": []})",
       R"({"resourceType": "Observation", "status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "2160-0"}]}, "valueQuantity": {"value": 1, "unit": []}})",
       R"({"resourceType": "QuestionnaireResponse", "item": [{"linkId": [], "answer": [[]]}, 3]})",
       R"({"resourceType": "Patient", "gender": [], "birthDate": "????-??-??", "id": "<script>"})"}) {
    const auto file = read_person(text);
    if (file) (void)advice_line(*file, {});
  }
}

}  // namespace
}  // namespace osteon
