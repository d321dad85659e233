#include "report_example.hpp"

#include <osteon/densitometry/calibrated_density.hpp>
#include <osteon/report/json.hpp>
#include <osteon/report/regrade.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace osteon {
namespace {

using nlohmann::json;

/// T11 to L4, L1 low in front by the given share, graded with the usual limits.
Report column_report(double anterior_left) {
  Report report;
  report.patient.sex = Sex::female;
  report.patient.age_years = 70.0;
  ReportedSeries ct{};
  ct.uid = "1.2.3";
  ct.source = "ct";
  ct.kind = SeriesKind::ct;
  ct.acquisition.tube_voltage_kv = 120.0;
  report.series.push_back(ct);
  std::vector<LevelHeights> column;
  for (int n = 0; n < 6; ++n) {
    const auto level = n < 2 ? static_cast<BoneRegion>(static_cast<int>(BoneRegion::t11) + n)
                             : static_cast<BoneRegion>(static_cast<int>(BoneRegion::l1) + n - 2);
    const double share = level == BoneRegion::l1 ? anterior_left : 1.0;
    VertebraMeasurement v{"1.2.3", level, 0.97, {}, {}, true, {0, 0, 30.0 * n}, {}, {}, {}, {}, {}};
    v.landmarks_mm = {{{0, -10, 25}, {0, 0, 25}, {0, 10, 25}, {0, -10, 0}, {0, 0, 0}, {0, 10, 0}}};
    v.heights = VertebralHeights{{mm(25 * share), mm(0.4)}, {mm(24), mm(0.4)}, {mm(25.5), mm(0.4)}};
    column.push_back({level, true, *v.heights, mm(20)});
    report.vertebrae.push_back(v);
  }
  DeformityOptions options;
  options.sex = Sex::female;
  const auto graded = grade_deformities(column, options);
  for (std::size_t n = 0; n < graded.size(); ++n) {
    report.vertebrae[n].deformity = graded[n].deformity;
    report.vertebrae[n].warnings = graded[n].warnings;
    report.vertebrae[n].warnings.push_back({"density.small-region", "A region is small."});
  }
  report.vertebrae[2].deformity->mimics = {"schmorl"};
  report.vertebrae = with_exclusions(std::move(report.vertebrae));
  Findings findings;
  findings.patient = report.patient;
  findings.vertebrae = report.vertebrae;
  findings.scans = {{"1.2.3", Contrast::unknown, 120.0}};
  report.assessment = assess(findings);
  report.label_shifts = label_shifts(findings, options);
  return report;
}

TEST(Regrade, TrustsHeightsAsMuchAsTheReportDid) {
  const json own = json::parse(to_json(column_report(0.70)));
  json given = own;
  for (auto& vertebra : given["vertebrae"]) vertebra["deformity"]["misreading_share"] = 0.02;
  const auto range = [](const json& report) {
    const auto graded = regrade(report.dump(), {});
    const json loss = json::parse(graded->json)["vertebrae"][2]["deformity"]["height_loss_percent"];
    return loss["range_95"][1].get<double>() - loss["range_95"][0].get<double>();
  };
  const json loss = own["vertebrae"][2]["deformity"]["height_loss_percent"];
  EXPECT_NEAR(range(own), loss["range_95"][1].get<double>() - loss["range_95"][0].get<double>(), 0.11);
  EXPECT_LT(range(given), range(own) - 4);
}

TEST(Regrade, WithTheSameLimitsNothingChanges) {
  const std::string before = to_json(column_report(0.70));
  const auto after = regrade(before, {});
  ASSERT_TRUE(after.has_value());
  EXPECT_TRUE(after->changes.empty());
  json was = json::parse(before), is = json::parse(after->json);
  EXPECT_TRUE(is.contains("regraded"));
  is.erase("regraded");
  EXPECT_EQ(is, was);
}

TEST(Regrade, WithAHigherLimitAMildFractureIsNone) {
  const std::string before = to_json(column_report(0.74));
  EXPECT_EQ(json::parse(before)["fracture_summary"]["levels"], json::array({"L1"}));
  DeformityOptions options;
  options.limits = {35, 40, 50};
  const auto after = regrade(before, options);
  ASSERT_TRUE(after.has_value());
  ASSERT_EQ(after->changes.size(), 1U);
  EXPECT_TRUE(after->changes[0].starts_with("L1: grade ")) << after->changes[0];
  const json is = json::parse(after->json);
  EXPECT_EQ(is["fracture_summary"]["vertebral_fracture_suspected"], false);
  EXPECT_EQ(is["vertebrae"][2]["deformity"]["genant_grade"], 0);
  EXPECT_EQ(is["vertebrae"][2]["deformity"]["grade_limits_percent"], json::array({35.0, 40.0, 50.0}));
  EXPECT_EQ(is["vertebrae"][2]["deformity"]["mimics"], json::array({"schmorl"}));  // only an image shows it
  EXPECT_EQ(is["vertebrae"][2]["warnings"].back()["code"], "density.small-region");
  EXPECT_EQ(is["regraded"]["changes"][0]["level"], "L1");
  for (const auto& rule : is["recommendations"]) EXPECT_NE(rule["rule_id"], "vertebral-fracture.confirm");
}

TEST(Regrade, KeepsWhatItDoesNotKnow) {
  json report = json::parse(to_json(column_report(0.7)));
  report["of_a_later_version"] = {{"deep", {1, 2, 3}}};
  report["vertebrae"][0]["colour"] = "ivory";
  const auto after = regrade(report.dump(), {});
  ASSERT_TRUE(after.has_value());
  const json is = json::parse(after->json);
  EXPECT_EQ(is["of_a_later_version"], report["of_a_later_version"]);
  EXPECT_EQ(is["vertebrae"][0]["colour"], "ivory");
}

TEST(Regrade, TakesAReportOfAnyKindThatWeWrite) {
  EXPECT_TRUE(regrade(to_json(example_report()), {}).has_value());
  Report empty;
  empty.assessment = assess(Findings{});
  EXPECT_TRUE(regrade(to_json(empty), {}).has_value());
}

TEST(Regrade, RefusesWhatIsNoReport) {
  const std::string deep(100000, '[');
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[]"), std::string("{\"schema\": \"osteon-index/1\"}"),
        std::string("{\"schema\": 7}"), std::string("\x89PNG\r\n"), deep,
        "{\"schema\": \"osteon-report/1\", \"x\": " + deep + std::string(100000, ']') + "}"}) {
    const auto answer = regrade(text, {});
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().code, "report.not-a-report");
  }
}

TEST(Regrade, RefusesAReportWithBrokenFields) {
  const json good = json::parse(to_json(column_report(0.7)));
  const std::vector<std::pair<const char*, json>> wrongs{
      {"/patient", json()},
      {"/vertebrae", 3},
      {"/vertebrae/0", "L1"},
      {"/vertebrae/0/level", "X9"},
      {"/vertebrae/0/complete", "yes"},
      {"/vertebrae/0/heights_mm/anterior/value", -3},
      {"/vertebrae/0/heights_mm/anterior/value", 1e300},
      {"/vertebrae/0/heights_mm/anterior/sd", -1},
      {"/vertebrae/0/heights_mm/middle", json()},
      {"/vertebrae/0/landmarks/inferior_middle", json::array({1, 2})},
      {"/vertebrae/0/density", json::object()},
      {"/series/0/uid", 5},
  };
  for (const auto& [where, what] : wrongs) {
    json broken = good;
    broken[json::json_pointer(where)] = what;
    const auto answer = regrade(broken.dump(), {});
    ASSERT_FALSE(answer.has_value()) << where;
    EXPECT_EQ(answer.error().code, "report.broken") << where;
  }
}

}  // namespace
}  // namespace osteon
