#include "../support/digital_hip.hpp"

#include <osteon/pipeline/measured_femurs.hpp>
#include <osteon/report/hip_picture.hpp>
#include <osteon/report/html.hpp>
#include <osteon/report/json.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace osteon {
namespace {

using phantom::DigitalFemur;
using phantom::exact_line;
using phantom::scan_of;
using phantom::TrueProjection;

ScanScale scale(std::optional<bool> enhanced = false) {
  return {120, CtCalibration{Calibration::phantom, exact_line(0.75, 10), "made", {}}, enhanced, {}, {}};
}

const Patient kWoman70{"", Sex::female, 70.0, std::nullopt, std::nullopt};

struct FoundFemur {
  CtScan scan;
  FemurSegmentation femurs;
};

FoundFemur found_femur(const DigitalFemur& femur, const Eigen::Vector3d& spacing_mm) {
  CtScan scan = scan_of(femur, spacing_mm);
  auto femurs = find_femurs(scan);
  if (!femurs) throw std::runtime_error(femurs.error().message);
  return {std::move(scan), std::move(femurs).value()};
}

std::vector<FemurMeasurement> measured(const FoundFemur& femur, const ScanScale& how,
                                       const Patient& patient) {
  SeriesOutline outline{};
  outline.uid = "1.2.3";
  return measured_femurs(femur.scan, femur.femurs, how, patient, outline);
}

const FoundFemur& plain_femur() {
  static const FoundFemur femur = found_femur({}, {2, 2, 2});
  return femur;
}

const HipRegionDensity& region_of(const HipDensity& hip, HipRegion region) {
  for (const auto& one : hip.regions)
    if (one.region == region) return one;
  throw std::runtime_error("no " + std::string(name(region)));
}

struct Pose {
  Side side;
  Eigen::Vector3d turned_deg, spacing_mm;
};

/// Neck and total hip against what the same part of the digital bone holds; the neck's width within 0.5 mm.
void expect_truth(const DigitalFemur& femur, const FemurMeasurement& hip, double tolerance) {
  static const TrueProjection truth({}, exact_line(0.75, 10));
  EXPECT_EQ(hip.side, femur.side);
  ASSERT_TRUE(hip.density);
  EXPECT_NEAR(in_mm(hip.shape->neck.width.value), 2 * femur.neck_radius_mm, 0.5);
  for (const HipRegion region : {HipRegion::neck, HipRegion::neck_narrowest, HipRegion::total_hip}) {
    const double expected = truth.region(*hip.density, region, femur).bmd_g_cm2;
    EXPECT_NEAR(in_g_per_cm2(region_of(*hip.density, region).bmd.value) / expected, 1, tolerance)
        << name(region);
  }
}

TEST(MeasuredFemurs, ADigitalFemurThatHasToBeFoundHasItsTrueDensity) {
  for (const Pose& pose :
       {Pose{Side::left, {8, -6, 5}, {1, 1, 1.5}}, Pose{Side::right, {8, -6, 5}, {1.5, 1.5, 2}},
        Pose{Side::right, {0, 0, 0}, {2, 2, 2}}}) {
    DigitalFemur femur;
    femur.side = pose.side;
    femur.turned_deg = pose.turned_deg;
    SCOPED_TRACE(pose.spacing_mm[0]);
    const auto found = measured(found_femur(femur, pose.spacing_mm), scale(), kWoman70);
    ASSERT_EQ(found.size(), 1U);
    expect_truth(femur, found[0], 0.01);
  }
}

TEST(MeasuredFemurs, AMaskOfSomebodyElseGivesTheSameHip) {
  DigitalFemur femur;
  femur.side = Side::right;
  femur.turned_deg = {5, 0, -8};
  const CtScan scan = scan_of(femur, {1.5, 1.5, 2});
  for (const double outwards_mm : {-1.0, 1.0}) {  // masks that are too narrow, too wide
    SCOPED_TRACE(outwards_mm);
    const LabelMap<3> mask = phantom::true_mask(femur, scan.hounsfield.grid(), kRightFemurLabel, outwards_mm);
    const auto hips = measured({scan, femurs_from_labels(scan, mask)}, scale(), kWoman70);
    ASSERT_EQ(hips.size(), 1U);
    ASSERT_TRUE(hips[0].shape) << hips[0].refusal->code;
    expect_truth(femur, hips[0], 0.015);
  }
}

TEST(MeasuredFemurs, AMaskOfTheOtherSideOrWithoutAHeadIsRefused) {
  const DigitalFemur femur;
  const CtScan scan = scan_of(femur, {2, 2, 2});
  const auto refusal = [&](const LabelMap<3>& mask) {
    return femurs_from_labels(scan, mask).refused.at(0).reason.code;
  };
  LabelMap<3> mask = phantom::true_mask(femur, scan.hounsfield.grid(), kRightFemurLabel);
  EXPECT_EQ(refusal(mask), "femur.other-side");
  const auto& size = mask.grid().size;
  for (int k = size[2] / 2; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i) mask.at(i, j, k) = 0;
  EXPECT_EQ(refusal(mask), "femur.no-head");
  const FemurSegmentation none = femurs_from_labels(scan, LabelMap<3>(mask.grid()));
  EXPECT_TRUE(none.found.empty() && none.refused.empty());
}

TEST(MeasuredFemurs, ScoresSayWhatTheyRestOnOrWhyThereAreNone) {
  const auto found = measured(plain_femur(), scale(), kWoman70);
  ASSERT_EQ(found.at(0).scores.size(), 2U);
  for (const HipScore& one : found[0].scores) {
    ASSERT_TRUE(one.t);
    const auto& bmd = region_of(*found[0].density, one.region).bmd;
    EXPECT_EQ(one.equivalent.bmd.value, bmd.value);
    EXPECT_GT(*one.equivalent.bmd.sd, *bmd.sd);
    EXPECT_FALSE(one.equivalent.verified);
    EXPECT_GE(*one.t->sd, 0.044 / 0.122);
    EXPECT_NE(one.t->reference.find("NHANES III"), std::string::npos);
  }
  EXPECT_EQ(hip_findings(found).size(), 2U);
  EXPECT_FALSE(hip_findings(found)[0].verified);

  // Withheld with the reason.
  const auto unknown = measured(plain_femur(), scale(), {});
  EXPECT_EQ(unknown.at(0).scores.at(0).no_t.value().code, "density.score-no-sex");
  const auto enhanced = measured(plain_femur(), scale(true), kWoman70);
  EXPECT_EQ(enhanced.at(0).scores.at(0).no_t.value().code, "density.contrast-not-corrected");
  const auto untold = measured(plain_femur(), scale(std::nullopt), kWoman70);
  EXPECT_EQ(untold.at(0).scores.at(0).no_t.value().code, "density.contrast-unknown");
  ScanScale plain = scale();
  plain.calibration.reset();
  EXPECT_EQ(measured(plain_femur(), plain, kWoman70).at(0).no_density.value().code,
            "density.hip-not-calibrated");
}

TEST(MeasuredFemurs, ReportShowsDensitiesScoresAndThePicture) {
  const auto found = measured(plain_femur(), scale(), kWoman70);
  Report report{};
  ReportedSeries series{};
  series.uid = "1.2.3";
  report.series.push_back(series);
  for (const auto& one : found) report.femurs.push_back(without_pictures(one));
  report.femurs.push_back(
      {"1.2.3", 0, Side::right, Error{"femur.metal", "Metal.", "Other hip."}, {}, {}, {}, {}});
  const auto json = nlohmann::json::parse(to_json(report));
  ASSERT_EQ(json["femurs"].size(), 2U);
  EXPECT_EQ(json["femurs"][0]["side"], "L");
  EXPECT_GT(json["femurs"][0]["volumetric"]["integral_vbmd_mg_cm3"]["value"], 0);
  EXPECT_EQ(json["femurs"][1]["reason"]["code"], "femur.metal");
  ASSERT_EQ(json["bmd"].size(), 6U);
  EXPECT_EQ(json["bmd"][0]["site"], "femoral-neck");
  EXPECT_EQ(json["bmd"][0]["origin"], "projected-ct");
  EXPECT_EQ(json["bmd"][0]["dxa_equivalent"]["verified"], false);
  EXPECT_TRUE(json["bmd"][0]["t_score"]["value"].is_number());
  const Picture picture = hip_picture(found[0]);
  const std::string page = to_html(report, {picture});
  EXPECT_NE(page.find("Left hip"), std::string::npos);
  EXPECT_NE(page.find("conversion not verified"), std::string::npos);
  EXPECT_NE(page.find("Metal."), std::string::npos);
  EXPECT_NE(page.find("data:image/png"), std::string::npos);
  EXPECT_THROW((void)hip_picture(report.femurs[0]), std::invalid_argument);
}

}  // namespace
}  // namespace osteon
