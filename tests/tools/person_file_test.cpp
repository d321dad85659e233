#include <osteon/report/advice_file.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <set>
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

Proposal proposed(const PersonFile& file, const char* packs = "none") {
  return propose(file.person, file.faults, {}, *choose_packs(packs));
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
  const auto advice = nlohmann::json::parse(advice_json(proposed(*file)));
  EXPECT_GE(advice["recommendations"].size(), 11U);
  for (const auto& one : advice["recommendations"]) {
    const bool for_everybody = one["inputs_used"].empty() && one["inputs_missing"].empty();
    EXPECT_TRUE(for_everybody || one["status"] == "blocked_missing_input") << one["rule_id"];
    EXPECT_TRUE(!for_everybody || one["pack"] == "plan/1") << one["rule_id"];
  }
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
  for (const auto write : {advice_json, advice_cards, advice_fhir, advice_page})
    EXPECT_EQ(write(proposed(one, "all")), write(proposed(other, "all")));
  EXPECT_EQ(advice_line(one, *choose_packs("all")), advice_line(other, *choose_packs("all")));
  EXPECT_THAT(advice_json(proposed(one)), HasSubstr("\"status\": \"active\""));
}

TEST(PersonFile, ContradictionsAreTakenBackAndNamed) {
  const PersonFile file =
      person(R"(, "sex": "male", "postmenopausal": "yes", "height": 170, "tallest_height": 160, "age": 70)");
  EXPECT_EQ(file.faults.size(), 2U);
  EXPECT_EQ(file.faults[0].field, "height, tallest_height");
  EXPECT_FALSE(file.person[Number::height]);
  EXPECT_EQ(file.person.sex, Sex::other);
  EXPECT_TRUE(file.person[Number::age]);
}

TEST(PersonFile, WhatFollowsOfItselfIsNotAsked) {
  const PersonFile none = person(R"(, "on_antiresorptive": "no", "oestrogen_ever": "no", "cancer": "no")");
  for (const Answer part : {Answer::on_denosumab, Answer::denosumab_to_stop, Answer::on_zoledronate,
                            Answer::oestrogen_alone, Answer::skeletal_malignancy}) {
    ASSERT_TRUE(none.person[part]) << field(part).key;
    EXPECT_FALSE(none.person[part]->value) << field(part).key;
  }
  EXPECT_EQ(none.person[Answer::on_denosumab]->origin, "follows from on_antiresorptive");
  EXPECT_FALSE(none.person[Answer::myeloma_or_mgus]);  // a gammopathy is no cancer
  const PersonFile some = person(R"(, "on_zoledronate": "yes", "breast_cancer": "no")");
  EXPECT_TRUE(some.person[Answer::on_antiresorptive]->value);
  EXPECT_FALSE(some.person[Answer::on_denosumab]);
  EXPECT_FALSE(some.person[Answer::cancer]);
  EXPECT_TRUE(person(R"(, "cancer": "no", "breast_cancer": "yes")").faults.size() == 1);
}

TEST(PersonFile, ChoicesAndResultsOfOtherCalculatorsAreRead) {
  const PersonFile file =
      person(R"(, "id": "case-7", "smoking": "former", "alcohol": "much", "external_risks": [
      {"tool": "FRAX", "country": "UK", "version": "4.3", "major_percent": 12.5, "hip_percent": 130, "with_bmd": false, "day": "2026-05-01"},
      {"country": "UK"}])");
  EXPECT_EQ(file.person.id, "case-7");
  EXPECT_EQ(file.person[Choice::smoking]->value, 1);
  ASSERT_EQ(file.person.external_risks.size(), 1U);
  EXPECT_EQ(file.person.external_risks[0].major_percent, 12.5);
  EXPECT_FALSE(file.person.external_risks[0].hip_percent);
  EXPECT_EQ(file.person.external_risks[0].with_bmd, false);
  EXPECT_EQ(file.faults.size(), 3U);
  EXPECT_EQ(person(R"(, "id": "Jane Doe")").faults.at(0).value, "");  // a name is not repeated
}

TEST(AdviceFile, CardsKeepTheirFormAndSayWhoDecides) {
  const auto cards = nlohmann::json::parse(advice_cards(
      proposed(person(R"(, "bladder_or_bowel_change": "yes", "calcium": 1.9, "albumin": 40)"))))["cards"];
  ASSERT_GE(cards.size(), 5U);
  EXPECT_EQ(cards[0]["indicator"], "critical");
  for (const auto& card : cards) {
    EXPECT_LT(card["summary"].get<std::string>().size(), 140U);
    EXPECT_TRUE(card["source"]["label"].is_string());
    EXPECT_THAT(card["detail"].get<std::string>(), HasSubstr("the clinician decides"));
    EXPECT_FALSE(card.contains("suggestions"));  // nothing is ordered
  }
}

TEST(AdviceFile, TheFhirBundleProposesAndOrdersNothing) {
  const auto bundle = nlohmann::json::parse(advice_fhir(
      proposed(person(R"(, "id": "case-1", "sex": "female", "age": 70, "height": 165, "weight": 60,
      "postmenopausal": "yes", "t_lumbar_spine": -2.7, "vertebral_fracture": "yes", "calcium": 1.9, "albumin": 40)"),
               "bhof")));
  EXPECT_EQ(bundle["resourceType"], "Bundle");
  std::map<std::string, int> kinds;
  std::set<std::string> ids;
  for (const auto& entry : bundle["entry"]) {
    const auto& resource = entry["resource"];
    const std::string kind = resource["resourceType"];
    ++kinds[kind];
    EXPECT_TRUE(ids.insert(kind + "/" + resource["id"].get<std::string>()).second) << resource["id"];
    EXPECT_LE(resource["id"].get<std::string>().size(), 64U);
    if (kind == "ServiceRequest") {
      EXPECT_EQ(resource["intent"], "proposal");
      EXPECT_EQ(resource["status"], "draft");
    }
    const bool says = resource.dump().find("the clinician decides") != std::string::npos;
    EXPECT_TRUE(says || kind == "Provenance") << resource["id"];
  }
  EXPECT_EQ(kinds.size(), 5U);
  EXPECT_EQ(kinds["MedicationRequest"], 0);
  EXPECT_EQ(kinds["Provenance"], 1);
  EXPECT_EQ(kinds["RiskAssessment"], 2);
}

constexpr const char* kReport =
    R"({"schema": "osteon-report/1", "patient": {"id": "X", "sex": "F", "age_years": 70.5, "height_cm": null},
    "series": [{"kind": "ct", "status": "analysed"}, {"kind": "dxa-report", "status": "analysed"}],
    "dxa_reports": [{"exam_date": "2026-01-10", "patient": {"sex": "F"}}],
    "bmd": [{"site": "femoral-neck", "side": "L", "origin": "reported-page", "t_score": {"value": null}, "printed_t_score": {"value": -2.6}, "audit": []},
            {"site": "total-hip", "side": "R", "origin": "projected-ct", "t_score": {"value": -3.1}, "audit": []},
            {"site": "lumbar-spine", "side": null, "origin": "reported-page", "t_score": {"value": -1.0}, "audit": [{"severity": "error", "code": "dxa.audit-x"}]},
            {"site": 7}, "nonsense"],
    "fracture_summary": {"levels": ["T12"]},
    "vertebrae": [{"level": "T12", "deformity": {"genant_grade": 2}}, {"level": "L1", "deformity": {"genant_grade": 0}}, {"level": "L2", "deformity": null}]})";

TEST(ExaminationFile, WhatAReportMeasuredIsTakenIn) {
  const auto read = read_examination(kReport, 1);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->name, "examination 1 (ct and dxa-report)");
  EXPECT_TRUE(read->day);
  EXPECT_EQ(read->patient_id, "X");
  const PersonFile data = person(R"(, "postmenopausal": "yes")");
  const Proposal file = propose(data.person, data.faults, {*read}, *choose_packs("bhof"));
  EXPECT_DOUBLE_EQ(file.person[Number::t_femoral_neck]->value, -2.6);
  EXPECT_FALSE(file.person[Number::t_total_hip]);
  EXPECT_FALSE(file.person[Number::t_lumbar_spine]);
  EXPECT_EQ(file.taken.left_out.size(), 2U);
  EXPECT_DOUBLE_EQ(file.person[Number::age]->value, 70.5);
  const auto advice = nlohmann::json::parse(advice_json(file));
  std::map<std::string, std::string> status;
  for (const auto& one : advice["recommendations"]) status[one["rule_id"]] = one["status"];
  EXPECT_EQ(status["class.osteoporosis"], "active");
  EXPECT_EQ(status["bhof.treat.t-score"], "active");
  EXPECT_EQ(status["bhof.treat.fracture"], "pending_confirmation");
  EXPECT_EQ(advice["examinations"].size(), 1U);
  EXPECT_EQ(advice["left_out"].size(), 2U);
}

TEST(ExaminationFile, TheDayOfAScanCountsWhereNoReportHasOne) {
  const auto read = [](const std::string& series) {
    return read_examination("{\"schema\": \"osteon-report/1\", \"series\": [" + series + "]}", 1).value().day;
  };
  const std::string used = R"({"kind": "ct", "status": "analysed", "acquisition": {"date": "2026-02-03"}})";
  EXPECT_EQ(read(used), Day(std::chrono::year(2026) / 2 / 3));
  EXPECT_EQ(read(used + R"(, {"status": "refused", "acquisition": {"date": "2019-01-01"}})"),
            Day(std::chrono::year(2026) / 2 / 3));
  EXPECT_FALSE(read(used + R"(, {"status": "analysed", "acquisition": {"date": "2019-01-01"}})"));
  EXPECT_FALSE(read(R"({"status": "analysed", "acquisition": {"date": "2026-02-30"}})"));
  EXPECT_FALSE(read(R"({"status": "analysed", "acquisition": {"date": null}})"));
}

TEST(ExaminationFile, AnythingElseIsRefused) {
  for (const char* text : {"", "[]", "{}", "nonsense", "{\"schema\": \"osteon-person/1\"}"})
    EXPECT_EQ(read_examination(text, 1).error().code, "person.not-a-report") << text;
  EXPECT_TRUE(
      read_examination("{\"schema\": \"osteon-report/1\", \"bmd\": {}, \"vertebrae\": 3, \"patient\": []}", 1)
          .has_value());
}

TEST(AdviceFile, ThePageSaysWhatIsUrgentFirstAndEscapesWhatItIsGiven) {
  const std::string page = advice_page(proposed(person(
      R"(, "bladder_or_bowel_change": "yes", "calcium": {"value": 2.3, "origin": "<b>lab</b>"}, "albumin": 40)")));
  EXPECT_LT(page.find("emergency assessment"), page.find("in plain words"));
  EXPECT_THAT(page, HasSubstr("go to a hospital today"));
  EXPECT_THAT(page, HasSubstr("the clinician decides"));
  EXPECT_EQ(page.find("<b>lab"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
}

}  // namespace
}  // namespace osteon
