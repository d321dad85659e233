// Display pictures joined to the tables of their study.

#include "../support/digital_picture.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/save_dxa.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/analyze.hpp>
#include <osteon/report/html.hpp>
#include <osteon/report/json.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>

namespace osteon {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

ReportedRow row(const char* region, double bmd, double area, DxaExam exam = DxaExam::ap_spine,
                std::optional<Side> side = {}) {
  ReportedRow one;
  one.exam = exam;
  one.region = region;
  one.side = side;
  one.bmd = {bmd, 3, {}, true};
  one.area = ReportedNumber{area, 2, {}, true};
  return one;
}

DxaReading reading(const char* uid, std::vector<ReportedRow> rows, const char* date = "2026-01-02") {
  DxaReading one{};
  one.series_uid = uid;
  one.report.vendor = "GE";
  one.report.exam_date = date;
  one.report.rows = std::move(rows);
  return one;
}

DisplayedRegion shown(const char* region, double grey, double area) { return {region, grey, cm2(area), 0}; }

const ShownScan kSpine{
    DxaExam::ap_spine,
    {},
    "2026-01-02",
    {{shown("L1", 180, 13), shown("L2", 200, 14), shown("L3", 220, 15), shown("L4", 210, 16)}, 20}};
const std::vector<ReportedRow> kRows = {row("L1", 0.8, 13), row("L2", 0.9, 14), row("L3", 1.0, 15),
                                        row("L4", 0.95, 16)};

TEST(DisplayEstimates, ThePictureTakesTheTableOfItsScan) {
  const auto estimate =
      estimate_display(kSpine, {reading("hip", {row("neck", 0.7, 5, DxaExam::femur, Side::left)}),
                                reading("before", kRows, "2024-01-02"), reading("now", kRows)});
  ASSERT_TRUE(estimate && estimate->found);
  EXPECT_EQ(estimate->table_uid, "now");
  EXPECT_EQ(estimate->found->regions.size(), 4U);
}

TEST(DisplayEstimates, NoTableIsNoEstimate) {
  EXPECT_FALSE(estimate_display(kSpine, {}));
  EXPECT_FALSE(estimate_display(kSpine, {reading("before", kRows, "2024-01-02")}));
}

TEST(DisplayEstimates, TablesThatAgreeAreOneAndOthersAreRefused) {
  auto other = kRows;
  other[0].bmd.value = 0.801;  // rounded otherwise
  const auto agreed = estimate_display(kSpine, {reading("page", {kRows[0], kRows[1]}), reading("sr", other)});
  ASSERT_TRUE(agreed && agreed->found);
  EXPECT_EQ(agreed->table_uid, "sr");  // with more rows
  other[0].bmd.value = 0.81;
  const auto refused = estimate_display(kSpine, {reading("page", kRows), reading("sr", other)});
  ASSERT_TRUE(refused && refused->refusal);
  EXPECT_EQ(refused->refusal->code, "density.grey-tables-differ");
  EXPECT_TRUE(refused->table_uid.empty());
}

TEST(DisplayEstimates, DoubtfulPlacesAreNotWeighed) {
  ShownScan doubtful = kSpine;
  doubtful.doubtful = true;
  const auto estimate = estimate_display(doubtful, {reading("now", kRows)});
  ASSERT_TRUE(estimate && estimate->refusal);
  EXPECT_EQ(estimate->refusal->code, "density.grey-places-doubtful");
}

TEST(DisplayEstimates, AHipTakesTheRowsOfItsSide) {
  const ShownScan left{DxaExam::femur,
                       Side::left,
                       "",
                       {{shown("femoral-neck-narrowest", 150, 5), shown("trochanter", 140, 12),
                         shown("intertrochanter", 220, 18), shown("wards", 120, 1.2)},
                        20}};
  const auto rows = [](Side side, double less) {
    return std::vector<ReportedRow>{row("neck", 0.65 - less, 5, DxaExam::femur, side),
                                    row("trochanter", 0.6 - less, 12, DxaExam::femur, side),
                                    row("shaft", 1.0 - less, 18, DxaExam::femur, side),
                                    row("wards", 0.5 - less, 1.2, DxaExam::femur, side)};
  };
  auto both = rows(Side::right, 0.2);
  for (ReportedRow& one : rows(Side::left, 0)) both.push_back(one);
  both.push_back(row("neck", 0.55, 5, DxaExam::femur, Side::left));
  both.back().mean_of_sides = true;
  const auto estimate = estimate_display(left, {reading("both", both)});
  ASSERT_TRUE(estimate && estimate->found);
  EXPECT_NEAR(in_g_per_cm2(estimate->found->regions[0].estimated.value), 0.65, 1e-6);
  EXPECT_FALSE(estimate_display(left, {reading("other", rows(Side::right, 0))}));
}

/// A drawn spine whose levels are as bright as the structured report of `study_of` says, as an object of that
/// study.
fs::path write_picture(const fs::path& study_of, const std::array<double, 4>& bmd, const fs::path& file) {
  const testing::DigitalSpinePicture spine{.spacing_mm = {0.6, 1.05}, .noise = 2};
  const DxaPicture picture = spine.picture();
  const auto discs = spine.discs();
  Image2D<std::uint8_t> grey(picture.grey.grid());
  for (int y = 0; y < grey.grid().size[1]; ++y)
    for (int x = 0; x < grey.grid().size[0]; ++x) {
      std::size_t level = 0;
      while (level < 3 && 1.05 * y > discs[level + 1].y()) ++level;
      const double value = 12 + (picture.grey.at(x, y) - 12) * bmd.at(level);
      grey.at(x, y) = static_cast<std::uint8_t>(std::clamp(value, 0.0, 252.0));
    }
  EXPECT_TRUE(save_simulated_dxa(grey, DxaProtocol::ap_spine, DxaObjectStyle::ge_lunar, file));
  DcmFileFormat report, object;
  EXPECT_TRUE(report.loadFile(study_of.c_str()).good() && object.loadFile(file.c_str()).good());
  object.loadAllDataIntoMemory();
  for (const DcmTagKey& tag : {DCM_StudyInstanceUID, DCM_PatientID}) {
    OFString value;
    report.getDataset()->findAndGetOFString(tag, value);
    object.getDataset()->putAndInsertOFStringArray(tag, value);
  }
  EXPECT_TRUE(object.saveFile(file.c_str()).good());
  return file;
}

Report analyzed(const std::array<double, 4>& brightness) {
  const TemporaryFolder folder;
  const fs::path report = fs::path(OSTEON_DXA_OBJECTS) / "ge_spine_explicit.dcm";
  const fs::path picture = write_picture(report, brightness, folder.path() / "picture.dcm");
  const Survey found = survey({report, picture});
  EXPECT_EQ(found.studies.size(), 1U);
  return analyze(found.studies.at(0), *make_classical_spine_segmenter());
}

TEST(DisplayEstimates, AStudyWithPictureAndReportIsJoined) {
  const Report report = analyzed({0.890, 0.942, 1.026, 0.993});
  ASSERT_EQ(report.display_estimates.size(), 1U);
  const DisplayEstimate& one = report.display_estimates.front();
  ASSERT_TRUE(one.found) << one.refusal->message;
  const auto json = nlohmann::json::parse(to_json(report))["display_estimates"][0];
  ASSERT_EQ(json["regions"].size(), 5U);
  for (const auto& region : json["regions"]) {
    EXPECT_EQ(region["origin"], "estimated-from-picture");
    EXPECT_NEAR(region["bmd_g_cm2"]["value"].get<double>(), region["reported_bmd_g_cm2"].get<double>(), 0.05);
    EXPECT_FALSE(region["bmd_g_cm2"]["sd"].is_null());
  }
  EXPECT_EQ(json["table_page"], 1);
  const std::string page = to_html(report, {});
  EXPECT_THAT(page, HasSubstr("Estimates from grey values"));
  EXPECT_THAT(page, ::testing::Not(HasSubstr("Grey values of a display are no densities")));
  // Estimates are never among the densities that are scored.
  const auto whole = nlohmann::json::parse(to_json(report));
  for (const auto& density : whole["bmd"]) EXPECT_NE(density["origin"], "estimated-from-picture");
}

TEST(DisplayEstimates, ATableOfAnotherPictureIsToldByItsGrey) {
  const Report report = analyzed({1.026, 0.993, 0.890, 0.90});
  ASSERT_EQ(report.display_estimates.size(), 1U);
  ASSERT_TRUE(report.display_estimates[0].refusal);
  EXPECT_EQ(report.display_estimates[0].refusal->code, "density.grey-falls");
  EXPECT_THAT(to_html(report, {}), HasSubstr("Brighter regions of the picture are not the denser ones"));
}

TEST(DisplayEstimates, BoxesOfAHipAreInTheReportWithoutAnyTable) {
  const TemporaryFolder folder;
  const DxaPicture hip = testing::DigitalHipPicture{.spacing_mm = {0.5, 0.5}}.picture();
  Image2D<std::uint8_t> grey(hip.grey.grid());
  std::copy(hip.grey.pixels().begin(), hip.grey.pixels().end(), grey.pixels().begin());
  const fs::path file = folder.path() / "hip.dcm";
  ASSERT_TRUE(save_simulated_dxa(grey, DxaProtocol::left_femur, DxaObjectStyle::ge_lunar, file));
  const Report report = analyze(survey({file}).studies.at(0), *make_classical_spine_segmenter());
  EXPECT_TRUE(report.display_estimates.empty());
  ASSERT_EQ(report.hip_pictures.size(), 1U);
  const auto femur = nlohmann::json::parse(to_json(report))["femurs"][0];
  const auto corner = [&](const char* box, std::size_t n) {
    const auto& p = femur["boxes_px"][box][n];
    return Eigen::Vector2d(p[0].get<double>(), p[1].get<double>());
  };
  for (const char* box : {"femoral-neck", "femoral-neck-narrowest"}) {
    EXPECT_NEAR((corner(box, 0) - corner(box, 3)).norm() * 0.5, 15, 0.3) << box;
    EXPECT_NEAR((corner(box, 0) - corner(box, 1)).norm() * 0.5, 49, 0.3) << box;
  }
  // The middle of a narrowest neck lies on the neck: between head and trochanter.
  const testing::DigitalHipPicture drawn{.spacing_mm = {0.5, 0.5}};
  const Eigen::Vector2d middle =
      0.25 * (corner("femoral-neck-narrowest", 0) + corner("femoral-neck-narrowest", 2));
  const Eigen::Vector2d from_head = middle - drawn.head();
  EXPECT_LT((from_head - from_head.dot(drawn.neck()) * drawn.neck()).norm(), 5);
}

}  // namespace
}  // namespace osteon
