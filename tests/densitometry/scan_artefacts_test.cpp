#include <osteon/densitometry/scan_artefacts.hpp>

#include <gtest/gtest.h>

namespace osteon {
namespace {

Grid<2> grid() {
  return {{150, 140}, Eigen::Vector2d(1, 1), Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()};
}

void put(BoneMap& map, int x, int y, int width, int height, float density) {
  for (int j = y; j < y + height; ++j)
    for (int i = x; i < x + width; ++i) {
      map.bone.g_per_cm2.at(i, j) = density;
      map.mask.at(i, j) = density > 0.2F;
    }
}

/// A column of four levels, ribs and crest that leave the picture.
BoneMap column() {
  BoneMap map{{Image2D<float>(grid())}, LabelMap<2>(grid()), g_per_cm2(0.03), 1, {}};
  put(map, 50, 0, 50, 140, 1);
  put(map, 0, 5, 50, 6, 0.4F);
  put(map, 120, 120, 30, 20, 0.8F);
  return map;
}

LabelMap<2> levels() {
  LabelMap<2> map(grid());
  for (int y = 20; y < 120; ++y)
    for (int x = 50; x < 100; ++x)
      map.at(x, y) = static_cast<std::uint8_t>(static_cast<int>(BoneRegion::l1) + (y - 20) / 25);
  return map;
}

TEST(ScanArtefacts, BonesAloneAreNone) { EXPECT_TRUE(artefacts_of(column(), levels()).empty()); }

TEST(ScanArtefacts, MetalIsSaidWithItsLevels) {
  BoneMap map = column();
  put(map, 60, 50, 6, 6, 7);  // in L2
  const auto warnings = artefacts_of(map, levels());
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].code, "dxa.metal");
  EXPECT_NE(warnings[0].message.find("L2"), std::string::npos);
  EXPECT_EQ(warnings[0].message.find("L3"), std::string::npos);
  BoneMap specks = column();
  put(specks, 60, 50, 4, 4, 7);
  EXPECT_TRUE(artefacts_of(specks, levels()).empty());
}

TEST(ScanArtefacts, AnIslandIsSaidAndASmallOneIsNot) {
  BoneMap map = column();
  put(map, 120, 60, 6, 6, 0.5F);
  const auto warnings = artefacts_of(map, levels());
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].code, "dxa.artefact");
  BoneMap small = column();
  put(small, 120, 60, 4, 4, 0.5F);
  EXPECT_TRUE(artefacts_of(small, levels()).empty());
  BoneMap transverse = column();  // hangs together with the column
  put(transverse, 102, 60, 12, 6, 0.5F);
  EXPECT_TRUE(artefacts_of(transverse, levels()).empty());
}

std::vector<DxaRegionDensity> levels_of(std::initializer_list<double> densities) {
  std::vector<DxaRegionDensity> levels;
  for (const double d : densities)
    levels.push_back({"L" + std::to_string(levels.size() + 1),
                      {g_per_cm2(d), std::nullopt},
                      {grams(1), std::nullopt},
                      {cm2(1), std::nullopt},
                      g_per_cm2(0)});
  levels.push_back({"L1-L4", {g_per_cm2(9), {}}, {grams(1), {}}, {cm2(1), {}}, g_per_cm2(0)});
  return levels;
}

TEST(ScanArtefacts, ALevelApartFromItsNeighboursIsNamedAndNoOther) {
  const auto named = [](std::initializer_list<double> densities) {
    std::string all;
    for (const Warning& one : density_jumps(levels_of(densities))) all += one.message.substr(0, 2) + " ";
    return all;
  };
  EXPECT_EQ(named({0.9, 0.95, 1.0, 1.05}), "");
  EXPECT_EQ(named({0.9, 1.2, 0.95, 1.0}), "L2 ");
  EXPECT_EQ(named({1.2, 0.95, 0.96, 1.0}), "L1 ");
  EXPECT_EQ(named({0.9, 0.95, 0.96, 0.7}), "L4 ");
  EXPECT_EQ(named({0.8, 0.95, 1.1, 1.25}), "");  // each more than the one above: a slope, no odd one
  EXPECT_EQ(named({0.9, 1.2}), "");              // two alone do not tell which is odd
}

}  // namespace
}  // namespace osteon
