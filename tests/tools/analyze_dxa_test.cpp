// A densitometer's numbers the whole way: objects in, report out.

#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/analyze.hpp>
#include <osteon/report/html.hpp>
#include <osteon/report/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace osteon {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
const fs::path kObjects = OSTEON_DXA_OBJECTS;

Report analyzed(const std::vector<fs::path>& inputs, const AnalysisOptions& options = {}) {
  const Survey found = survey(inputs);
  EXPECT_EQ(found.studies.size(), 1U);
  return analyze(found.studies.at(0), *make_classical_spine_segmenter(), {}, {}, options);
}

fs::path written(const TemporaryFolder& folder, const std::string& name, const std::string& text) {
  std::ofstream(folder.path() / name, std::ios::binary) << text;
  return folder.path() / name;
}

TEST(AnalyzeDxa, AStudyOfNumbersAloneGivesAWholeReport) {
  AnalysisOptions options;
  options.dxa.least_significant_changes = {{BmdSite::lumbar_spine, 0.0277}};
  const Report report = analyzed({kObjects / "ge_spine_explicit.dcm"}, options);
  ASSERT_EQ(report.series.size(), 1U);
  EXPECT_FALSE(report.series[0].refusal);
  EXPECT_EQ(report.series[0].kind, SeriesKind::dxa_sr);
  EXPECT_EQ(report.assessment.classification.category, "low-bone-mass");
  const auto json = nlohmann::json::parse(to_json(report));
  ASSERT_EQ(json["bmd"].size(), 5U);
  const auto& whole = json["bmd"][4];
  EXPECT_EQ(whole["region"], "L1-L4");
  EXPECT_EQ(whole["origin"], "reported-sr");
  EXPECT_EQ(whole["site"], "lumbar-spine");
  EXPECT_EQ(whole["bmd_g_cm2"]["value"], 0.967);
  EXPECT_EQ(whole["bmd_g_cm2"]["sd"], 0.01);
  EXPECT_EQ(whole["t_score"]["value"], -1.8);
  EXPECT_EQ(whole["printed_t_score"]["value"], -1.8);
  EXPECT_TRUE(json["bmd"][0]["bmd_g_cm2"]["sd"].is_null());  // the site has not studied single levels
  EXPECT_EQ(json["dxa_reports"][0]["exam_date"], "2026-03-04");
  EXPECT_EQ(json["classification"]["category"], "low-bone-mass");
  const std::string page = to_html(report, {});
  for (const char* words : {"Bone densitometry", "0.967", "low bone mass", "The auditor has no finding"})
    EXPECT_THAT(page, HasSubstr(words));
  EXPECT_THAT(page, ::testing::Not(HasSubstr("Made^Up")));
}

TEST(AnalyzeDxa, FindingsStandAtTheirRows) {
  const Report report = analyzed({kObjects / "audited/reference-1.dcm"});
  const auto json = nlohmann::json::parse(to_json(report));
  int at_rows = 0;
  for (const auto& row : json["bmd"])
    for (const auto& finding : row["audit"]) {
      EXPECT_EQ(row["site"], "femoral-neck");
      EXPECT_EQ(finding["code"], "dxa.audit-reference");
      ++at_rows;
    }
  EXPECT_EQ(at_rows, 2);
  EXPECT_THAT(to_html(report, {}), HasSubstr("dxa.audit-reference"));
}

TEST(AnalyzeDxa, ACategoryOfADoubtedReportWaitsForConfirmation) {
  const Report report = analyzed({kObjects / "audited/mixed-reference-1.dcm"});
  const auto& rules = report.assessment.recommendations;
  const auto rule = std::find_if(rules.begin(), rules.end(),
                                 [](const auto& r) { return r.rule_id == "densitometer.category"; });
  ASSERT_NE(rule, rules.end());
  EXPECT_EQ(rule->status, RuleStatus::pending_confirmation);
}

TEST(AnalyzeDxa, OnePictureUnderTwoIdentifiersIsSaid) {
  const Report report =
      analyzed({kObjects / "audited/duplicate-1-1.dcm", kObjects / "audited/duplicate-1-2.dcm"});
  ASSERT_EQ(report.dxa_between.size(), 1U);
  EXPECT_EQ(report.dxa_between[0].code, "dxa.audit-duplicate");
  EXPECT_EQ(report.dxa_readings.size(), 2U);
}

TEST(AnalyzeDxa, ATableOfOnePersonIsAStudyAndOfTwoIsRefused) {
  const TemporaryFolder folder;
  const std::string head = "patient_id,exam_date,vendor,sex,age,exam,region,side,bmd,bmc,area\n";
  const std::string one = "A,2024-01-02,GE,F,66,hip,neck,left,0.756,3.63,4.80\n";
  const Report report = analyzed({written(folder, "one.csv", head + one)});
  EXPECT_EQ(report.patient.sex, Sex::female);
  EXPECT_EQ(report.patient.age_years, 66);
  EXPECT_EQ(report.assessment.classification.category, "low-bone-mass");  // (0.756 - 1.038) / 0.139 = -2.0
  const Report two = analyzed(
      {written(folder, "two.csv", head + one + "B,2024-01-02,GE,M,70,hip,neck,left,0.9,4.32,4.8\n")});
  ASSERT_TRUE(two.series[0].refusal);
  EXPECT_EQ(two.series[0].refusal->code, "dxa.several-persons");
}

TEST(AnalyzeDxa, OnlyAPageThatIsNamedIsRead) {
  const TemporaryFolder folder;
  written(folder, "page.pdf", "%PDF-1.4 no page at all");
  const Survey beside = survey({folder.path()});
  ASSERT_EQ(beside.ignored.size(), 1U);
  EXPECT_EQ(beside.ignored[0].reason.code, "dxa.page-not-named");
  const Report named = analyzed({folder.path() / "page.pdf"});
  ASSERT_TRUE(named.series[0].refusal);
  EXPECT_EQ(named.series[0].refusal->code, "dxa.pdf-broken");
}

TEST(AnalyzeDxa, OtherTablesAndJsonStayIgnored) {
  const TemporaryFolder folder;
  written(folder, "precision.csv", "subject,region,bmd\n1,L1-L4,0.9\n");
  written(folder, "report.json", "{\"schema\": \"osteon-report/1\"}");
  const Survey found = survey({folder.path()});
  EXPECT_TRUE(found.studies.empty());
  for (const IgnoredFile& file : found.ignored) EXPECT_EQ(file.reason.code, "not-dicom");
}

}  // namespace
}  // namespace osteon
