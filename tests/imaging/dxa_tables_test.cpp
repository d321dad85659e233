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

// What sites write beside the numbers.
TEST(DxaTables, WhatATableStatesIsRead) {
  const auto pages = read_text(
      "export.csv",
      "patient_id,exam_date,vendor,device,sex,age,exam,region,side,bmd,category,region_category,excluded,"
      "change_percent,change_significant,previous_bmd,previous_date,previous_device,previous_side\n"
      "P1,2026-03-04,GE,Prodigy,F,67,Femur,Total,Left,0.811,Osteopenia,,,-3.0,yes,0.836,2024-02-01,iDXA,"
      "Right\n"
      "P1,2026-03-04,GE,Prodigy,F,67,Femur,Neck,Left,0.756,,osteopenia,,,,,,,\n"
      "P1,2026-03-04,GE,Prodigy,F,67,Spine,\"L1,L3-L4\",,0.967,,normal,L2,,,,,,\n");
  ASSERT_TRUE(pages) << pages.error().message;
  const DxaStatement& stated = pages->front().report->stated;
  EXPECT_EQ(stated.category, DxaCategory::low_bone_mass);
  ASSERT_TRUE(stated.category_row);
  EXPECT_EQ(stated.category_row->region, "neck");
  EXPECT_EQ(stated.excluded_levels, std::vector<std::string>{"L2"});
  ASSERT_EQ(stated.changes.size(), 1U);
  const StatedChange& change = stated.changes[0];
  EXPECT_EQ(change.now.bmd.value, 0.811);
  EXPECT_EQ(change.before.bmd.value, 0.836);
  EXPECT_EQ(change.before.side, Side::right);
  EXPECT_EQ(change.device_before, "iDXA");
  EXPECT_EQ(change.date_before, "2024-02-01");
  EXPECT_TRUE(change.called_real);
  EXPECT_TRUE(pages->front().report->warnings.empty());
}

TEST(DxaTables, AChangeThatContradictsItsDensitiesIsNotTaken) {
  const auto pages = read_text("export.csv",
                               "patient_id,vendor,exam,region,side,bmd,change_percent,previous_bmd\n"
                               "P1,GE,Femur,Total,Left,0.811,+5.0,0.836\n");
  const ReportedDxa& report = *pages->front().report;
  EXPECT_TRUE(report.stated.changes.empty());
  ASSERT_EQ(report.warnings.size(), 1U);
  EXPECT_EQ(report.warnings[0].code, "dxa.statement-unclear");
}

TEST(DxaTables, TheConclusionOfAFhirReportIsRead) {
  const auto of = [](const std::string& conclusion) {
    return read_text("report.json", R"({"resourceType": "DiagnosticReport", )" + conclusion +
                                        R"(, "contained": [
      {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2024-05-06",
       "code": {"text": "BMD"}, "bodySite": {"text": "Left femoral neck"}, "valueQuantity": {"value": 0.7, "code": "g/cm2"},
       "interpretation": [{"text": "Osteopenia"}],
       "component": [{"code": {"text": "BMD change since baseline"}, "valueQuantity": {"value": -0.02, "code": "g/cm2"}},
                     {"code": {"text": "Baseline date"}, "valueDateTime": "2020-05-06"}]},
      {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2024-05-06",
       "code": {"text": "Excluded vertebrae"}, "valueString": "L1, L2"}]})")
        ->front()
        .report.value();
  };
  const ReportedDxa coded = of(R"("conclusionCode": [{"coding": [{"display": "Osteopenia"}]}])");
  EXPECT_EQ(coded.rows.size(), 1U);
  EXPECT_EQ(coded.stated.category, DxaCategory::low_bone_mass);
  EXPECT_EQ(coded.stated.category_row->region, "neck");
  EXPECT_EQ(coded.stated.excluded_levels, (std::vector<std::string>{"L1", "L2"}));
  ASSERT_EQ(coded.stated.changes.size(), 1U);
  EXPECT_EQ(coded.stated.changes[0].before.bmd.value, 0.72);
  EXPECT_EQ(coded.stated.changes[0].date_before, "2020-05-06");
  EXPECT_FALSE(coded.stated.changes[0].called_real);
  EXPECT_EQ(of(R"("conclusion": "Bone density is normal.")").stated.category, DxaCategory::normal);
  // Not plain: the region's own category is what is left, and it is said.
  EXPECT_EQ(of(R"("conclusion": "No osteoporosis; risk of fracture is low.")").warnings.size(), 1U);
}

}  // namespace
}  // namespace osteon
