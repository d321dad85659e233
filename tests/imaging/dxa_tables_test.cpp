#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/read_dxa.hpp>

#include <gtest/gtest.h>

#include <fstream>

namespace osteon {
namespace {

Result<std::vector<DxaPage>> read_text(const std::string& name, const std::string& text) {
  const testing::TemporaryFolder folder;
  const auto file = folder.path() / name;
  std::ofstream(file, std::ios::binary) << text;
  return read_dxa_pages(file);
}

TEST(DxaTables, RowsOfAPersonAndADayMakeAReport) {
  const auto pages = read_text("export.csv",
                               "patient_id;exam_date;sex;age;exam;region;side;bmd;bmc;area;t_score;vendor\n"
                               "P1;2026-03-04;F;67;AP Spine;L1-L4;;0,967;55,16;57,03;-1,8;GE\n"
                               "P1;2026-03-04;F;67;Femur;Neck;Left;0,756;3,63;4,80;-2,0;GE\n"
                               "P1;2026-03-04;F;67;Femur;Total;;0,811;;;;GE\n"
                               "P2;2026-03-04;M;71;Hip;Total;Right;0,9;;;;HOLOGIC\n");
  ASSERT_TRUE(pages) << pages.error().message;
  ASSERT_EQ(pages->size(), 2U);
  const ReportedDxa& first = *(*pages)[0].report;
  ASSERT_EQ(first.rows.size(), 2U);
  EXPECT_EQ(first.rows[0].region, "L1-L4");
  EXPECT_EQ(first.rows[1].t_score->value, -2.0);
  EXPECT_EQ(first.rows[1].side, Side::left);
  EXPECT_EQ(first.rows[1].origin, ReportedOrigin::table);
  ASSERT_EQ(first.unread.size(), 1U);
  EXPECT_EQ(first.unread[0].reason, "Its side is not told.");
  EXPECT_EQ((*pages)[1].report->patient.sex, Sex::male);
  EXPECT_EQ((*pages)[1].report->rows[0].bmd.value, 0.9);
}

TEST(DxaTables, TablesWithoutRegionsOrDensitiesAreRefused) {
  EXPECT_EQ(read_text("a.csv", "site,bmd\nneck,0.8\n").error().code, "table.missing-column");
  EXPECT_EQ(read_text("a.csv", "region,bmd\n").error().code, "dxa.no-numbers");
}

// After the DXA example of the FHIR standard, with a region where that has none.
const char* const kBundle = R"({"resourceType": "Bundle", "entry": [
  {"resource": {"resourceType": "Patient", "id": "p2", "gender": "female", "birthDate": "1974-02-10"}},
  {"resource": {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2008-06-17T10:00:00Z",
    "code": {"coding": [{"system": "http://loinc.org", "code": "24701-5", "display": "Femur DXA Bone density"}]},
    "bodySite": {"text": "Left femoral neck"}, "valueQuantity": {"value": 0.891, "unit": "g/cm²", "code": "g/cm-2"},
    "component": [{"code": {"text": "T-score"}, "valueQuantity": {"value": -1.0, "code": "{T-score}"}},
                  {"code": {"text": "Z-score"}, "valueQuantity": {"value": -0.9, "unit": "1"}}]}},
  {"resource": {"resourceType": "Observation", "status": "entered-in-error", "effectiveDateTime": "2008-06-17",
    "code": {"text": "BMD"}, "bodySite": {"text": "Left femoral neck"}, "valueQuantity": {"value": 0.5, "code": "g/cm2"}}},
  {"resource": {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2008-06-17",
    "code": {"text": "BMD - Right Femur"}, "valueQuantity": {"value": 0.867, "code": "g/cm2"}}},
  {"resource": {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2010-01-05",
    "code": {"text": "Bone mineral density L1-L4"}, "valueQuantity": {"value": 1.148, "unit": "g/cm²"}}}]})";

TEST(DxaTables, ObservationsOfADayMakeAReport) {
  const auto pages = read_text("report.json", kBundle);
  ASSERT_TRUE(pages) << pages.error().message;
  ASSERT_EQ(pages->size(), 2U);
  const ReportedDxa& first = *(*pages)[0].report;
  EXPECT_EQ(first.exam_date, "2008-06-17");
  EXPECT_EQ(first.patient.age_years, 34);
  ASSERT_EQ(first.rows.size(), 1U);
  EXPECT_EQ(first.rows[0].region, "neck");
  EXPECT_EQ(first.rows[0].side, Side::left);
  EXPECT_EQ(first.rows[0].bmd.value, 0.891);
  EXPECT_EQ(first.rows[0].t_score->value, -1.0);
  EXPECT_EQ(first.rows[0].z_score->value, -0.9);
  ASSERT_EQ(first.unread.size(), 1U);
  EXPECT_EQ(first.unread[0].reason, "Its region is not told.");
  EXPECT_EQ((*pages)[1].report->rows[0].region, "L1-L4");
}

TEST(DxaTables, BrokenResourcesAreRefused) {
  EXPECT_EQ(read_text("a.json", "{\"resourceType\": ").error().code, "fhir.broken");
  EXPECT_EQ(read_text("a.json", "{\"a\": 1}").error().code, "fhir.broken");
  EXPECT_EQ(read_text("a.json", R"({"resourceType": "Bundle", "entry": [{"resource": 3}, 4]})").error().code,
            "dxa.no-numbers");
}

}  // namespace
}  // namespace osteon
