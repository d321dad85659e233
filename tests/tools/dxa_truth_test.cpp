// What the simulator says of its own pictures, on a column of boxes whose every number is known.

#include <osteon/densitometry/dxa_display.hpp>
#include <osteon/densitometry/photon_attenuation.hpp>
#include <osteon/segmentation/given_masks.hpp>
#include <osteon/simulate/dxa_plan.hpp>
#include <osteon/simulate/dxa_truth.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

namespace osteon {
namespace {

constexpr double kCtKev = 75, kWidthMm = 44, kDepthMm = 32, kHeightMm = 28, kDiscMm = 8, kMgPerCm3 = 200;

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

/// Middle of the body, from the table upwards: L5 lowest.
double height_of(int level) { return 20 + (24 - level) * (kHeightMm + kDiscMm); }

struct Column {
  CtScan scan;
  SpineSegmentation spine;
};

/// T12 to L5 as boxes in water; voxels of 2 x 2 x 1 mm.
Column column() {
  const Grid<3> grid{{110, 80, 240}, {2, 2, 1}, {-109, -79, 0.5}, Eigen::Matrix3d::Identity()};
  CtScan scan{Image3D<std::int16_t>(grid)};
  LabelMap<3> bodies(grid);
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const Eigen::Vector3d p = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
        for (int level = 19; level <= 24; ++level) {
          if (std::abs(p[0]) > 0.5 * kWidthMm || std::abs(p[1]) > 0.5 * kDepthMm ||
              std::abs(p[2] - height_of(level)) > 0.5 * kHeightMm)
            continue;
          bodies.at(i, j, k) = static_cast<std::uint8_t>(level);
          scan.hounsfield.at(i, j, k) = static_cast<std::int16_t>(std::lround(kMgPerCm3 / line().slope));
        }
      }
  auto spine = spine_from_labels(bodies, bodies).value();
  return {std::move(scan), std::move(spine)};
}

TEST(DxaTruth, LinesStandInTheMiddleOfTheDiscsAndLevelsWeighWhatWasPutIn) {
  const Column c = column();
  const DxaPlan plan = plan_spine(c.scan, c.spine, {0.6, 1.05}).value();
  const SimulatedDxa picture = simulate_dxa(c.scan, c.spine.vertebrae, line(), plan.view);
  const SpineTruth truth = spine_truth(c.scan, c.spine, line(), plan.view, picture);
  ASSERT_EQ(truth.lines.size(), 5U);
  for (const TrueLine& one : truth.lines) {
    const double z = 0.5 * (height_of(static_cast<int>(one.above)) + height_of(static_cast<int>(one.below)));
    EXPECT_LT((one.middle() - plan.view.picture_of({0, 0, z})).norm(), 1.0) << name(one.above);
    EXPECT_LT(std::abs(one.right[1] - one.left[1]), 1.0);
    EXPECT_NEAR((one.right - one.left).norm(), kWidthMm, 3);
  }
  ASSERT_EQ(truth.densities.size(), 4U);
  // The area between two lines holds one box and no more bone. A third of 0.64 g/cm2 lies within the blur of
  // its voxels, up to 0.4 mm outside of the box: all of the mineral on an area up to 5 % wider.
  const double box_cm2 = 0.01 * kWidthMm * kHeightMm, box_bmd = 1e-4 * kMgPerCm3 * kDepthMm;
  for (const TrueLevel& level : truth.densities) {
    EXPECT_TRUE(level.region.whole);
    EXPECT_NEAR(level.region.bmc_g / (box_bmd * box_cm2), 1, 0.015) << name(level.level);
    EXPECT_NEAR(level.region.area_cm2 / box_cm2, 1.03, 0.025) << name(level.level);
  }
  ASSERT_TRUE(truth.l1_l4);
  EXPECT_NEAR(truth.l1_l4->bmc_g, 4e-6 * kMgPerCm3 * kDepthMm * kWidthMm * kHeightMm, 0.4);
}

TEST(DxaTruth, FollowsThePatientWhoTurns) {
  const Column c = column();
  const DxaPlan plan = plan_spine(c.scan, c.spine, {0.6, 1.05}).value();
  const auto truth_of = [&](const DxaPose& pose) {
    const DxaView view = posed(plan.view, plan.pivot, pose);
    return spine_truth(c.scan, c.spine, line(), view, simulate_dxa(c.scan, c.spine.vertebrae, line(), view));
  };
  const SpineTruth straight = truth_of({}), turned = truth_of({0, 0, 5, 0, 0}),
                   moved = truth_of({0, 0, 0, 4, -2});
  ASSERT_EQ(turned.lines.size(), straight.lines.size());
  for (std::size_t n = 0; n < straight.lines.size(); ++n) {
    const Eigen::Vector2d d = turned.lines[n].right - turned.lines[n].left;
    EXPECT_NEAR(std::atan2(d[1], d[0]) * 180 / M_PI, 5, 1.5);
    EXPECT_LT((moved.lines[n].middle() - straight.lines[n].middle() - Eigen::Vector2d(4, -2)).norm(), 0.01);
  }
  EXPECT_NEAR(turned.l1_l4->bmd() / straight.l1_l4->bmd(), 1, 0.01);
}

TEST(DxaTruth, IsWrittenAsJson) {
  const Column c = column();
  const DxaPlan plan = plan_spine(c.scan, c.spine, {1, 1}).value();
  const SpineTruth truth = spine_truth(c.scan, c.spine, line(), plan.view,
                                       simulate_dxa(c.scan, c.spine.vertebrae, line(), plan.view));
  const auto json = nlohmann::json::parse(truth_json(truth, plan.view, {}));
  EXPECT_TRUE(json["simulated"]);
  EXPECT_EQ(json["lines"][0]["above"], "T12");
  EXPECT_EQ(json["levels"][3]["level"], "L4");
}

TEST(DxaDisplay, HasTheLevelsOfALunarAndSaturates) {
  const Column c = column();
  const DxaPlan plan = plan_spine(c.scan, c.spine, {0.6, 1.05}).value();
  const SimulatedDxa picture = simulate_dxa(c.scan, c.spine.vertebrae, line(), plan.view);
  const auto grey = dxa_display(picture.mineral.g_per_cm2, picture.seen);
  std::set<int> levels(grey.pixels().begin(), grey.pixels().end());
  EXPECT_EQ(*levels.rbegin(), 252);
  EXPECT_LE(levels.size(), 127U);
  for (const int level : levels) EXPECT_EQ(level % 2, 0);
  // Nothing denser is darker.
  for (std::size_t n = 1; n < grey.pixels().size(); ++n) {
    if (picture.seen.pixels()[n] == 0 || picture.seen.pixels()[n - 1] == 0) continue;
    const bool denser = picture.mineral.g_per_cm2.pixels()[n] > picture.mineral.g_per_cm2.pixels()[n - 1];
    ASSERT_TRUE(!denser || grey.pixels()[n] >= grey.pixels()[n - 1]);
  }
}

}  // namespace
}  // namespace osteon
