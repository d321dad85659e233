#include "../support/digital_vertebra.hpp"

#include <osteon/segmentation/given_masks.hpp>

#include <gtest/gtest.h>

#include <cmath>

namespace osteon {
namespace {

using phantom::DigitalVertebra;

TEST(GivenMasks, VertebraWithAnArchGivesItsHeights) {
  DigitalVertebra vertebra;
  vertebra.turned_deg = {12, -7, 9};
  const auto grid =
      phantom::grid_round(vertebra.center_mm + Eigen::Vector3d(0, 20, 0), {100, 110, 90}, {1, 1, 1});
  const auto spine = spine_from_labels(phantom::digitised({vertebra}, grid));
  ASSERT_TRUE(spine);
  ASSERT_EQ(spine->found.size(), 1U);
  ASSERT_TRUE(spine->found[0].landmarks);
  const auto& points = spine->found[0].landmarks->points;
  for (std::size_t n = 0; n < 3; ++n)
    EXPECT_NEAR((points[n].mm - points[n + 3].mm).norm(), vertebra.heights_mm[2 - n], 0.2) << n;
}

TEST(GivenMasks, MapWithoutVertebraIsRefused) {
  const LabelMap<3> nothing(phantom::grid_round({0, 0, 0}, {20, 20, 20}, {1, 1, 1}));
  const auto spine = spine_from_labels(nothing);
  ASSERT_FALSE(spine);
  EXPECT_EQ(spine.error().code, "labels.none");
}

}  // namespace
}  // namespace osteon
