#include "../support/digital_vertebra.hpp"

#include <osteon/segmentation/given_masks.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace osteon {
namespace {

using phantom::DigitalVertebra;
using phantom::digitised;
using phantom::grid_round;

const std::array<std::array<double, 3>, 5> kShapes{{
    {27, 26, 28},    // healthy, lumbar
    {19, 17.5, 17},  // healthy, thoracic
    {26, 21, 16},    // wedge
    {26, 19, 25},    // biconcave
    {14, 13, 13},    // crush
}};

Grid<3> around(const DigitalVertebra& v, const Eigen::Vector3d& spacing) {
  return grid_round(v.center_mm + Eigen::Vector3d(0, 20, 0), {100, 110, 95}, spacing);
}

/// Posterior, middle, anterior.
std::optional<std::array<double, 3>> heights(const SegmentedVertebra& v) {
  if (!v.landmarks) return std::nullopt;
  const auto& p = v.landmarks->points;
  return std::array{(p[2].mm - p[5].mm).norm(), (p[1].mm - p[4].mm).norm(), (p[0].mm - p[3].mm).norm()};
}

/// Mean absolute error of the three heights.
double expect_heights(const DigitalVertebra& vertebra, const Eigen::Vector3d& spacing, double tolerance_mm) {
  const std::string what = testing::PrintToString(vertebra.heights_mm) + " turned by " +
                           testing::PrintToString(vertebra.turned_deg.transpose());
  const auto spine = spine_from_labels(digitised({vertebra}, around(vertebra, spacing)));
  const auto found = spine && spine->found.size() == 1 ? heights(spine->found[0]) : std::nullopt;
  if (!found) {
    ADD_FAILURE() << "no heights: " << what;
    return 0;
  }
  double sum = 0;
  for (std::size_t n = 0; n < 3; ++n) {
    EXPECT_NEAR((*found)[n], vertebra.heights_mm[n], tolerance_mm) << what << " position " << n;
    sum += std::abs((*found)[n] - vertebra.heights_mm[n]);
  }
  return sum / 3;
}

/// Oblique to the voxels' layers: plates along a layer are known to half a voxel only, by whatever method.
const std::vector<Eigen::Vector3d> kTurns{{10, 6, 0}, {-20, 10, 15}, {30, 5, -10}, {8, 30, 5}, {12, -15, 30}};

/// Mean absolute error over all shapes and turns.
double expect_all_heights(const Eigen::Vector3d& spacing, double tolerance_mm) {
  double sum = 0;
  for (const auto& shape : kShapes)
    for (const auto& turn : kTurns) {
      DigitalVertebra vertebra;
      vertebra.heights_mm = shape;
      vertebra.turned_deg = turn;
      sum += expect_heights(vertebra, spacing, tolerance_mm);
    }
  return sum / static_cast<double>(kShapes.size() * kTurns.size());
}

TEST(GivenMasks, HeightsOfDigitalVertebraeWithArchesAtOneMillimetre) {
  EXPECT_LE(expect_all_heights({1, 1, 1}, 0.2), 0.1);
}

TEST(GivenMasks, HeightsOfDigitalVertebraeWithUnequalSpacing) {
  EXPECT_LE(expect_all_heights({0.5, 1.0, 0.8}, 0.2), 0.1);
}

/// One height of 225 is 0.54 mm off; all the others stay below half a millimetre.
TEST(GivenMasks, HeightsOfDigitalVertebraeAtThreeMillimetres) {
  EXPECT_LE(expect_all_heights({3, 3, 3}, 0.55), 0.25);
}

SpineSegmentation spine_of(const std::vector<DigitalVertebra>& vertebrae, const Grid<3>& grid) {
  auto spine = spine_from_labels(digitised(vertebrae, grid));
  if (!spine) throw std::runtime_error(spine.error().code);
  return std::move(*spine);
}

bool warned(const SpineSegmentation& spine, const std::string& code) {
  return std::any_of(spine.warnings.begin(), spine.warnings.end(),
                     [&](const Warning& w) { return w.code == code; });
}

TEST(GivenMasks, UprightPlatesAreKnownToTheirStatedUncertainty) {
  for (const double shift : {0.0, 0.4, 0.9, 1.3}) {
    DigitalVertebra vertebra;
    vertebra.center_mm.z() += shift;
    const auto spine = spine_of({vertebra}, around({}, {1, 1, 3}));
    const auto found = heights(spine.found.at(0));
    ASSERT_TRUE(found);
    for (std::size_t n = 0; n < 3; ++n) {
      const auto& sd = spine.found[0].landmarks->sd_mm;
      EXPECT_NEAR((*found)[n], vertebra.heights_mm[n], 2.5 * std::hypot(sd[2 - n], sd[5 - n])) << shift;
    }
  }
}

TEST(GivenMasks, PartTheBodyFromItsArch) {
  DigitalVertebra vertebra;
  vertebra.turned_deg = {15, -10, 20};
  const auto grid = around(vertebra, {1, 1, 1});
  const auto spine = spine_of({vertebra}, grid);
  const auto body = digitised({vertebra}, grid, true);
  std::size_t ours = 0, theirs = 0, both = 0;
  for (std::size_t n = 0; n < body.pixels().size(); ++n) {
    ours += spine.bodies.pixels()[n] != 0;
    theirs += body.pixels()[n] != 0;
    both += spine.bodies.pixels()[n] != 0 && body.pixels()[n] != 0;
  }
  EXPECT_GT(2.0 * static_cast<double>(both) / static_cast<double>(ours + theirs), 0.97);
  const SegmentedVertebra& found = spine.found.at(0);
  const Eigen::Matrix3d axes = vertebra.axes();
  EXPECT_GT(found.axes.left.dot(axes.col(0)), 0.99);
  EXPECT_GT(found.axes.anterior.dot(axes.col(1)), 0.99);
  EXPECT_GT(found.axes.superior.dot(axes.col(2)), 0.999);
  EXPECT_LT((found.axes.center.mm - vertebra.center_mm).norm(), 1.0);
}

TEST(GivenMasks, TheOrderOfAxesInTheFileDoesNotMatter) {
  DigitalVertebra vertebra;
  vertebra.turned_deg = {10, 6, -8};
  Eigen::Matrix3d turned;
  turned << 0, 0, -1, 1, 0, 0, 0, -1, 0;  // slices from left to right, rows from head to feet
  const Eigen::Vector3d middle = vertebra.center_mm + Eigen::Vector3d(0, 20, 0);
  const auto axial = spine_of({vertebra}, grid_round(middle, {100, 110, 96}, {1, 1, 1}));
  const auto sagittal = spine_of({vertebra}, grid_round(middle, {100, 110, 96}, {1, 1, 1}, turned));
  const auto a = heights(axial.found.at(0)), b = heights(sagittal.found.at(0));
  ASSERT_TRUE(a && b);
  for (std::size_t n = 0; n < 3; ++n) EXPECT_NEAR((*a)[n], (*b)[n], 1e-3);
}

TEST(GivenMasks, AScolioticSpineWithACollapsedVertebra) {
  std::vector<DigitalVertebra> spine(4);
  for (std::size_t n = 0; n < spine.size(); ++n) {
    DigitalVertebra& v = spine[n];
    v.level = static_cast<BoneRegion>(static_cast<int>(BoneRegion::t12) + static_cast<int>(n));
    const double at = static_cast<double>(n) - 1.5;
    v.turned_deg = {6, 14 * at, 8 + 5 * at};
    v.center_mm = Eigen::Vector3d(4 * at * at, 0, -38 * at);
  }
  spine[1].heights_mm = {12, 11, 11};
  const Grid<3> grid = grid_round({5, 20, 0}, {120, 120, 190}, {1, 1, 1});
  const auto found = spine_of(spine, grid);
  ASSERT_EQ(found.found.size(), 4U);
  for (std::size_t n = 0; n < 4; ++n) {
    EXPECT_EQ(found.found[n].level, spine[n].level);
    EXPECT_TRUE(found.found[n].complete);
    const auto h = heights(found.found[n]);
    ASSERT_TRUE(h) << n;
    for (std::size_t m = 0; m < 3; ++m) EXPECT_NEAR((*h)[m], spine[n].heights_mm[m], 0.3) << n << ' ' << m;
  }
  EXPECT_GT(found.canal.size(), 30U);
}

TEST(GivenMasks, TheSacrumsUpperPlateIsAPlane) {
  for (const double spacing : {1.0, 3.0}) {
    DigitalVertebra l5, sacrum;
    l5.level = BoneRegion::l5;
    l5.turned_deg = {20, 4, 0};
    sacrum.level = BoneRegion::s1;
    sacrum.turned_deg = {35, 4, 0};
    sacrum.center_mm = l5.center_mm - 19 * l5.axes().col(2) - 20 * sacrum.axes().col(2);
    sacrum.heights_mm = {28, 28, 28};
    const auto spine =
        spine_of({l5, sacrum}, grid_round(l5.center_mm + Eigen::Vector3d(0, 20, -15), {110, 130, 150},
                                          Eigen::Vector3d::Constant(spacing)));
    ASSERT_EQ(spine.found.size(), 2U);
    EXPECT_FALSE(spine.found[0].superior_plane);
    const auto& plane = spine.found[1].superior_plane;
    ASSERT_TRUE(plane);
    const Eigen::Matrix3d axes = sacrum.axes();
    EXPECT_NEAR(plane->normal.dot(axes.col(1)) * 57.3, 0, 1.0 + plane->sagittal_sd_deg) << spacing;
    EXPECT_NEAR(plane->normal.dot(axes.col(0)) * 57.3, 0, 1.0 + plane->coronal_sd_deg) << spacing;
    EXPECT_NEAR((plane->middle.mm - sacrum.center_mm).dot(axes.col(2)), 14, 0.5 * spacing);
  }
}

TEST(GivenMasks, AVertebraCutByTheEdgeIsNotComplete) {
  DigitalVertebra vertebra;
  Grid<3> grid = around(vertebra, {1, 1, 1});
  grid.origin_mm.z() = vertebra.center_mm.z() - 4;
  const auto spine = spine_of({vertebra}, grid);
  EXPECT_FALSE(spine.found.at(0).complete);
  EXPECT_FALSE(spine.found[0].landmarks);
}

TEST(GivenMasks, BodiesAloneAreEnough) {
  DigitalVertebra vertebra;
  vertebra.arch = false;
  vertebra.turned_deg = {10, 6, -8};
  expect_heights(vertebra, {1, 1, 1}, 0.2);
}

TEST(GivenMasks, SpecksFarAwayAreLeftOutWithAWarning) {
  DigitalVertebra vertebra, speck;
  vertebra.center_mm.x() -= 20;
  speck.heights_mm = {6, 6, 6};
  speck.depth_mm = speck.width_mm = 14;
  speck.arch = false;
  speck.center_mm = vertebra.center_mm + Eigen::Vector3d(60, -10, 30);
  const auto grid = grid_round(vertebra.center_mm + Eigen::Vector3d(20, 10, 0), {150, 130, 110}, {1, 1, 1});
  const auto spine = spine_of({vertebra, speck}, grid);
  EXPECT_TRUE(warned(spine, "labels.stray-voxels"));
  const auto found = heights(spine.found.at(0));
  ASSERT_TRUE(found);
  EXPECT_NEAR((*found)[1], 26, 1);
}

TEST(GivenMasks, TwoFarPiecesOfOneNameAreSaid) {
  DigitalVertebra one, other;
  one.center_mm.z() -= 40;
  other.center_mm.z() += 40;
  const auto grid = grid_round(one.center_mm + Eigen::Vector3d(0, 20, 40), {100, 110, 180}, {1.5, 1.5, 1.5});
  EXPECT_TRUE(warned(spine_of({one, other}, grid), "labels.far-pieces"));
}

TEST(GivenMasks, TwoBodiesGrownTogetherUnderOneNameHaveNoHeights) {
  DigitalVertebra one, other, bridge;
  one.center_mm.z() -= 17;
  other.center_mm.z() += 17;
  bridge.heights_mm = {34, 34, 34};
  bridge.arch = false;
  const auto grid = grid_round(bridge.center_mm + Eigen::Vector3d(0, 20, 0), {100, 110, 130}, {1, 1, 1});
  const auto spine = spine_of({one, other, bridge}, grid);
  EXPECT_TRUE(warned(spine, "labels.fused-bodies") || warned(spine, "labels.no-body"));
  EXPECT_FALSE(spine.found.at(0).landmarks);
}

TEST(GivenMasks, ABodyCutThroughByAScrewIsStillOneBody) {
  DigitalVertebra vertebra;
  vertebra.turned_deg = {10, 6, -8};
  const auto grid = around(vertebra, {1, 1, 1});
  LabelMap<3> labels = digitised({vertebra}, grid);
  // A screw of 6 mm from one side to the other, left out of the mask as metal is.
  std::size_t n = 0;
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i, ++n) {
        const Eigen::Vector3d d =
            vertebra.axes().transpose() *
            (grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm - vertebra.center_mm);
        if (std::hypot(d[1] + 4, d[2] - 4) < 3) labels.pixels()[n] = 0;
      }
  const auto spine = spine_from_labels(labels);
  ASSERT_TRUE(spine);
  const auto found = heights(spine->found.at(0));
  ASSERT_TRUE(found);
  for (std::size_t m = 0; m < 3; ++m) EXPECT_NEAR((*found)[m], vertebra.heights_mm[m], 0.5) << m;
}

TEST(GivenMasks, AnArchAloneHasNoBody) {
  DigitalVertebra vertebra;
  vertebra.body = false;
  const auto spine = spine_of({vertebra}, around(vertebra, {1, 1, 1}));
  ASSERT_EQ(spine.found.size(), 1U);
  EXPECT_TRUE(warned(spine, "labels.no-body"));
  EXPECT_FALSE(spine.found[0].landmarks);
}

TEST(GivenMasks, OneVoxelOrAPlaneIsNoVertebra) {
  for (const int thick : {0, 1}) {
    LabelMap<3> labels(grid_round({0, 0, 0}, {80, 80, 80}, {1, 1, 1}));
    const int reach = thick == 0 ? 0 : 25;
    for (int j = 40 - reach; j <= 40 + reach; ++j)
      for (int i = 40 - reach; i <= 40 + reach; ++i) labels.at(i, j, 40) = 20;
    const auto spine = spine_from_labels(labels);
    ASSERT_TRUE(spine);
    EXPECT_TRUE(warned(*spine, "labels.no-body"));
    EXPECT_FALSE(spine->found.at(0).landmarks);
  }
}

TEST(GivenMasks, EveryVoxelOfTheMapIsNoVertebra) {
  const LabelMap<3> full(grid_round({0, 0, 0}, {60, 60, 60}, {2, 2, 2}), 20);
  const auto spine = spine_from_labels(full);
  ASSERT_TRUE(spine);
  EXPECT_FALSE(spine->found.at(0).complete);
  EXPECT_FALSE(spine->found[0].landmarks);
}

TEST(GivenMasks, MapsOnDifferentGridsAreABug) {
  const LabelMap<3> a(grid_round({0, 0, 0}, {20, 20, 20}, {1, 1, 1}), 20);
  const LabelMap<3> b(grid_round({5, 0, 0}, {20, 20, 20}, {1, 1, 1}), 20);
  EXPECT_THROW((void)spine_from_labels(a, b), std::invalid_argument);
}

TEST(GivenMasks, MapWithoutVertebraIsRefused) {
  const LabelMap<3> nothing(grid_round({0, 0, 0}, {20, 20, 20}, {1, 1, 1}));
  const auto spine = spine_from_labels(nothing);
  ASSERT_FALSE(spine);
  EXPECT_EQ(spine.error().code, "labels.none");
}

}  // namespace
}  // namespace osteon
