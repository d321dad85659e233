// Sections whose strength is known in closed form: tubes and rods seen from the side.

#include <osteon/densitometry/dxa_density.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr double kSolid = 1.083;  // g/cm3 of mineral in bone without pores, as the section assumes

struct Tube {
  double outer_mm, inner_mm, turned_deg;
  Eigen::Vector2d spacing;
};

struct Seen {
  BoneMap map;
  LabelMap<2> femur;
  HipPlaces places;
};

/// The shadow of a tube across the picture; its axis runs through the middle.
Seen shadow(const Tube& tube, Side side) {
  const Grid<2> grid{{static_cast<int>(120 / tube.spacing[0]), static_cast<int>(110 / tube.spacing[1])},
                     tube.spacing,
                     Eigen::Vector2d::Zero(),
                     Eigen::Matrix2d::Identity()};
  const double a = tube.turned_deg * std::numbers::pi / 180, way = side == Side::left ? 1 : -1;
  const Eigen::Vector2d along(way * std::cos(a), std::sin(a)), across(-along[1], along[0]),
      middle(58.3, 54.1);
  Seen seen{{{Image2D<float>(grid)}, LabelMap<2>(grid), g_per_cm2(0), 1, {}},
            LabelMap<2>(grid),
            {side, middle - 30 * along, middle, along, middle + 20 * along, {}}};
  constexpr int kFine = 5;  // parts of a pixel: it counts all that falls on it
  for (int y = 0; y < grid.size[1]; ++y)
    for (int x = 0; x < grid.size[0]; ++x) {
      double sum = 0;
      int within = 0;
      for (int n = 0; n < kFine * kFine; ++n) {
        const Eigen::Vector2d part((n % kFine + 0.5) / kFine - 0.5, (n / kFine + 0.5) / kFine - 0.5);
        const Eigen::Vector2d p = grid.patient_from_index({Eigen::Vector2d(x, y) + part}).mm;
        const double u = across.dot(p - middle);
        const auto half = [&](double r) { return std::sqrt(std::max(0.0, r * r - u * u)); };
        sum += 0.1 * kSolid * 2 * (half(tube.outer_mm) - half(tube.inner_mm)) / (kFine * kFine);
        within += std::abs(u) < tube.outer_mm;
      }
      seen.map.bone.g_per_cm2.at(x, y) = static_cast<float>(sum);
      seen.map.mask.at(x, y) = seen.femur.at(x, y) = 2 * within > kFine * kFine;
    }
  return seen;
}

class NeckSectionOfTubes : public ::testing::TestWithParam<Tube> {};

TEST_P(NeckSectionOfTubes, IsWhatGeometrySays) {
  const Tube tube = GetParam();
  const double outer = 0.1 * tube.outer_mm, inner = 0.1 * tube.inner_mm;
  const double area = std::numbers::pi * (outer * outer - inner * inner),
               moment = std::numbers::pi / 4 * (std::pow(outer, 4) - std::pow(inner, 4));
  for (const Side side : {Side::left, Side::right}) {
    const Seen seen = shadow(tube, side);
    const auto section = hip_densities(seen.map, seen.femur, seen.places).section;
    ASSERT_TRUE(section);
    EXPECT_NEAR(in_mm(section->width.value), 2 * tube.outer_mm, 0.6);
    EXPECT_NEAR(in_cm2(section->bone_area.value) / area, 1, 0.01);
    EXPECT_NEAR(section->moment_cm4 / moment, 1, 0.02);
    EXPECT_NEAR(section->modulus_cm3 / (moment / outer), 1, 0.04);
    ASSERT_TRUE(section->buckling_ratio);
    const double ratio = outer / (outer - inner);
    EXPECT_NEAR(section->buckling_ratio->value / ratio, 1, 0.08);
    EXPECT_NEAR(section->buckling_ratio->value, ratio, 3 * section->buckling_ratio->sd);
  }
}

INSTANTIATE_TEST_SUITE_P(Tubes, NeckSectionOfTubes,
                         ::testing::Values(Tube{17, 15.5, 0, {0.6, 1.05}}, Tube{17, 15.5, 40, {0.6, 1.05}},
                                           Tube{14, 12, 35, {0.25, 0.3}}, Tube{19, 16, -20, {1, 1}},
                                           Tube{16, 8, 50, {0.6, 1.05}}));

TEST(NeckSection, AFullRodHasNoWallAndACutOneNoSection) {
  const Seen rod = shadow({16, 0, 30, {0.6, 1.05}}, Side::left);
  const auto section = hip_densities(rod.map, rod.femur, rod.places).section;
  ASSERT_TRUE(section);
  EXPECT_NEAR(section->moment_cm4 / (std::numbers::pi / 4 * std::pow(1.6, 4)), 1, 0.02);
  if (section->buckling_ratio) {
    EXPECT_LT(section->buckling_ratio->value, 1.3);
  }
  Seen empty = rod;
  for (auto& pixel : empty.map.mask.pixels()) pixel = 0;
  EXPECT_FALSE(hip_densities(empty.map, empty.femur, empty.places).section);
}

}  // namespace
}  // namespace osteon
