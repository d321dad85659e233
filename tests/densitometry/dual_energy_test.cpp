#include <osteon/densitometry/dual_energy.hpp>
#include <osteon/densitometry/photon_attenuation.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace osteon {
namespace {

// Cerium and samarium edges, and tubes that switch between 100 and 140 kV.
struct Pair {
  double low, high;
};
constexpr Pair kPairs[] = {{40, 70}, {47, 80}, {57, 80}};
constexpr double kSteps[] = {0.5, 1.0, 1.5};  // g/cm2 of hydroxyapatite
constexpr int kColumns = 220, kRows = 160, kSide = 40;

Grid<2> grid() {
  return {
      {kColumns, kRows}, Eigen::Vector2d(0.6, 1.05), Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()};
}

/// g/cm2 of what lies over a pixel.
struct Column {
  double mineral, water, fat, muscle;
};

int step_at(int x, int y) {
  const int n = (y - 10) / 50;
  return x >= 90 && x < 90 + kSide && y >= 10 && (y - 10) % 50 < kSide && n < 3 ? n : -1;
}

template <class Content>
DualEnergyScan scan_of(Pair pair, double noise, const Content& content) {
  DualEnergyScan scan{Image2D<float>(grid()), Image2D<float>(grid())};
  std::mt19937 random(11);
  std::normal_distribution<double> normal(0, 1);
  const auto coefficients = [](double kev) {
    return Eigen::Vector4d(mass_attenuation(Material::hydroxyapatite, kev),
                           mass_attenuation(Material::water, kev), mass_attenuation(Material::adipose, kev),
                           mass_attenuation(Material::muscle, kev));
  };
  const Eigen::Vector4d low = coefficients(pair.low), high = coefficients(pair.high);
  for (int y = 0; y < kRows; ++y)
    for (int x = 0; x < kColumns; ++x) {
      const Column column = content(x, y);
      const Eigen::Vector4d mass(column.mineral, column.water, column.fat, column.muscle);
      scan.low.at(x, y) = static_cast<float>(low.dot(mass) + noise * normal(random));
      scan.high.at(x, y) = static_cast<float>(high.dot(mass) + noise * normal(random));
    }
  return scan;
}

double mineral(int x, int y) { return step_at(x, y) < 0 ? 0.0 : kSteps[step_at(x, y)]; }

/// Mean density in the middle of a step.
double measured(const BoneMap& map, int step) {
  double sum = 0;
  for (int y = 20; y < 40; ++y)
    for (int x = 100; x < 120; ++x) sum += map.bone.g_per_cm2.at(x, 50 * step + y);
  return sum / 400;
}

TEST(DualEnergy, CalibrationIsThatOfTheTables) {
  // Water 0.2683 and 0.1929, mineral 0.9876 and 0.3131 cm2/g at 40 and 70 keV: by hand from them.
  const DualEnergyCalibration calibration = calibration_by_energies(40, 70);
  EXPECT_NEAR(calibration.k, 0.2683 / 0.1929, 0.001);
  EXPECT_NEAR(calibration.g_per_cm2, 1 / (0.9876 - 0.2683 / 0.1929 * 0.3131), 0.002);
  EXPECT_THROW((void)calibration_by_energies(70, 40), std::invalid_argument);
}

TEST(DualEnergy, StepsOfMineralInWaterAreWithinOnePerCent) {
  for (const Pair pair : kPairs)
    for (const double water : {10.0, 20.0, 30.0})
      for (const double fat : {0.0, 2.0, 4.0}) {
        const auto scan = scan_of(pair, 0.0005, [&](int x, int y) {
          return Column{mineral(x, y), water, fat, 0};
        });
        const BoneMap map = bone_map(scan, calibration_by_energies(pair.low, pair.high)).value();
        for (int step = 0; step < 3; ++step)
          EXPECT_NEAR(measured(map, step) / kSteps[step], 1, 0.01)
              << pair.low << " keV, " << water << " cm of water, " << fat << " cm of fat";
        EXPECT_TRUE(map.warnings.empty());
      }
}

TEST(DualEnergy, FatThatGrowsAcrossTheLineIsTakenOff) {
  for (const double fat : {2.0, 4.0, 8.0}) {
    const auto scan = scan_of(kPairs[0], 0.0005, [&](int x, int y) {
      return Column{mineral(x, y), 15, fat * x / kColumns + 0.5 * fat * y / kRows, 0};
    });
    const BoneMap map = bone_map(scan, calibration_by_energies(40, 70)).value();
    for (int step = 0; step < 3; ++step) EXPECT_NEAR(measured(map, step) / kSteps[step], 1, 0.01) << fat;
  }
}

// Published for a centimetre of muscle replaced by fat over bone alone: -0.040 g/cm2, for all pairs.
TEST(DualEnergy, FatOverBoneAloneLowersTheDensityByFourHundredthsPerCentimetre) {
  for (const Pair pair : kPairs) {
    const auto with = [&](double fat_cm) {
      const auto scan = scan_of(pair, 0.0, [&](int x, int y) {
        const double fat = step_at(x, y) < 0 ? 0.0 : fat_cm;  // 0.95 and 1.05 g/cm3 (ICRU 44)
        return Column{mineral(x, y), 0, 0.95 * fat, 1.05 * (15 - fat)};
      });
      return measured(bone_map(scan, calibration_by_energies(pair.low, pair.high)).value(), 1);
    };
    EXPECT_NEAR(with(1) - with(0), -0.040, 0.003) << pair.low;
    EXPECT_NEAR(with(2) - with(0), -0.080, 0.006) << pair.low;
  }
}

TEST(DualEnergy, NoiseIsToldAndLeavesTheMeanAlone) {
  const double noise = 0.01;
  const auto scan = scan_of(kPairs[0], noise, [](int x, int y) { return Column{mineral(x, y), 20, 0, 0}; });
  const DualEnergyCalibration calibration = calibration_by_energies(40, 70);
  const BoneMap map = bone_map(scan, calibration).value();
  for (int step = 0; step < 3; ++step) EXPECT_NEAR(measured(map, step) / kSteps[step], 1, 0.01);
  const double truth = calibration.g_per_cm2 * noise * std::hypot(1.0, calibration.k);
  EXPECT_NEAR(in_g_per_cm2(map.noise_sd) / truth, 1, 0.15);
}

TEST(DualEnergy, TheMaskIsTheBone) {
  const auto scan = scan_of(kPairs[1], 0.003, [](int x, int y) { return Column{mineral(x, y), 20, 1, 0}; });
  const BoneMap map = bone_map(scan, calibration_by_energies(47, 80)).value();
  int wrong = 0;
  for (int y = 0; y < kRows; ++y)
    for (int x = 0; x < kColumns; ++x) wrong += (map.mask.at(x, y) != 0) != (step_at(x, y) >= 0);
  EXPECT_LT(wrong, 3 * kSide * kSide / 10);  // its rim and corners are rounded by a millimetre
}

TEST(DualEnergy, ReferencesGiveWhatTheTablesGive) {
  const DualEnergyCalibration truth = calibration_by_energies(57, 80);
  std::vector<ReferenceReading> tissue, bone;
  for (const double path : {1.0, 2.0, 3.0}) {
    const double low = path, high = path * 0.8;
    tissue.push_back({low, high, low + 2 * mass_attenuation(Material::water, 57),
                      high + 2 * mass_attenuation(Material::water, 80)});
    bone.push_back({low, high, low + mass_attenuation(Material::hydroxyapatite, 57),
                    high + mass_attenuation(Material::hydroxyapatite, 80)});
  }
  const DualEnergyCalibration found = calibration_by_references(tissue, bone, g_per_cm2(1.0)).value();
  EXPECT_NEAR(found.k, truth.k, 1e-12);
  EXPECT_NEAR(found.g_per_cm2, truth.g_per_cm2, 1e-9);
  EXPECT_EQ(calibration_by_references({}, bone, g_per_cm2(1)).error().code, "dual-energy.no-reference");
  EXPECT_EQ(calibration_by_references({{1, 1, 1, 1}}, bone, g_per_cm2(1)).error().code,
            "dual-energy.no-reference");
}

TEST(DualEnergy, ScansThatCannotBeReadAreRefused) {
  const DualEnergyCalibration calibration = calibration_by_energies(40, 70);
  auto water = scan_of(kPairs[0], 0.001, [](int, int) { return Column{0, 20, 0, 0}; });
  EXPECT_EQ(bone_map(water, calibration).error().code, "dual-energy.no-bone");
  water.high =
      Image2D<float>({{3, 3}, Eigen::Vector2d(1, 1), Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()});
  EXPECT_EQ(bone_map(water, calibration).error().code, "dual-energy.different-grids");
}

TEST(DualEnergy, LinesWithoutSoftTissueTakeTheirNeighbours) {
  const auto scan = scan_of(kPairs[0], 0.0005, [](int x, int y) {
    return Column{y >= 60 && y < 70 ? 1.0 : mineral(x, y), 20, 0, 0};  // a bar over the whole width
  });
  const BoneMap map = bone_map(scan, calibration_by_energies(40, 70)).value();
  ASSERT_EQ(map.warnings.size(), 1U);
  EXPECT_EQ(map.warnings.front().code, "dual-energy.lines-without-soft-tissue");
  EXPECT_NEAR(measured(map, 2) / kSteps[2], 1, 0.01);
}

}  // namespace
}  // namespace osteon
