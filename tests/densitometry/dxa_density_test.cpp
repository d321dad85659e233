#include <osteon/densitometry/dxa_density.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace osteon {
namespace {

constexpr int kColumns = 150, kRows = 140;

Grid<2> grid(int columns = kColumns) {
  return {{columns, kRows}, Eigen::Vector2d(1, 1), Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()};
}

/// Bone of even density over columns 40 to 109 and rows 10 to 129.
BoneMap slab(float density) {
  BoneMap map{{Image2D<float>(grid())}, LabelMap<2>(grid()), g_per_cm2(0.03), 1, {}};
  for (int y = 10; y < 130; ++y)
    for (int x = 40; x < 110; ++x) {
      map.bone.g_per_cm2.at(x, y) = density;
      map.mask.at(x, y) = 1;
    }
  return map;
}

std::optional<DxaRegionDensity> named(const std::vector<DxaRegionDensity>& regions, std::string_view name) {
  for (const auto& region : regions)
    if (region.region == name) return region;
  return std::nullopt;
}

// Four levels of 20 x 70 mm, of 0.8, 0.9, 1.0 and 1.1 g/cm2: 14 cm2 each.
TEST(DxaDensity, LevelsAreWeighedAndTheWholeIsMineralByArea) {
  BoneMap map = slab(0);
  LabelMap<2> levels(grid());
  for (int y = 20; y < 100; ++y)
    for (int x = 30; x < 120; ++x) {  // wider than the bone: soft tissue does not count
      const int level = (y - 20) / 20;
      levels.at(x, y) = static_cast<std::uint8_t>(static_cast<int>(BoneRegion::l1) + level);
      if (map.mask.at(x, y) != 0) map.bone.g_per_cm2.at(x, y) = 0.8F + 0.1F * static_cast<float>(level);
    }
  const auto regions = spine_densities(map, levels);
  ASSERT_EQ(regions.size(), 5U);
  EXPECT_NEAR(in_g_per_cm2(named(regions, "L2")->bmd.value), 0.9, 1e-6);
  EXPECT_NEAR(in_cm2(named(regions, "L2")->area.value), 14, 1e-9);
  EXPECT_NEAR(in_grams(named(regions, "L4")->bmc.value), 15.4, 1e-5);
  EXPECT_NEAR(in_grams(named(regions, "L1-L4")->bmc.value), 14 * 3.8, 1e-4);
  EXPECT_NEAR(in_g_per_cm2(named(regions, "L1-L4")->bmd.value), 0.95, 1e-6);
  EXPECT_NEAR(in_g_per_cm2(named(regions, "L1-L4")->noise_sd), 0.03 / std::sqrt(5600.0), 1e-9);
}

TEST(DxaDensity, ThreeLevelsMakeNoWhole) {
  LabelMap<2> levels(grid());
  for (int y = 20; y < 80; ++y)
    for (int x = 40; x < 110; ++x)
      levels.at(x, y) = static_cast<std::uint8_t>(static_cast<int>(BoneRegion::l1) + (y - 20) / 20);
  const auto regions = spine_densities(slab(1), levels);
  EXPECT_EQ(regions.size(), 3U);
  EXPECT_FALSE(named(regions, "L1-L4"));
}

HipPlaces places(Side side) {
  const auto at = [&](double x, double y) {
    return Eigen::Vector2d(side == Side::left ? x : kColumns - 1 - x, y);
  };
  const double way = side == Side::left ? 1 : -1;
  return {side, at(55, 40), at(75, 40), {way, 0}, at(85, 30), at(70, 95)};
}

// An upright slab, the neck's axis across it: the box of 15 x 49 mm lies whole in bone.
TEST(DxaDensity, TheBoxesOfAHipAreTheSameOnBothSides) {
  LabelMap<2> femur(grid());
  for (auto& pixel : femur.pixels()) pixel = 1;
  BoneMap map = slab(1), mirrored = slab(1);
  for (int y = 0; y < kRows; ++y)
    for (int x = 0; x < kColumns; ++x) {
      map.bone.g_per_cm2.at(x, y) *= 1 + 0.002F * static_cast<float>(x + y);
      mirrored.bone.g_per_cm2.at(kColumns - 1 - x, y) = map.bone.g_per_cm2.at(x, y);
      mirrored.mask.at(kColumns - 1 - x, y) = map.mask.at(x, y);
    }
  const DxaHipDensity left = hip_densities(map, femur, places(Side::left));
  const DxaHipDensity right = hip_densities(mirrored, femur, places(Side::right));
  ASSERT_EQ(left.regions.size(), 6U);
  ASSERT_EQ(right.regions.size(), 6U);
  EXPECT_NEAR(in_cm2(named(left.regions, "femoral-neck")->area.value), 0.15 * 49, 0.5);
  const double sum = in_grams(named(left.regions, "femoral-neck")->bmc.value) +
                     in_grams(named(left.regions, "trochanter")->bmc.value) +
                     in_grams(named(left.regions, "intertrochanter")->bmc.value);
  EXPECT_NEAR(in_grams(named(left.regions, "total-hip")->bmc.value), sum, 1e-3);
  for (std::size_t n = 0; n < left.regions.size(); ++n)
    EXPECT_NEAR(in_g_per_cm2(left.regions[n].bmd.value), in_g_per_cm2(right.regions[n].bmd.value), 0.01)
        << left.regions[n].region;
}

TEST(DxaDensity, WhatIsNoFemurIsPaintedOutAndWhatIsCutIsNotMeasured) {
  LabelMap<2> femur(grid());
  for (int y = 0; y < kRows; ++y)
    for (int x = 0; x < kColumns; ++x) femur.at(x, y) = y < 50 ? 1 : 2;  // 2: ischium and pelvis
  HipPlaces hip = places(Side::left);
  hip.lesser_trochanter.reset();
  const DxaHipDensity density = hip_densities(slab(1), femur, hip);
  EXPECT_NEAR(in_cm2(named(density.regions, "femoral-neck")->area.value), 0.15 * (49 - 15), 0.5);
  EXPECT_FALSE(named(density.regions, "total-hip"));
  ASSERT_EQ(density.warnings.size(), 1U);
  EXPECT_EQ(density.warnings.front().code, "density.hip-no-lesser-trochanter");
  BoneMap whole = slab(1);
  for (auto& pixel : whole.mask.pixels()) pixel = 1;
  for (auto& pixel : femur.pixels()) pixel = 1;
  const DxaHipDensity cut = hip_densities(whole, femur, places(Side::left));
  EXPECT_FALSE(named(cut.regions, "total-hip"));
  EXPECT_FALSE(cut.warnings.empty());
}

TEST(DxaDensity, OtherGridsAreMisuse) {
  EXPECT_THROW((void)spine_densities(slab(1), LabelMap<2>(grid(20))), std::invalid_argument);
  EXPECT_THROW((void)hip_densities(slab(1), LabelMap<2>(grid(20)), places(Side::left)),
               std::invalid_argument);
}

}  // namespace
}  // namespace osteon
