#include "../support/normal_numbers.hpp"

#include <osteon/densitometry/scan_quality.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

Grid<3> grid_of(const Eigen::Vector3d& spacing_mm, const std::array<int, 3>& size) {
  return {size, spacing_mm, {12, -40, 77}, Eigen::Matrix3d::Identity()};
}

/// Noise of a sd of 20 HU about 40 HU, white before it is weighed by a Gaussian of `sigma_mm` in the slices.
CtScan noisy_water(const Grid<3>& grid, double sigma_mm) {
  testing::NormalNumbers normal(99);
  std::vector<double> value(grid.pixel_count());
  for (double& v : value) v = normal.next();
  const auto nx = static_cast<std::size_t>(grid.size[0]), ny = static_cast<std::size_t>(grid.size[1]);
  for (int axis = 0; axis < 2 && sigma_mm > 0; ++axis) {
    const std::size_t stride = axis == 0 ? 1 : nx, length = axis == 0 ? nx : ny;
    const double sigma = sigma_mm / grid.spacing_mm[axis];
    std::vector<double> blurred(value.size());
    for (std::size_t n = 0; n < value.size(); ++n) {
      const std::size_t place = n / stride % length, line = n - place * stride;
      for (std::size_t m = 0; m < length; ++m) {
        const double t = (static_cast<double>(m) - static_cast<double>(place)) / sigma;
        if (std::abs(t) < 4) blurred[n] += value[line + m * stride] * std::exp(-0.5 * t * t);
      }
    }
    value = std::move(blurred);
  }
  double squares = 0;
  for (const double v : value) squares += v * v;
  const double scale = 20 / std::sqrt(squares / static_cast<double>(value.size()));
  Image3D<std::int16_t> volume(grid);
  for (std::size_t n = 0; n < value.size(); ++n)
    volume.pixels()[n] = static_cast<std::int16_t>(std::lround(40 + scale * value[n]));
  return {std::move(volume)};
}

LabelMap<3> everywhere(const Grid<3>& grid) { return LabelMap<3>(grid, std::uint8_t{1}); }

TEST(ScanQuality, MeasuresTheScatterOfVoxels) {
  for (const double sigma : {0.0, 0.7}) {
    const CtScan scan = noisy_water(grid_of({0.6, 0.7, 3}, {64, 60, 6}), sigma);
    const auto noise = measure_noise(scan, everywhere(scan.hounsfield.grid()));
    ASSERT_TRUE(noise);
    EXPECT_NEAR(noise->sd_hu, 20, 1);
    EXPECT_NEAR(noise->pixel_mm, std::sqrt(0.6 * 0.7), 1e-9);
  }
}

TEST(ScanQuality, IsNotMovedByEdgesAndSlowChanges) {
  CtScan scan = noisy_water(grid_of({0.6, 0.7, 3}, {64, 60, 6}), 0.5);
  const Grid<3>& grid = scan.hounsfield.grid();
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        auto& hu = scan.hounsfield.at(i, j, k);
        hu = static_cast<std::int16_t>(hu + j / 4 + (i == 31 ? 500 : 0));
      }
  const auto noise = measure_noise(scan, everywhere(grid));
  ASSERT_TRUE(noise);
  EXPECT_NEAR(noise->sd_hu, 20, 3);
}

TEST(ScanQuality, TellsFineNoiseFromCoarse) {
  const auto frequency = [](double sigma) {
    const CtScan scan = noisy_water(grid_of({0.5, 0.5, 3}, {80, 80, 6}), sigma);
    return measure_noise(scan, everywhere(scan.hounsfield.grid()))->mean_frequency_per_mm;
  };
  const auto fine = frequency(0.0), coarse = frequency(0.9);
  ASSERT_TRUE(fine && coarse);
  EXPECT_GT(*fine, 0.6);
  // A Gaussian of sd 0.9 mm leaves the correlation exp(-(h / 1.8)^2), one half at 1.50 mm.
  EXPECT_NEAR(*coarse, 0.242 / 1.50, 0.02);
}

TEST(ScanQuality, SaysNothingOfTheSpectrumInCoarsePixels) {
  const CtScan scan = noisy_water(grid_of({1.2, 1.2, 3}, {60, 60, 6}), 0.0);
  EXPECT_FALSE(measure_noise(scan, everywhere(scan.hounsfield.grid()))->mean_frequency_per_mm);
}

TEST(ScanQuality, HasNoNoiseWithoutRegions) {
  const CtScan scan = noisy_water(grid_of({0.6, 0.7, 3}, {64, 60, 6}), 0.0);
  EXPECT_FALSE(measure_noise(scan, LabelMap<3>(scan.hounsfield.grid())));
  const Grid<3> elsewhere{{8, 8, 8}, {3, 3, 3}, {900, 900, 900}, Eigen::Matrix3d::Identity()};
  EXPECT_FALSE(measure_noise(scan, everywhere(elsewhere)));
}

TEST(ScanQuality, SeesWhereValuesAreCutOff) {
  CtScan scan = noisy_water(grid_of({1, 1, 1}, {50, 50, 20}), 0.0);
  ValueRange range = value_range(scan);
  EXPECT_FALSE(range.cut_off_above || range.cut_off_below);
  for (std::int16_t& hu : scan.hounsfield.pixels()) hu = std::min<std::int16_t>(hu, 60);
  range = value_range(scan);
  EXPECT_TRUE(range.cut_off_above);
  EXPECT_FALSE(range.cut_off_below);
  EXPECT_EQ(range.highest_hu, 60);
}

TEST(ScanQuality, FindsMetalNearALevel) {
  const Grid<3> grid = grid_of({1, 2, 2.5}, {100, 50, 60});
  CtScan scan{Image3D<std::int16_t>(grid, std::int16_t{50})};
  const auto at = [&](const Eigen::Vector3d& ijk) { return grid.patient_from_index({ijk}); };
  const auto frame = [&](BoneRegion level, double k) {
    return VertebraFrame{level, at({50, 25, k}), {1, 0, 0}, {0, -1, 0}, {0, 0, 1}};
  };
  const std::vector<VertebraFrame> frames{frame(BoneRegion::l4, 10), frame(BoneRegion::l3, 25),
                                          frame(BoneRegion::l2, 45)};
  EXPECT_TRUE(levels_near_metal(scan, frames).empty());
  for (int i = 70; i < 76; ++i) scan.hounsfield.at(i, 30, 10) = 3000;  // 6 x 5 mm3
  EXPECT_EQ(levels_near_metal(scan, frames), std::vector{BoneRegion::l4});
  scan.hounsfield.at(75, 30, 10) = 2499;
  EXPECT_TRUE(levels_near_metal(scan, frames).empty()) << "25 mm3 may be noise";
}

}  // namespace
}  // namespace osteon
