#include "../support/digital_hip.hpp"

#include <osteon/densitometry/hip_density.hpp>

#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <stdexcept>

namespace osteon {
namespace {

using phantom::DigitalFemur;
using phantom::exact_line;
using phantom::scan_of;
using phantom::TrueProjection;

constexpr std::array kRegions{HipRegion::neck, HipRegion::neck_narrowest, HipRegion::trochanter,
                              HipRegion::intertrochanter, HipRegion::total_hip};

struct Pose {
  Side side;
  Eigen::Vector3d turned_deg, spacing_mm;
};
void PrintTo(const Pose& pose, std::ostream* out) {
  *out << (pose.side == Side::left ? "left" : "right") << " turned " << pose.turned_deg.transpose()
       << " spacing " << pose.spacing_mm.transpose();
}

HipDensity measured(const DigitalFemur& femur, const Eigen::Vector3d& spacing_mm, const DensityLine& line) {
  const CtScan scan = scan_of(femur, spacing_mm);
  auto result = measure_hip_density(scan, phantom::true_mask(femur, scan.hounsfield.grid()), 1,
                                    phantom::true_placement(femur), line);
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}

const HipRegionDensity& region_of(const HipDensity& hip, HipRegion region) {
  for (const auto& one : hip.regions)
    if (one.region == region) return one;
  throw std::runtime_error("no " + std::string(name(region)));
}

/// Trochanter and intertrochanter take from each other at their border. Cubes of 3 mm are coarser than a
/// cortex can be told in.
double tolerance(HipRegion region, const Eigen::Vector3d& spacing_mm) {
  const bool diagnostic = region != HipRegion::trochanter && region != HipRegion::intertrochanter;
  return spacing_mm.minCoeff() >= 3 ? 0.02 : diagnostic ? 0.01 : 0.015;
}

class HipDensityOfDigitalFemur : public ::testing::TestWithParam<Pose> {};

TEST_P(HipDensityOfDigitalFemur, IsTheTrueOneInEveryRegion) {
  const DensityLine line = exact_line(0.75, 10);
  static const TrueProjection truth({}, line);
  DigitalFemur femur;
  femur.side = GetParam().side;
  femur.turned_deg = GetParam().turned_deg;
  const HipDensity hip = measured(femur, GetParam().spacing_mm, line);
  EXPECT_EQ(hip.side, femur.side);
  for (const HipRegion region : kRegions) {
    const auto& one = region_of(hip, region);
    const auto expected = truth.region(hip, region, femur);
    SCOPED_TRACE(name(region));
    EXPECT_NEAR(in_g_per_cm2(one.bmd.value) / expected.bmd_g_cm2, 1,
                tolerance(region, GetParam().spacing_mm));
    EXPECT_NEAR(in_grams(one.bmc.value) / expected.bmc_g, 1, 0.02);
  }
  ASSERT_TRUE(hip.section);
  EXPECT_NEAR(in_mm(hip.section->width.value), 2 * femur.neck_radius_mm, 0.5);
}

INSTANTIATE_TEST_SUITE_P(Poses, HipDensityOfDigitalFemur,
                         ::testing::Values(Pose{Side::left, {0, 0, 0}, {1, 1, 1}},
                                           Pose{Side::right, {12, 8, -5}, {1, 1, 1}},
                                           Pose{Side::right, {-10, 4, 10}, {0.8, 0.8, 2.5}},
                                           Pose{Side::left, {0, 0, 0}, {1, 1, 3.27}},
                                           Pose{Side::right, {10, 0, -10}, {2, 2, 2}},
                                           Pose{Side::left, {0, 10, 0}, {3, 3, 3}}));

TEST(HipDensity, FollowsTheLineOfCalibrationAndItsDoubt) {
  const DigitalFemur femur;
  DensityLine doubtful = exact_line(1.5, 20);
  doubtful.slope_variance = 0.15 * 0.15;
  const HipDensity once = measured(femur, {2, 2, 2}, exact_line(0.75, 10));
  const HipDensity twice = measured(femur, {2, 2, 2}, doubtful);
  const auto &a = region_of(once, HipRegion::neck), &b = region_of(twice, HipRegion::neck);
  EXPECT_NEAR(in_g_per_cm2(b.bmd.value), 2 * in_g_per_cm2(a.bmd.value), 1e-6);
  EXPECT_EQ(a.doubt.calibration, 0);
  EXPECT_NEAR(b.doubt.calibration / in_g_per_cm2(b.bmd.value), 0.1, 0.01);
  EXPECT_GT(in_g_per_cm2(*b.bmd.sd), b.doubt.calibration);
  EXPECT_NEAR(in_cm2(a.area.value), in_cm2(b.area.value), 1e-9);
}

TEST(HipDensity, TotalHipIsItsThreeParts) {
  const HipDensity hip = measured({}, {2, 2, 2}, exact_line(0.75, 0));
  double mass = 0, area = 0;
  for (const HipRegion region : {HipRegion::neck, HipRegion::trochanter, HipRegion::intertrochanter}) {
    mass += in_grams(region_of(hip, region).bmc.value);
    area += in_cm2(region_of(hip, region).area.value);
  }
  EXPECT_NEAR(in_grams(region_of(hip, HipRegion::total_hip).bmc.value), mass, 1e-9);
  EXPECT_NEAR(in_cm2(region_of(hip, HipRegion::total_hip).area.value), area, 1e-9);
  EXPECT_NEAR(in_cm2(region_of(hip, HipRegion::wards).area.value), 1.21, 0.05);
}

TEST(HipDensity, WhereTheImageEndsARegionIsNotMeasured) {
  const DigitalFemur femur;
  const CtScan scan = scan_of(femur, {2, 2, 2}, {-75, -75, -190}, {52, 75, 50});  // within the trochanter
  const auto hip = measure_hip_density(scan, phantom::true_mask(femur, scan.hounsfield.grid()), 1,
                                       phantom::true_placement(femur), exact_line(0.75, 0));
  ASSERT_TRUE(hip);
  EXPECT_NO_THROW((void)region_of(*hip, HipRegion::neck));
  EXPECT_ANY_THROW((void)region_of(*hip, HipRegion::total_hip));
  ASSERT_FALSE(hip->warnings.empty());
  EXPECT_EQ(hip->warnings.front().code, "density.hip-region-cut");
}

TEST(HipDensity, WithoutLesserTrochanterThereIsANeckAlone) {
  const DigitalFemur femur;
  const CtScan scan = scan_of(femur, {2, 2, 2});
  FemurPlacement placement = phantom::true_placement(femur);
  placement.lesser_trochanter.reset();
  const auto hip = measure_hip_density(scan, phantom::true_mask(femur, scan.hounsfield.grid()), 1, placement,
                                       exact_line(0.75, 0));
  ASSERT_TRUE(hip);
  EXPECT_NO_THROW((void)region_of(*hip, HipRegion::neck));
  EXPECT_ANY_THROW((void)region_of(*hip, HipRegion::total_hip));
  EXPECT_EQ(hip->warnings.front().code, "density.hip-no-lesser-trochanter");
}

TEST(HipDensity, WithoutNotchOrBoneThereIsNone) {
  const DigitalFemur femur;
  const CtScan scan = scan_of(femur, {2, 2, 2});
  const LabelMap<3> mask = phantom::true_mask(femur, scan.hounsfield.grid());
  FemurPlacement placement = phantom::true_placement(femur);
  EXPECT_EQ(
      measure_hip_density(scan, LabelMap<3>(mask.grid()), 1, placement, exact_line(0.75, 0)).error().code,
      "density.hip-cut");
  placement.trochanteric_notch.reset();
  EXPECT_EQ(measure_hip_density(scan, mask, 1, placement, exact_line(0.75, 0)).error().code,
            "density.hip-no-notch");
}

TEST(HipDensity, TheMaskMayBeFinerThanTheScan) {
  const DigitalFemur femur;
  const DensityLine line = exact_line(0.75, 10);
  const TrueProjection truth(femur, line);
  const CtScan scan = scan_of(femur, {4, 4, 4});
  const auto mask = phantom::true_mask(femur, scan_of(femur, {1, 1, 1}).hounsfield.grid());
  const auto hip = measure_hip_density(scan, mask, 1, phantom::true_placement(femur), line);
  ASSERT_TRUE(hip);
  for (const HipRegion region : {HipRegion::neck, HipRegion::total_hip}) {
    const auto expected = truth.region(*hip, region, femur);
    EXPECT_NEAR(in_g_per_cm2(region_of(*hip, region).bmd.value) / expected.bmd_g_cm2, 1, 0.03);
    EXPECT_NEAR(in_cm2(region_of(*hip, region).area.value) / expected.area_cm2, 1, 0.01);
  }
}

}  // namespace
}  // namespace osteon
