#include <osteon/densitometry/dual_energy.hpp>
#include <osteon/densitometry/dxa_simulation.hpp>
#include <osteon/densitometry/photon_attenuation.hpp>

#include <Eigen/Geometry>
#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cmath>
#include <numeric>

namespace osteon {
namespace {

constexpr double kCtKev = 75;
constexpr double kSteps[] = {0.5, 1.0, 1.5};  // g/cm2 of hydroxyapatite
constexpr double kStepDepthMm = 24;

DensityLine line() {
  return {Mineral::hydroxyapatite,
          1 / hu_per_mg_per_cm3(Material::hydroxyapatite, kCtKev),
          0,
          0,
          0,
          0,
          0,
          0,
          1,
          kCtKev,
          {"", ""},
          {}};
}

double adipose_hu() {
  return 1000 *
         (0.95 * mass_attenuation(Material::adipose, kCtKev) / mass_attenuation(Material::water, kCtKev) - 1);
}

struct Phantom {
  CtScan scan;
  LabelMap<3> bone;
};

/// Three blocks of mineral, 30 x 24 x 30 mm, above each other in the middle of a box 180 mm wide: water and,
/// in front of all of it, fat. Voxels of 1.5 x 2 x 2 mm.
Phantom phantom(double water_cm, double fat_cm) {
  const int deep = static_cast<int>(std::lround(5 * (water_cm + fat_cm))),
            fat = static_cast<int>(std::lround(5 * fat_cm));
  const Grid<3> grid{{120, deep, 75}, {1.5, 2, 2}, {-89.25, 0, 0}, Eigen::Matrix3d::Identity()};
  Phantom result{{Image3D<std::int16_t>(grid)}, LabelMap<3>(grid)};
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < deep; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const int step = (k - 5) / 25;
        const int first = fat + (deep - fat) / 2 - 6;
        const bool block =
            i >= 50 && i < 70 && j >= first && j < first + 12 && k >= 5 && (k - 5) % 25 < 15 && step < 3;
        result.bone.at(i, j, k) = block;
        const double mg_per_cm3 = block ? 1e4 * kSteps[step] / kStepDepthMm : 0;
        result.scan.hounsfield.at(i, j, k) =
            static_cast<std::int16_t>(std::lround(block     ? mg_per_cm3 / line().slope
                                                  : j < fat ? adipose_hu()
                                                            : 0));
      }
  return result;
}

/// From the front: the patient's left is the picture's right.
DxaView frontal(double across_mm = 0.6, double down_mm = 1.05) {
  return {{-85, 0, 147},
          {1, 0, 0},
          {0, 0, -1},
          {0, 1, 0},
          {static_cast<int>(170 / across_mm), static_cast<int>(146 / down_mm)},
          {across_mm, down_mm}};
}

/// Mean of a map over the middle of a block.
double over_block(const Image2D<float>& map, const DxaView& view, int step) {
  const Eigen::Vector2d middle = view.picture_of({0, 0, 2.0 * (5 + 25 * step + 7)});
  double sum = 0;
  int count = 0;
  for (int y = 0; y < view.size[1]; ++y)
    for (int x = 0; x < view.size[0]; ++x) {
      const Eigen::Vector2d d = Eigen::Vector2d(x, y).cwiseProduct(view.pixel_mm) - middle;
      if (d.cwiseAbs().maxCoeff() > 8) continue;
      sum += map.at(x, y);
      ++count;
    }
  return sum / count;
}

double total_g(const Image2D<float>& map) {
  return std::accumulate(map.pixels().begin(), map.pixels().end(), 0.0) * 0.01 * map.grid().spacing_mm.prod();
}

// What is put in comes out: steps of 0.5 to 1.5 g/cm2 behind 10 to 30 cm of water and layers of fat.
TEST(DxaSimulation, StepsOfMineralAreMeasuredWithinOnePerCent) {
  for (const double water : {10.0, 20.0, 30.0})
    for (const double fat : {0.0, 4.0}) {
      const Phantom body = phantom(water, fat);
      const DxaView view = frontal();
      DxaBeams beams;
      beams.photons_per_mm2 = 0;
      beams.soft_tissue = SoftTissueModel::even;
      const SimulatedDxa picture = simulate_dxa(body.scan, body.bone, line(), view, beams);
      const BoneMap map = bone_map(picture.scan, calibration_by_energies(40, 70)).value();
      for (int step = 0; step < 3; ++step) {
        EXPECT_NEAR(over_block(picture.mineral.g_per_cm2, view, step), kSteps[step], 0.003 * kSteps[step]);
        EXPECT_NEAR(
            over_block(map.bone.g_per_cm2, view, step) / over_block(picture.mineral.g_per_cm2, view, step), 1,
            0.01)
            << water << " cm of water, " << fat << " cm of fat";
      }
    }
}

// Few photons must not bend the scale: over four pictures, since one alone is known to half a per cent.
TEST(DxaSimulation, NoiseLeavesTheMeanAlone) {
  constexpr int kPictures = 4;
  const Phantom body = phantom(25, 0);
  const DxaView view = frontal();
  DxaBeams beams;
  beams.soft_tissue = SoftTissueModel::even;
  double mean[3] = {0, 0, 0};
  for (int n = 0; n < kPictures; ++n) {
    beams.seed = static_cast<std::uint32_t>(n + 1);
    const auto scan = simulate_dxa(body.scan, body.bone, line(), view, beams).scan;
    const BoneMap map = bone_map(scan, calibration_by_energies(40, 70)).value();
    for (int step = 0; step < 3; ++step) mean[step] += over_block(map.bone.g_per_cm2, view, step) / kPictures;
  }
  for (int step = 0; step < 3; ++step) EXPECT_NEAR(mean[step] / kSteps[step], 1, 0.01);
}

// Poisson: 1 / photons that come through is the variance of each attenuation.
TEST(DxaSimulation, NoiseIsThatOfTheCountedPhotons) {
  const Phantom body = phantom(20, 0);
  const DxaView view = frontal();
  DxaBeams beams;
  beams.soft_tissue = SoftTissueModel::even;
  const DualEnergyScan scan =
      simulate_dxa(body.scan, LabelMap<3>(body.bone.grid()), line(), view, beams).scan;
  // Beside the blocks: 20 cm of water.
  double sum = 0, squares = 0;
  int count = 0;
  for (int y = 10; y < view.size[1] - 10; ++y)
    for (int x = 10; x < 80; ++x) {
      sum += scan.low.at(x, y), squares += static_cast<double>(scan.low.at(x, y)) * scan.low.at(x, y);
      ++count;
    }
  const double mean = sum / count, expected = 20 * mass_attenuation(Material::water, 40);
  EXPECT_NEAR(mean, expected, 0.001);
  const double through = beams.photons_per_mm2 * view.pixel_mm.prod() * std::exp(-expected);
  EXPECT_NEAR(std::sqrt(squares / count - mean * mean) * std::sqrt(through), 1, 0.03);
}

// Published for a centimetre of muscle replaced by fat over bone alone: -0.040 g/cm2.
TEST(DxaSimulation, FatOverBoneAloneLowersTheDensityAsPublished) {
  const double muscle_hu =
      1000 *
      (1.05 * mass_attenuation(Material::muscle, kCtKev) / mass_attenuation(Material::water, kCtKev) - 1);
  const auto measured = [&](int fat_voxels) {
    Phantom body = phantom(15, 0);
    const Grid<3>& grid = body.bone.grid();
    const auto over_bone = [&](int i, int k) {
      for (int j = 0; j < grid.size[1]; ++j)
        if (body.bone.at(i, j, k) != 0) return true;
      return false;
    };
    for (int k = 0; k < grid.size[2]; ++k)
      for (int j = 0; j < grid.size[1]; ++j)
        for (int i = 0; i < grid.size[0]; ++i)
          if (body.bone.at(i, j, k) == 0)
            body.scan.hounsfield.at(i, j, k) = static_cast<std::int16_t>(
                std::lround(over_bone(i, k) && j < fat_voxels ? adipose_hu() : muscle_hu));
    const DxaView view = frontal();
    DxaBeams beams;
    beams.photons_per_mm2 = 0;
    const auto scan = simulate_dxa(body.scan, body.bone, line(), view, beams).scan;
    return over_block(bone_map(scan, calibration_by_energies(40, 70))->bone.g_per_cm2, view, 1);
  };
  EXPECT_NEAR(measured(5) - measured(0), -0.040, 0.004);  // 5 voxels of 2 mm
}

// However the patient lies, he weighs the same.
TEST(DxaSimulation, MineralIsKeptInEveryPoseAndPixel) {
  const Phantom body = phantom(15, 0);
  const double truth = 9.0 * (kSteps[0] + kSteps[1] + kSteps[2]);  // 30 x 30 mm each
  const Eigen::Vector3d pivot(0, 75, 74);
  for (const auto& pixel : {Eigen::Vector2d(0.6, 1.05), Eigen::Vector2d(0.25, 0.3), Eigen::Vector2d(2, 3)})
    for (const DxaPose& pose : {DxaPose{}, DxaPose{5, 0, 0, 0, 0}, DxaPose{0, -5, 0, 3, 0},
                                DxaPose{3, 4, 5, -5, 2}, DxaPose{0, 60, 0, 0, 0}}) {
      const DxaView view = posed(frontal(pixel[0], pixel[1]), pivot, pose);
      EXPECT_NEAR(total_g(mineral_along_rays(body.scan, body.bone, line(), view)) / truth, 1, 0.01)
          << pixel.transpose() << ": " << pose.about_across_deg << ", " << pose.about_down_deg;
    }
}

TEST(DxaSimulation, ThePatientMovesAndTurnsOnThePicture) {
  const DxaView view = frontal();
  const Eigen::Vector3d pivot(0, 40, 74), place(30, 40, 74);
  const Eigen::Vector2d before = view.picture_of(place);
  const Eigen::Vector2d moved = posed(view, pivot, {0, 0, 0, 5, -3}).picture_of(place);
  EXPECT_NEAR((moved - before - Eigen::Vector2d(5, -3)).norm(), 0, 1e-9);
  // Right-handed about the ray, which points into the picture: clockwise for who looks at it.
  const Eigen::Vector2d turned = posed(view, pivot, {0, 0, 90, 0, 0}).picture_of(place);
  EXPECT_NEAR((turned - view.picture_of(pivot) - Eigen::Vector2d(0, 30)).norm(), 0, 1e-9);
}

TEST(DxaSimulation, OneSeedIsOnePictureForAnyNumberOfThreads) {
  const Phantom body = phantom(15, 0);
  const DxaView view = frontal();
  const auto many = simulate_dxa(body.scan, body.bone, line(), view).scan;
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  EXPECT_EQ(simulate_dxa(body.scan, body.bone, line(), view).scan.low, many.low);
  DxaBeams other;
  other.seed = 2;
  EXPECT_NE(simulate_dxa(body.scan, body.bone, line(), view, other).scan.low, many.low);
}

TEST(DxaSimulation, WhatTheCtDoesNotReachIsNotSeen) {
  const Phantom body = phantom(15, 0);
  DxaView view = frontal();
  view.origin[2] += 20;
  const SimulatedDxa picture = simulate_dxa(body.scan, body.bone, line(), view);
  EXPECT_EQ(picture.seen.at(100, 0), 0);
  EXPECT_EQ(picture.seen.at(100, 100), 1);
}

TEST(DxaSimulation, LinesOfAnotherMineralAndOtherGridsAreMisuse) {
  const Phantom body = phantom(10, 0);
  DensityLine k2hpo4 = line();
  k2hpo4.mineral = Mineral::dipotassium_phosphate;
  EXPECT_THROW((void)simulate_dxa(body.scan, body.bone, k2hpo4, frontal()), std::invalid_argument);
  EXPECT_THROW((void)simulate_dxa(body.scan, LabelMap<3>(phantom(11, 0).bone.grid()), line(), frontal()),
               std::invalid_argument);
  // The same bone is fewer milligrams of the mineral that attenuates more.
  EXPECT_NEAR(as_hydroxyapatite(k2hpo4).slope / k2hpo4.slope,
              hu_per_mg_per_cm3(Material::dipotassium_phosphate, kCtKev) /
                  hu_per_mg_per_cm3(Material::hydroxyapatite, kCtKev),
              1e-9);
}

TEST(DxaSimulation, BrightPlacesAreBoneAndBrightVoxelsAreNot) {
  const Grid<3> grid{{30, 30, 30}, {1, 1, 1}, {0, 0, 0}, Eigen::Matrix3d::Identity()};
  CtScan scan{Image3D<std::int16_t>(grid, std::int16_t{40})};
  for (int k = 10; k < 16; ++k)
    for (int j = 10; j < 16; ++j)
      for (int i = 10; i < 16; ++i) scan.hounsfield.at(i, j, k) = 300;
  scan.hounsfield.at(25, 25, 25) = 900;
  LabelMap<3> known(grid);
  known.at(2, 2, 2) = 20;
  const LabelMap<3> bone = all_bone(scan, known, 150);
  EXPECT_EQ(bone.at(12, 12, 12), 1);
  EXPECT_EQ(bone.at(25, 25, 25), 0);
  EXPECT_EQ(bone.at(2, 2, 2), 1);
}

}  // namespace
}  // namespace osteon
