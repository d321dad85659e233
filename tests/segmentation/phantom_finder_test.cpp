#include "../support/disturbed_scan.hpp"
#include "../support/rod_phantom.hpp"
#include "../support/spine_phantom.hpp"

#include <osteon/segmentation/phantom_finder.hpp>

#include <Eigen/Geometry>
#include <gtest/gtest.h>

#include <numbers>

namespace osteon {
namespace {

using testing::make_rod_phantom;
using testing::RodPhantom;

RodPhantom five_rods() {
  RodPhantom phantom;
  phantom.rods_hu = {260, 195, 130, 65, -60};
  phantom.holder_hu = 10;
  phantom.inserts_hu = {150};
  return phantom;
}

double mean_of(const FoundRod& rod) {
  double sum = 0;
  for (const RodPlane& plane : rod.planes) sum += plane.mean_hu / static_cast<double>(rod.planes.size());
  return sum;
}

double off_axis(const FoundRod& rod, const testing::RodTruth& truth) {
  const Eigen::Vector3d off = 0.5 * (rod.lower.mm + rod.upper.mm) - truth.centre_mm;
  return (off - truth.direction.dot(off) * truth.direction).norm();
}

/// The row of five with its places, radii and CT numbers.
void expect_found(const RodPhantom& phantom, double hu_tolerance) {
  const CtScan scan = make_rod_phantom(phantom);
  const auto rods = find_rods(scan);
  const auto rows = rod_rows(rods);
  ASSERT_EQ(rows.size(), 1U);
  ASSERT_EQ(rows.front().size(), phantom.rods_hu.size());
  for (std::size_t n = 0; n < phantom.rods_hu.size(); ++n) {
    const FoundRod& rod = rods[rows.front()[n]];
    EXPECT_NEAR(rod.radius_mm, phantom.rod_radius_mm, 0.4);
    EXPECT_LT(off_axis(rod, rod_truth(phantom, n)), 0.4);
    EXPECT_NEAR(mean_of(rod), phantom.rods_hu[n], hu_tolerance);
    EXPECT_NEAR(rod.surrounding_hu, phantom.holder_hu, 6 + hu_tolerance);
    EXPECT_GT((rod.upper.mm - rod.lower.mm).norm(), 65);
  }
}

TEST(PhantomFinder, FindsARowOfRods) { expect_found(five_rods(), 0.6); }

TEST(PhantomFinder, FindsThemTurnedTiltedAndStoredInAnotherOrder) {
  for (const double turn : {-12.0, 7.0})
    for (const double tilt : {-6.0, 10.0}) {
      SCOPED_TRACE(turn);
      RodPhantom phantom = five_rods();
      phantom.holder_turn_deg = turn;
      phantom.holder_tilt_deg = tilt;
      expect_found(phantom, 0.8);
    }
  RodPhantom stored = five_rods();
  stored.direction << 0, 0, -1, 1, 0, 0, 0, -1, 0;  // sagittal planes
  stored.size = {200, 90, 240};
  stored.spacing_mm = {1.0, 1.0, 1.0};
  expect_found(stored, 0.6);
}

/// 40 HU in planes of 5 mm, the dose of a topogram, hide a rod of 55 HU: not asked for.
TEST(PhantomFinder, FindsThemInNoiseAndInThickPlanes) {
  struct Case {
    double noise, plane_mm, enhancement;
  };
  for (const Case c : {Case{20, 1, 0.4}, {40, 1, 0.4}, {40, 2.5, 0}, {20, 5, 0}, {10, 5, 0.4}}) {
    SCOPED_TRACE(std::to_string(c.noise) + " HU, planes of " + std::to_string(c.plane_mm));
    RodPhantom phantom = five_rods();
    phantom.noise_hu = c.noise;
    phantom.edge_enhancement = c.enhancement;
    phantom.spacing_mm = {0.9, 0.9, c.plane_mm};
    phantom.size = {266, 222, static_cast<int>(90 / c.plane_mm)};
    expect_found(phantom, 2.5);
  }
}

TEST(PhantomFinder, FindsRodsOfEightToTwentyMillimetres) {
  for (const double radius : {4.0, 6.0, 10.0}) {
    SCOPED_TRACE(radius);
    RodPhantom phantom = five_rods();
    phantom.rod_radius_mm = radius;
    expect_found(phantom, 1.5);
  }
}

/// A vertebra-like column in its shell is a rod too, but no row.
TEST(PhantomFinder, ALoneColumnIsNoRow) {
  RodPhantom phantom;
  phantom.inserts_hu = {140};
  const auto rods = find_rods(make_rod_phantom(phantom));
  ASSERT_EQ(rods.size(), 1U);
  EXPECT_NEAR(rods.front().radius_mm, testing::kInsertRadiusMm, 0.4);
  EXPECT_TRUE(rod_rows(rods).empty());
}

TEST(PhantomFinder, FindsNothingWhereThereIsNothing) {
  EXPECT_TRUE(find_rods(phantom::make_flat_scan({60, 50, 40}, {1, 1, 2}, 40)).empty());
  EXPECT_TRUE(find_rods(phantom::make_flat_scan({1, 1, 1}, {1, 1, 1}, 40)).empty());
  EXPECT_TRUE(find_rods(phantom::make_flat_scan({50, 50, 20}, {6, 6, 6}, 40)).empty());
  RodPhantom noise;
  noise.noise_hu = 40;
  EXPECT_TRUE(find_rods(make_rod_phantom(noise)).empty());
}

TEST(PhantomFinder, ASpineHasNoRods) { EXPECT_TRUE(find_rods(phantom::make_spine_phantom({}).scan).empty()); }

}  // namespace
}  // namespace osteon
