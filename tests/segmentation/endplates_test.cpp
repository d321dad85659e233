#include "spine/endplates.hpp"

#include <Eigen/Dense>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

namespace osteon {
namespace {

// Three bodies of an upright column about x = y = 0, their discs at z = 30, 60, 90 and 120 mm. The canal, and
// so the axes, run 25 mm behind.
constexpr double kPitchMm = 30, kRadiusMm = 17, kBehindMm = 25, kPlateMm = 1;
constexpr int kLengthMm = 150;

/// Height of a plate at a place across the column: l to the left, a forwards.
using Surface = std::function<double(double l, double a)>;

struct DigitalColumn {
  std::vector<Surface> below, above;  ///< of every disc, outer surfaces
  double disc_hu = 90, marrow_hu = 150, plate_hu = 450;

  [[nodiscard]] double hu(double l, double a, double z) const {
    if (std::hypot(l, a) > kRadiusMm) return 50;
    for (std::size_t n = 0; n < below.size(); ++n) {
      const double low = below[n](l, a), high = above[n](l, a);
      if (z < low - kPlateMm || z > high + kPlateMm) continue;
      return z < low || z > high ? plate_hu : disc_hu;
    }
    return marrow_hu;
  }
};

DigitalColumn whole_column(double gap_mm) {
  DigitalColumn column;
  for (int n = 1; n <= 4; ++n) {
    column.below.emplace_back([=](double, double) { return n * kPitchMm - 0.5 * gap_mm; });
    column.above.emplace_back([=](double, double) { return n * kPitchMm + 0.5 * gap_mm; });
  }
  return column;
}

/// Slices of 1.5 mm, 12 samples deep, with noise of 20 HU.
Image3D<std::int16_t> scanned(const DigitalColumn& column) {
  constexpr int kSamples = 12;
  Grid<3> grid{{61, 61, 101}, {0.9, 0.9, 1.5}, {-27, -27, 0}, Eigen::Matrix3d::Identity()};
  Image3D<std::int16_t> image(grid);
  std::mt19937 random(7);
  std::normal_distribution<double> noise(0, 20);
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const Eigen::Vector3d at = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
        double sum = 0;
        for (int n = 0; n < kSamples; ++n)
          sum += column.hu(at.x(), -at.y(), at.z() + 1.5 * ((n + 0.5) / kSamples - 0.5));
        image.at(i, j, k) = static_cast<std::int16_t>(std::lround(sum / kSamples + noise(random)));
      }
  return image;
}

SpineFrame upright_frame() {
  SpineFrame frame;
  for (int s = 0; s < kLengthMm; ++s) {
    frame.origin_mm.emplace_back(0, kBehindMm, s);
    frame.superior.emplace_back(0, 0, 1);
    frame.anterior.emplace_back(0, -1, 0);
    frame.left.emplace_back(1, 0, 0);
  }
  frame.measured_to = kLengthMm - 1;
  return frame;
}

/// The plates found, where the chain has the discs `off_mm` too high.
std::vector<EndplatePair> plates_of(const DigitalColumn& column, double off_mm) {
  const auto image = scanned(column);
  const SideWall side(
      0, Profile(kLengthMm, kBehindMm), Profile(kLengthMm, 0.0),
      std::vector<std::vector<double>>(kLengthMm, std::vector<double>(SideWall::kRays, kRadiusMm)));
  DiscChain chain;
  for (int n = 1; n <= 4; ++n) chain.discs.push_back({n * kPitchMm + off_mm, 0, 4, 1});
  chain.vertebra_score.assign(3, 1);
  chain.pedicle_contrast.assign(3, 1);
  return find_endplates(VolumeSampler(image), upright_frame(), side, chain);
}

/// Largest error of the plates of disc `n` over a cross of places, mm. Plates lie 0.35 mm outside the bone.
double worst_error(const DigitalColumn& column, const EndplatePair& pair, std::size_t n) {
  constexpr double kVisibleEdgeMm = 0.35;
  double worst = 0;
  for (const double along : {-10.0, -6.0, -3.0, 0.0, 3.0, 6.0, 10.0})
    for (const bool front : {true, false}) {
      const double l = front ? 0 : along, a = front ? along : 0;
      const Eigen::Vector3d foot(l, -a, 0), up(0, 0, 1);
      const double low = pair.meet_lower_plate(foot, up).along_mm - kVisibleEdgeMm;
      const double high = pair.meet_upper_plate(foot, up).along_mm + kVisibleEdgeMm;
      worst =
          std::max({worst, std::abs(low - column.below[n](l, a)), std::abs(high - column.above[n](l, a))});
    }
  return worst;
}

void expect_plates(const DigitalColumn& column, double off_mm, double tolerance_mm) {
  const auto pairs = plates_of(column, off_mm);
  ASSERT_EQ(pairs.size(), 4U);
  for (std::size_t n = 0; n < 4; ++n) EXPECT_LT(worst_error(column, pairs[n], n), tolerance_mm) << n;
}

TEST(Endplates, FlatDiscsThickAndThin) {
  expect_plates(whole_column(5), 0, 0.4);
  expect_plates(whole_column(2.5), 0, 0.5);
}

TEST(Endplates, AChainThatMissedTheDiscsByThreeMillimetres) {
  expect_plates(whole_column(5), 3, 0.5);
  expect_plates(whole_column(5), -3, 0.5);
}

TEST(Endplates, ADeepDentIsFollowedToItsFloor) {
  DigitalColumn column = whole_column(5);
  constexpr double kDeepMm = 8, kWideMm = 12;
  column.below[1] = [](double l, double a) {
    const double share = (l * l + a * a) / (kWideMm * kWideMm);
    return 2 * kPitchMm - 2.5 - (share < 1 ? kDeepMm * (1 - share) * (1 - share) : 0.0);
  };
  expect_plates(column, 0, 1.0);
}

TEST(Endplates, AWedgeThatTheChainDoesNotKnowOf) {
  DigitalColumn column = whole_column(5);
  // The second body loses its front: its upper plate falls by 12 mm, the disc above opens by half of that.
  column.below[1] = [](double, double a) { return 2 * kPitchMm - 2.5 - 6 * (a + 17) / 17; };
  column.above[1] = [](double, double a) { return 2 * kPitchMm + 2.5 - 3 * (a + 17) / 17; };
  expect_plates(column, 0, 1.0);
}

TEST(Endplates, ADiscWithLimeAndOneWithVacuum) {
  for (const double hu : {190.0, -60.0}) {
    DigitalColumn column = whole_column(5);
    column.disc_hu = hu;
    expect_plates(column, 0, 0.6);
  }
}

}  // namespace
}  // namespace osteon
