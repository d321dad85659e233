#include <osteon/densitometry/vertebral_slip.hpp>

#include <gtest/gtest.h>

#include <cmath>

namespace osteon {
namespace {

/// A body 40 mm deep and 25 high whose plates lean by 30 degrees, its hind lower corner at `corner`.
PlacedVertebra leaning(BoneRegion level, const Eigen::Vector3d& corner) {
  const double a = std::acos(-1.0) / 6;
  const Eigen::Vector3d forwards(0, -std::cos(a), -std::sin(a)), up(0, -std::sin(a), std::cos(a));
  PlacedVertebra v{level, {}, {0.6, 0.6, 0.6, 0.6, 0.6, 0.6}};
  for (std::size_t k = 0; k < 3; ++k) {
    v.points[3 + k].mm = corner + (2.0 - static_cast<double>(k)) * 20 * forwards;
    v.points[k].mm = v.points[3 + k].mm + 25 * up;
  }
  return v;
}

TEST(VertebralSlip, IsTheShareOfTheLowerPlateWhateverItsSlope) {
  const PlacedVertebra l5 = leaning(BoneRegion::l5, {3, 10, -200});
  const Eigen::Vector3d& hind = l5.points[2].mm;
  const Eigen::Vector3d plate = l5.points[0].mm - hind;
  const Eigen::Vector3d up = l5.points[2].mm - l5.points[5].mm;
  for (const double share : {0.25, 0.0, -0.1}) {
    const auto slips = vertebral_slips({leaning(BoneRegion::l4, hind + share * plate + 0.4 * up), l5});
    ASSERT_EQ(slips.size(), 1U);
    EXPECT_EQ(slips[0].upper, BoneRegion::l4);
    EXPECT_EQ(slips[0].lower, BoneRegion::l5);
    EXPECT_NEAR(in_percent(slips[0].forwards), 100 * share, 1e-9);
    // 0.6 sqrt(2) mm of each end on a plate of 40 mm.
    EXPECT_NEAR(in_percent(slips[0].sd), 100 * 0.6 * std::sqrt(2.0) / 40 * std::hypot(1, share), 1e-9);
  }
}

TEST(VertebralSlip, IsOfNeighboursOnly) {
  EXPECT_TRUE(vertebral_slips(
                  {leaning(BoneRegion::l2, Eigen::Vector3d::Zero()), leaning(BoneRegion::l4, {0, 0, -70})})
                  .empty());
  EXPECT_EQ(vertebral_slips(
                {leaning(BoneRegion::t12, Eigen::Vector3d::Zero()), leaning(BoneRegion::l1, {0, 0, -35})})
                .size(),
            1U);
  EXPECT_TRUE(vertebral_slips({leaning(BoneRegion::l2, Eigen::Vector3d::Zero())}).empty());
}

}  // namespace
}  // namespace osteon
