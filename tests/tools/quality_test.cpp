#include <osteon/report/quality.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace osteon {
namespace {

using nlohmann::json;

CsvTable table_of(const std::string& text) { return parse_csv(text).value(); }

TEST(Quality, MeasurementsOfASubjectStandInOneRowOrInSeveral) {
  const auto wide =
      precision_studies(table_of("subject,bmd1,bmd2,bmd3\nA,0.9,0.91,0.89\nB,0.8,0.81,0.79\n")).value();
  const auto longer =
      precision_studies(table_of("subject;bmd\nA;0,9\nB;0,8\nA;0,91\nA;0,89\nB;0,81\nB;0,79\n")).value();
  ASSERT_EQ(wide.size(), 1U);
  ASSERT_EQ(longer.size(), 1U);
  EXPECT_NEAR(in_g_per_cm2(wide[0].study.value().rms_sd), 0.01, 1e-12);
  EXPECT_EQ(in_g_per_cm2(wide[0].study.value().rms_sd), in_g_per_cm2(longer[0].study.value().rms_sd));
}

TEST(Quality, RegionsAndTechnologistsAreJudgedApart) {
  const auto found =
      precision_studies(
          table_of("subject,region,technologist,bmd1,bmd2\nA,neck,x,0.7,0.72\nB,neck,x,0.7,0.72\n"
                   "A,spine,x,0.9,0.91\nB,spine,x,0.9,0.91\nA,spine,y,0.9,\n"))
          .value();
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].region, "neck");
  EXPECT_NEAR(in_g_per_cm2(found[0].study.value().rms_sd), 0.02 / std::sqrt(2.0), 1e-12);
  EXPECT_EQ(found[2].study.error().code, "precision.too-few-subjects");
  const json written = json::parse(precision_json(found));
  EXPECT_EQ(written["studies"][2]["reason"]["code"], "precision.too-few-subjects");
  EXPECT_EQ(written["studies"][0]["least_significant_change_g_cm2"], 0.0392);
  EXPECT_EQ(precision_json(found).find("\"A\""), std::string::npos);  // subjects stay with the site
}

TEST(Quality, TablesWithoutTheirColumnsOrNumbersAreRefused) {
  EXPECT_EQ(precision_studies(table_of("name,bmd\nA,1\n")).error().code, "table.missing-column");
  EXPECT_EQ(precision_studies(table_of("subject,density\nA,1\n")).error().code, "table.missing-column");
  const Error error = precision_studies(table_of("subject,bmd\nA,0.9\nB,high\n")).error();
  EXPECT_EQ(error.code, "table.not-a-number");
  EXPECT_NE(error.message.find("Row 3"), std::string::npos);
  EXPECT_EQ(phantom_records(table_of("day,bmd\n2026-01-01,1\n")).error().code, "table.missing-column");
}

TEST(Quality, APhantomsPageShowsItsChartAndItsBreach) {
  std::string text = "date,bmd,phantom\n";
  for (int day = 1; day <= 28; ++day)
    text += "2026-01-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "," +
            std::to_string(1.0 + 0.002 * (day % 3 - 1) + (day > 24 ? 0.02 : 0.0)) + ",<spine>\n";
  PhantomControlOptions options;
  options.baseline = 12;
  const auto records = phantom_records(table_of(text), options).value();
  ASSERT_EQ(records.size(), 1U);
  const PhantomControl& control = records[0].control.value();
  ASSERT_FALSE(control.breaches.empty());
  EXPECT_EQ(control.scans[control.breaches.front().scan].date, "2026-01-25");
  const std::string page = phantom_html(records);
  EXPECT_NE(page.find("<svg"), std::string::npos);
  EXPECT_EQ(page.find("<spine>"), std::string::npos);
  EXPECT_NE(page.find("unverified for densitometers"), std::string::npos);
  const json written = json::parse(phantom_json(records));
  EXPECT_EQ(written["phantoms"][0]["breaches"][0]["date"], "2026-01-25");
  EXPECT_EQ(written["phantoms"][0]["scans"].size(), 28U);
}

}  // namespace
}  // namespace osteon
