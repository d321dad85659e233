// Pictures of the spine from the side the whole way: objects in, report out.

#include "../support/drawn_lateral_spine.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/analyze.hpp>
#include <osteon/report/dxa_pictures.hpp>
#include <osteon/report/html.hpp>
#include <osteon/report/json.hpp>
#include <osteon/report/regrade.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

namespace osteon {
namespace {

using testing::DrawnSpine;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::SyntheticCt;
using testing::TemporaryFolder;
using Attributes = std::vector<std::pair<DcmTagKey, const char*>>;

const Attributes kFilm{{DCM_SOPClassUID, UID_DigitalXRayImageStorageForPresentation},
                       {DCM_Modality, "DX"},
                       {DCM_BodyPartExamined, "LSPINE"},
                       {DCM_ViewPosition, "LL"}};
const Attributes kAssessment{{DCM_SOPClassUID, UID_ComputedRadiographyImageStorage},
                             {DCM_Modality, "CR"},
                             {DCM_ManufacturerModelName, "Lunar iDXA"},
                             {DCM_ProtocolName, "LVA"}};

/// Thrice as many pixels a millimetre as it was drawn with.
cv::Mat1w fine(const cv::Mat1f& grey) {
  cv::Mat1f large;
  cv::resize(grey, large, {}, 3, 3, cv::INTER_CUBIC);
  cv::Mat1w stored;
  large.convertTo(stored, CV_16U, 10);
  return stored;
}

struct Analyzed {
  TemporaryFolder folder;
  Report report;
  std::vector<Picture> pictures;

  Analyzed(const cv::Mat1w& pixels, Attributes attributes, const Attributes& more) {
    attributes.insert(attributes.end(), more.begin(), more.end());
    SyntheticCt object;
    object.slices = 1;
    object.change = [&](DcmDataset& d, int) {
      for (const DcmTagKey& tag : {DCM_PixelSpacing, DCM_RescaleSlope, DCM_RescaleIntercept})
        d.findAndDeleteElement(tag);
      for (const auto& [tag, value] : attributes) d.putAndInsertString(tag, value);
      d.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(pixels.cols));
      d.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(pixels.rows));
      const std::vector<Uint16> stored(pixels.begin(), pixels.end());
      d.putAndInsertUint16Array(DCM_PixelData, stored.data(), stored.size());
      return true;
    };
    testing::write_ct(object, folder);
    report = analyze(survey({folder.path()}).studies.at(0), *make_classical_spine_segmenter(), {}, {}, {},
                     [&](const AnalyzedPicture& picture) { pictures.push_back(overlay(picture)); });
  }
  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(to_json(report)); }
  [[nodiscard]] bool warns(const std::string& code) const {
    const auto& warnings = report.series.at(0).warnings;
    return std::any_of(warnings.begin(), warnings.end(), [&](const Warning& w) { return w.code == code; });
  }
};

const Attributes kMagnified{{DCM_ImagerPixelSpacing, "0.4\\0.4"},
                            {DCM_EstimatedRadiographicMagnificationFactor, "1.2"}};

TEST(AnalyzeLateral, AFilmBecomesAReport) {
  const Analyzed film(fine(DrawnSpine().grey), kFilm, kMagnified);
  ASSERT_FALSE(film.report.series[0].refusal) << film.report.series[0].refusal->message;
  ASSERT_GE(film.report.vertebrae.size(), 6U);
  EXPECT_TRUE(film.warns("anatomy.lateral-on-trial"));
  const auto json = film.json();
  EXPECT_EQ(json["series"][0]["kind"], "radiograph-lateral-spine");
  EXPECT_EQ(json["series"][0]["geometry"]["size"], (nlohmann::json{480, 900}));
  EXPECT_EQ(json["lateral_spine"].size(), 1U);
  int measured = 0;
  for (const auto& v : json["vertebrae"]) {
    ASSERT_EQ(v["center_mm"].size(), 2U);
    EXPECT_NEAR(v["center_px"][1].get<double>() / 3, v["center_mm"][1].get<double>(), 0.02);
    EXPECT_TRUE(v["density"].empty());
    if (v["heights_mm"].is_null()) continue;
    measured += std::abs(v["heights_mm"]["middle"]["value"].get<double>() - DrawnSpine::kBodyHeight) < 4;
  }
  EXPECT_GE(measured, 5);
  EXPECT_TRUE(json["bmd"].empty());
  EXPECT_TRUE(json["classification"]["excluded_vertebrae"].empty());
  ASSERT_EQ(film.pictures.size(), 1U);
  EXPECT_EQ(film.pictures[0].name, "lateral-spine");
  const std::string page = to_html(film.report, film.pictures);
  EXPECT_THAT(page, HasSubstr("Spine from the side"));
  EXPECT_THAT(page, HasSubstr("a reader has to look at every level"));
  EXPECT_THAT(page, Not(HasSubstr("Attenuation,")));
}

TEST(AnalyzeLateral, WhereTheMagnificationIsUnknownNoMillimetreIsTold) {
  for (const Attributes& scale : {Attributes{{DCM_ImagerPixelSpacing, "0.3333\\0.3333"}},
                                  Attributes{{DCM_ImagerPixelSpacing, "0.45\\0.45"}}, Attributes{}}) {
    const Analyzed film(fine(DrawnSpine().grey), kFilm, scale);
    ASSERT_FALSE(film.report.series[0].refusal) << film.report.series[0].refusal->message;
    EXPECT_EQ(film.warns("anatomy.lateral-scale-assumed"), scale.empty());
    int judged = 0;
    const auto json = film.json();
    for (const auto& v : json["vertebrae"]) {
      EXPECT_TRUE(v["heights_mm"].is_null() && v["center_mm"].is_null() && v["landmarks"].is_null());
      EXPECT_EQ(v["landmarks_px"].size(), 6U);
      if (v["deformity"].is_null()) continue;
      ++judged;
      EXPECT_TRUE(v["deformity"]["expected_heights_mm"].is_null());
      EXPECT_TRUE(v["deformity"]["height_loss_percent"]["value"].is_number());
    }
    const auto& stated = json["series"][0]["geometry"]["spacing_mm"][0];
    EXPECT_TRUE(scale.empty() || stated == std::stod(scale[0].second)) << stated;
    EXPECT_GE(judged, 4);
  }
}

TEST(AnalyzeLateral, AFilmThatDoesNotTellIsTakenAsMagnified) {
  const Analyzed film(fine(DrawnSpine().grey), kFilm, {{DCM_ImagerPixelSpacing, "0.45\\0.42"}});
  ASSERT_FALSE(film.report.series[0].refusal) << film.report.series[0].refusal->message;
  const auto& found = film.report.lateral_pictures.at(0).spine.found;
  ASSERT_GE(found.size(), 6U);
  const double drawn_depth_mm = 30 * 3 * 0.42 / 1.25;
  for (const LateralVertebra& v : found) EXPECT_NEAR((v.points[0] - v.points[2]).norm(), drawn_depth_mm, 3);
  EXPECT_EQ(film.json()["series"][0]["geometry"]["spacing_mm"], (nlohmann::json{0.42, 0.45}));
}

TEST(AnalyzeLateral, ADensitometersAssessmentGoesTheSameWay) {
  const Analyzed picture(fine(DrawnSpine().grey), kAssessment, {{DCM_ExposedArea, "160\\300"}});
  ASSERT_FALSE(picture.report.series[0].refusal) << picture.report.series[0].refusal->message;
  EXPECT_EQ(picture.report.series[0].kind, SeriesKind::dxa_lateral);
  EXPECT_EQ(picture.report.series[0].spacing_source, "ExposedArea");
  EXPECT_GE(picture.report.vertebrae.size(), 6U);
}

TEST(AnalyzeLateral, AReportCanBeGradedAnewWhereItStatesHeights) {
  const Analyzed film(fine(DrawnSpine().grey), kFilm, kMagnified);
  DeformityOptions same;
  same.sex = film.report.patient.sex;
  const auto again = regrade(to_json(film.report), same);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->changes.empty());
  const Analyzed unscaled(fine(DrawnSpine().grey), kFilm, {{DCM_ImagerPixelSpacing, "0.3333\\0.3333"}});
  const auto refused = regrade(to_json(unscaled.report), same);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "report.no-lengths");
}

TEST(AnalyzeLateral, ANameThatWasOnlyCountedIsNowhereSure) {
  const Analyzed film(fine(DrawnSpine().cut_below_the_last()), kFilm, kMagnified);
  ASSERT_FALSE(film.report.vertebrae.empty());
  EXPECT_TRUE(film.warns("anatomy.lateral-levels-not-certain"));
  for (const VertebraMeasurement& v : film.report.vertebrae) EXPECT_LT(v.label_confidence, 0.8);
  EXPECT_THAT(to_html(film.report, {}), HasSubstr("Counted from the lumbar lordosis alone"));
}

TEST(AnalyzeLateral, WhatIsNoSpineIsRefused) {
  std::minstd_rand random(1);
  std::uniform_int_distribution<int> any(0, 4000);
  cv::Mat1w noise(900, 480);
  for (ushort& v : noise) v = static_cast<ushort>(any(random));
  for (const Attributes& kind : {kFilm, kAssessment}) {
    const Analyzed picture(noise, kind, kMagnified);
    ASSERT_TRUE(picture.report.series[0].refusal);
    EXPECT_EQ(picture.report.series[0].refusal->code, "anatomy.not-a-lateral-spine");
    EXPECT_TRUE(picture.report.vertebrae.empty());
    EXPECT_TRUE(picture.pictures.empty());
  }
}

}  // namespace
}  // namespace osteon
