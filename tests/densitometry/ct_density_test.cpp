#include <osteon/densitometry/ct_density.hpp>
#include <osteon/imaging/digest.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

namespace osteon {
namespace {

constexpr auto kLabel = static_cast<std::uint8_t>(BoneRegion::l2);

/// 0.5 x 1 x 2 mm, off centre, not at the origin.
Grid<3> grid(std::array<int, 3> size) {
  return {size, {0.5, 1.0, 2.0}, {-31.0, 17.0, -205.0}, Eigen::Matrix3d::Identity()};
}

/// A block of 48 x 16 x 12 voxels = 24 x 16 x 24 mm from voxel (5, 3, 2) on, in a lattice of 70 x 30 x 20.
struct Block {
  LabelMap<3> labels{grid({70, 30, 20})};
  CtScan scan{Image3D<std::int16_t>(grid({70, 30, 20}), -50)};

  Block() {
    for (int k = 2; k < 14; ++k) {
      for (int j = 3; j < 19; ++j) {
        for (int i = 5; i < 53; ++i) {
          labels.at(i, j, k) = kLabel;
          // 150 HU within, 900 HU where a core has no business: nearer than 3 mm to a face
          const bool inside = i >= 11 && i < 47 && j >= 6 && j < 16 && k >= 3 && k < 13;
          scan.hounsfield.at(i, j, k) = inside ? 150 : 900;
        }
      }
    }
  }
  [[nodiscard]] VertebraFrame frame() const {
    return {BoneRegion::l2,
            labels.grid().patient_from_index({{28.5, 10.5, 7.5}}),
            {1, 0, 0},
            {0, -1, 0},
            {0, 0, 1}};
  }
};

const VertebralDensity& of(const LevelDensity& level, DensityRegion region) {
  const auto found = std::find_if(level.density.begin(), level.density.end(),
                                  [&](const auto& density) { return density.region == region; });
  if (found == level.density.end()) throw std::runtime_error("region is missing");
  return *found;
}

TEST(TrabecularCore, IsErodedInMillimetresOnUnequalVoxels) {
  const Block block;
  const auto cores = regions_of_bodies(DensityRegion::trabecular_core, block.labels, {block.frame()});
  // x: (n + 1/2) * 0.5 >= 3 leaves 36 of 48; y: (n + 1/2) * 1 >= 3 leaves 10 of 16; z: the central 12 of 24
  // mm are 6
  std::size_t voxels = 0;
  std::array<int, 3> first{99, 99, 99}, last{-1, -1, -1};
  for (int k = 0; k < 20; ++k) {
    for (int j = 0; j < 30; ++j) {
      for (int i = 0; i < 70; ++i) {
        if (!cores.at(i, j, k)) continue;
        ++voxels;
        const std::array<int, 3> place{i, j, k};
        for (std::size_t n = 0; n < 3; ++n) {
          first[n] = std::min(first[n], place[n]);
          last[n] = std::max(last[n], place[n]);
        }
      }
    }
  }
  EXPECT_EQ(voxels, 36U * 10U * 6U);
  EXPECT_EQ(first, (std::array{11, 6, 5}));   // as far from the block's first face
  EXPECT_EQ(last, (std::array{46, 15, 10}));  // as from its last one
}

TEST(TrabecularCore, IsWithheldWhereTheOutlineReachesIntoTheLung) {
  Block block;  // one side of the outline, 3 of 48 columns, is air: 6 % of it
  for (int k = 2; k < 14; ++k)
    for (int j = 3; j < 19; ++j)
      for (int i = 5; i < 8; ++i) block.scan.hounsfield.at(i, j, k) = -850;
  const auto level = measure_densities(block.scan, block.labels, block.labels, {block.frame()}).at(0);
  EXPECT_TRUE(level.density.empty());
  ASSERT_EQ(level.warnings.size(), 1U);
  EXPECT_EQ(level.warnings[0].code, "density.not-bone");
}

TEST(TrabecularCore, HoldsNothingOfTheCortex) {
  const Block block;
  const auto level = measure_densities(block.scan, block.labels, block.labels, {block.frame()}).at(0);
  const auto& core = of(level, DensityRegion::trabecular_core);
  EXPECT_DOUBLE_EQ(in_hu(core.mean.value), 150.0);
  EXPECT_DOUBLE_EQ(in_mm3(core.volume.value), 36 * 10 * 6 * 1.0);
  EXPECT_GT(in_hu(*core.mean.sd), 10.0);  // half a millimetre outwards the cortex begins, and the sd says so
  EXPECT_DOUBLE_EQ(in_hu(of(level, DensityRegion::trabecular_oval).mean.value), 150.0);
  const auto& body = of(level, DensityRegion::body);
  EXPECT_DOUBLE_EQ(in_mm3(body.volume.value), 48 * 16 * 12 * 1.0);
  const double within = 36.0 * 10 * 10, all = 48.0 * 16 * 12;
  EXPECT_NEAR(in_hu(body.mean.value), (150.0 * within + 900.0 * (all - within)) / all, 1e-9);
}

TEST(CorticalShell, IsTheBodyLessWhatLiesThreeMillimetresDeep) {
  const Block block;
  const auto level = measure_densities(block.scan, block.labels, block.labels, {block.frame()}).at(0);
  const auto& shell = of(level, DensityRegion::cortical_shell);
  EXPECT_DOUBLE_EQ(in_mm3(shell.volume.value), 48.0 * 16 * 12 - 36.0 * 10 * 10);
  EXPECT_DOUBLE_EQ(in_hu(shell.mean.value), 900.0);
  EXPECT_GT(in_hu(*shell.mean.sd), 10.0);  // half a millimetre further in it is no cortex
  EXPECT_EQ(shell.region_definition,
            "vertebral body without what lies 3.0 mm inside the outline of the vertebral body");
}

TEST(CorticalShell, IsAbsentWhereNothingLiesDeeper) {
  Block block;
  for (int k = 2; k < 14; ++k)
    for (int j = 7; j < 19; ++j)
      for (int i = 5; i < 53; ++i) block.labels.at(i, j, k) = 0;  // 4 mm of 16 stay
  const auto level = measure_densities(block.scan, block.labels, block.labels, {block.frame()}).at(0);
  for (const auto& density : level.density) EXPECT_NE(density.region, DensityRegion::cortical_shell);
}

TEST(TrabecularOval, LiesInTheFrontOfTheMiddle) {
  const Block block;
  auto scan = block.scan;
  // HU = 10 * y in mm of the patient: the mean tells where along the depth the oval lies
  for (int k = 0; k < 20; ++k) {
    for (int j = 0; j < 30; ++j) {
      for (int i = 0; i < 70; ++i) scan.hounsfield.at(i, j, k) = static_cast<std::int16_t>(10 * (17 + j));
    }
  }
  const auto level = measure_densities(scan, block.labels, block.labels, {block.frame()}).at(0);
  const double y_mm = in_hu(of(level, DensityRegion::trabecular_oval).mean.value) / 10.0;
  const double back_mm = 17.0 + 18.5;             // the face behind; anterior is -y; depth 16 mm
  EXPECT_NEAR(y_mm, back_mm - 0.58 * 16.0, 0.5);  // half a voxel
  EXPECT_NEAR(in_hu(of(level, DensityRegion::trabecular_core).mean.value) / 10.0, back_mm - 8.0, 1e-9);
}

TEST(TrabecularCore, IsWhereEveryBackgroundVoxelIsFarEnough) {
  // An irregular body against a search through all pairs of voxels.
  LabelMap<3> labels(grid({40, 24, 14}));
  for (int k = 0; k < 14; ++k) {
    for (int j = 0; j < 24; ++j) {
      for (int i = 0; i < 40; ++i) {
        const double x = (i - 18.3) * 0.5, y = (j - 11.1) * 1.0, z = (k - 6.4) * 2.0;
        if (x * x / 64 + y * y / 80 + z * z / 120 < 1 && x + 0.5 * y < 6) labels.at(i, j, k) = kLabel;
      }
    }
  }
  DensityOptions options;
  options.erosion_mm = 2.7;
  options.central_height_fraction = 10.0;  // all of it
  const auto cores = regions_of_bodies(
      DensityRegion::trabecular_core, labels,
      {{BoneRegion::l2, labels.grid().patient_from_index({{18, 11, 6}}), {1, 0, 0}, {0, -1, 0}, {0, 0, 1}}},
      options);
  const auto nearest_face_mm = [&](int i, int j, int k) {
    double best = std::numeric_limits<double>::infinity();
    for (int c = -1; c <= 14; ++c) {
      for (int b = -1; b <= 24; ++b) {
        for (int a = -1; a <= 40; ++a) {
          const bool outside = a < 0 || b < 0 || c < 0 || a == 40 || b == 24 || c == 14;
          if (!outside && labels.at(a, b, c)) continue;
          const auto gap = [](int steps, double spacing) {
            return std::max(0.0, (std::abs(steps) - 0.5) * spacing);
          };
          best = std::min(best, std::hypot(gap(a - i, 0.5), gap(b - j, 1.0), gap(c - k, 2.0)));
        }
      }
    }
    return best;
  };
  std::size_t voxels = 0;
  for (int k = 0; k < 14; ++k) {
    for (int j = 0; j < 24; ++j) {
      for (int i = 0; i < 40; ++i) {
        if (!labels.at(i, j, k)) continue;
        ASSERT_EQ(cores.at(i, j, k) != 0, nearest_face_mm(i, j, k) >= 2.7 - 1e-9)
            << i << ' ' << j << ' ' << k;
        voxels += cores.at(i, j, k) != 0;
      }
    }
  }
  EXPECT_GT(voxels, 500U);
}

TEST(TrabecularCore, TurnsWithTheImage) {
  // The same block stored with its first axis the other way round: the same place in the patient, the same
  // core.
  const Block block;
  Grid<3> turned = block.labels.grid();
  turned.direction.col(0) *= -1.0;
  turned.origin_mm[0] += 0.5 * 69;
  LabelMap<3> labels(turned);
  CtScan scan{Image3D<std::int16_t>(turned)};
  for (int k = 0; k < 20; ++k) {
    for (int j = 0; j < 30; ++j) {
      for (int i = 0; i < 70; ++i) {
        labels.at(69 - i, j, k) = block.labels.at(i, j, k);
        scan.hounsfield.at(69 - i, j, k) = block.scan.hounsfield.at(i, j, k);
      }
    }
  }
  const auto one = measure_densities(block.scan, block.labels, block.labels, {block.frame()}).at(0);
  const auto other = measure_densities(scan, labels, labels, {block.frame()}).at(0);
  ASSERT_EQ(one.density.size(), other.density.size());
  for (std::size_t n = 0; n < one.density.size(); ++n) {
    EXPECT_DOUBLE_EQ(in_hu(one.density[n].mean.value), in_hu(other.density[n].mean.value));
    EXPECT_DOUBLE_EQ(in_mm3(one.density[n].volume.value), in_mm3(other.density[n].volume.value));
  }
}

TEST(RegionUncertainty, OfWhiteNoiseIsAboutItsStandardError) {
  Block block;
  std::mt19937_64 generator(7);
  for (auto& value : block.scan.hounsfield.pixels())
    value = static_cast<std::int16_t>(100 + static_cast<int>(generator() % 121) -
                                      60);  // sd = sqrt((121^2 - 1) / 12)
  const auto level = measure_densities(block.scan, block.labels, block.labels, {block.frame()}).at(0);
  const double expected_hu = std::sqrt((121.0 * 121.0 - 1.0) / 12.0 / (36.0 * 10 * 6));
  const double sd_hu = in_hu(*of(level, DensityRegion::trabecular_core).mean.sd);
  EXPECT_GT(sd_hu, 0.8 * expected_hu);  // correlations are themselves known to about 1/sqrt(N)
  EXPECT_LT(sd_hu, 2.0 * expected_hu);  // the edge adds what the noise makes of it
}

TEST(RegionUncertainty, CountsVoxelsThatRepeatEachOtherOnce) {
  Block fine, coarse;
  std::mt19937_64 generator(11);
  const auto noise = [&] {
    return static_cast<std::int16_t>(100 + static_cast<int>(generator() % 121) - 60);
  };
  for (auto& value : fine.scan.hounsfield.pixels()) value = noise();
  for (int k = 0; k < 20; ++k) {
    for (int j = 0; j < 30; ++j) {
      for (int i = 0; i < 70; i += 7) {
        const auto value = noise();
        for (int n = i; n < i + 7; ++n) coarse.scan.hounsfield.at(n, j, k) = value;
      }
    }
  }
  const auto sd = [](const Block& block) {
    const auto level = measure_densities(block.scan, block.labels, block.labels, {block.frame()}).at(0);
    return in_hu(*of(level, DensityRegion::trabecular_core).mean.sd);
  };
  EXPECT_GT(sd(coarse), 1.6 * sd(fine));  // sqrt(7) = 2.6 for the noise alone
}

TEST(MaskDigest, IsOfTheVoxelsAlone) {
  LabelMap<3> labels(grid({5, 5, 5}));
  labels.at(2, 3, 1) = kLabel;
  labels.at(3, 3, 1) = kLabel;
  const CtScan scan{Image3D<std::int16_t>(labels.grid(), 40)};
  const VertebraFrame frame{BoneRegion::l2, {{0, 0, 0}}, {1, 0, 0}, {0, -1, 0}, {0, 0, 1}};
  const auto level = measure_densities(scan, labels, labels, {frame}).at(0);
  std::vector<std::byte> bytes;
  for (const unsigned index : {2U, 3U, 1U, 3U, 3U, 1U}) {
    bytes.push_back(static_cast<std::byte>(index));
    bytes.insert(bytes.end(), 3, std::byte{0});
  }
  EXPECT_EQ(of(level, DensityRegion::body).mask_sha256, sha256(bytes));
  EXPECT_EQ(level.warnings.at(0).code, "density.no-core");  // 1 mm thin: nothing lies 3 mm deep
}

TEST(MeasureDensities, SaysWhenNoBodyWasOutlined) {
  const Block block;
  auto frame = block.frame();
  frame.level = BoneRegion::l3;
  const auto level = measure_densities(block.scan, block.labels, block.labels, {frame}).at(0);
  EXPECT_TRUE(level.density.empty());
  EXPECT_EQ(level.warnings.at(0).code, "density.no-body");
}

TEST(MeasureDensities, OnDifferentGridsIsABug) {
  const Block block;
  const LabelMap<3> other(grid({69, 30, 20}));
  EXPECT_THROW((void)measure_densities(block.scan, other, block.labels, {block.frame()}),
               std::invalid_argument);
}

// A cube of 9 voxels: what two erosions by the 6-neighbour element leave is the cube of 5 (spacing 1.5), what
// one leaves is that of 7 (4 mm); along an axis of 1 mm three go.
TEST(CtDensity, CoreByVoxelStepsIsWhatErosionsByTheSixNeighbourElementLeave) {
  DensityOptions options;
  options.core_edge = CoreEdge::voxel_steps;
  options.central_height_fraction = 1;
  const auto core_voxels = [&](const Eigen::Vector3d& spacing) {
    const Grid<3> grid{{13, 13, 13}, spacing, {0, 0, 0}, Eigen::Matrix3d::Identity()};
    LabelMap<3> labels(grid);
    for (int k = 2; k < 11; ++k)
      for (int j = 2; j < 11; ++j)
        for (int i = 2; i < 11; ++i) labels.at(i, j, k) = static_cast<std::uint8_t>(BoneRegion::l3);
    const VertebraFrame frame{BoneRegion::l3,
                              grid.patient_from_index({Eigen::Vector3d(6, 6, 6)}),
                              {1, 0, 0},
                              {0, -1, 0},
                              {0, 0, 1}};
    const LabelMap<3> cores = regions_of_bodies(DensityRegion::trabecular_core, labels, {frame}, options);
    return std::count(cores.pixels().begin(), cores.pixels().end(),
                      static_cast<std::uint8_t>(BoneRegion::l3));
  };
  EXPECT_EQ(core_voxels({1.5, 1.5, 1.5}), 5 * 5 * 5);
  EXPECT_EQ(core_voxels({4, 4, 4}), 7 * 7 * 7);
  EXPECT_EQ(core_voxels({1, 1.5, 3}), 3 * 5 * 7);
}

}  // namespace
}  // namespace osteon
