// What the simulator of films says of its own pictures, on a column of boxes whose every measure is known.

#include <osteon/segmentation/given_masks.hpp>
#include <osteon/simulate/film_truth.hpp>
#include <osteon/simulate/simulated_film.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace osteon {
namespace {

// Narrow bodies: little of their plates is drawn beside the middle plane's.
constexpr double kWidthMm = 30, kDepthMm = 32, kHeightMm = 28, kDiscMm = 8;

/// Middle of the body, from the table upwards: L5 lowest.
double height_of(int level) { return 30 + (24 - level) * (kHeightMm + kDiscMm); }

struct Column {
  CtScan scan;
  SpineSegmentation spine;
};

/// T12 to L5 as boxes in muscle; voxels of 1 x 1.5 x 1 mm. Their backs lean so far backwards for each mm up.
Column column(double lean = 0) {
  const Grid<3> grid{{100, 120, 240}, {1, 1.5, 1}, {-49.5, -89.25, 0.5}, Eigen::Matrix3d::Identity()};
  CtScan scan{Image3D<std::int16_t>(grid, 45)};
  LabelMap<3> bodies(grid);
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const Eigen::Vector3d p = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
        for (int level = 19; level <= 24; ++level) {
          const double up = p[2] - height_of(level);
          if (std::abs(p[0]) > 0.5 * kWidthMm || p[1] < -0.5 * kDepthMm ||
              p[1] > 0.5 * kDepthMm + lean * up || std::abs(up) > 0.5 * kHeightMm)
            continue;
          bodies.at(i, j, k) = static_cast<std::uint8_t>(level);
          scan.hounsfield.at(i, j, k) = 400;
        }
      }
  auto spine = spine_from_labels(bodies, bodies).value();
  return {std::move(scan), std::move(spine)};
}

const FilmVertebra& level_of(const FilmTruth& truth, BoneRegion level) {
  for (const FilmVertebra& v : truth.vertebrae)
    if (v.level == level) return v;
  throw std::out_of_range(name(level));
}

SimulatedRadiograph silent_film(const CollapsedScan& scan, const FilmPlan& plan) {
  RadiographBeam beam;
  beam.photons_per_mm2 = 0;
  beam.scatter_ratio = 0;
  return simulate_radiograph(scan.scan, scan.vertebrae, usual_line(120), plan.view, plan.open, beam);
}

/// Millimetres outwards from a place at which the picture is half-way from bone to what lies beyond.
double edge_beyond(const SimulatedRadiograph& film, double pixel_mm, const Eigen::Vector2d& at,
                   const Eigen::Vector2d& outwards) {
  constexpr double kInsideMm = -6, kOutsideMm = 5, kStepMm = 0.1;
  const auto depth = [&](double mm) {
    const Eigen::Vector2d p = (at + mm * outwards) / pixel_mm;
    const int x = static_cast<int>(std::floor(p[0])), y = static_cast<int>(std::floor(p[1]));
    const auto one = [&](int i, int j) { return -std::log(static_cast<double>(film.straight.at(i, j))); };
    const double s = p[0] - x, t = p[1] - y;
    return (1 - t) * ((1 - s) * one(x, y) + s * one(x + 1, y)) +
           t * ((1 - s) * one(x, y + 1) + s * one(x + 1, y + 1));
  };
  const double half = 0.5 * (depth(kInsideMm) + depth(kOutsideMm));
  for (double mm = kInsideMm; mm < kOutsideMm; mm += kStepMm)
    if (depth(mm) < half) return mm;
  return kOutsideMm;
}

/// Every plate and wall is drawn where its points stand.
void expect_drawn(const SimulatedRadiograph& film, const FilmPlan& plan, const FilmVertebra& v) {
  const double near_mm = v.collapse ? 1.2 : 0.8;  // of the detector: 0.9 and 0.6 mm in the patient
  ASSERT_TRUE(v.points && v.corners);
  const double pixel = plan.view.detector.pixel_mm[0];
  for (std::size_t n = 0; n < 6; ++n) {
    const Eigen::Vector2d at = (*v.points)[n].mm, away = (at - (*v.points)[(n + 3) % 6].mm).normalized();
    EXPECT_NEAR(edge_beyond(film, pixel, at, away), 0, near_mm) << name(v.level) << " point " << n;
  }
  for (std::size_t n = 0; n < 4; ++n) {
    const Eigen::Vector2d at = (*v.corners)[n].mm, away = (at - (*v.corners)[n ^ 1U].mm).normalized(),
                          inside = ((*v.corners)[n ^ 2U].mm - at).normalized();
    EXPECT_NEAR(edge_beyond(film, pixel, at + 5 * inside, away), 0, near_mm)
        << name(v.level) << " corner " << n;
  }
}

FilmSetting fine() {
  FilmSetting setting;
  setting.pixel_mm = 0.4;
  return setting;
}

TEST(FilmTruth, PointsStandOnTheDrawnPlates) {
  Column c = column();
  FilmSetting setting = fine();
  const CollapsedScan scan = collapsed(std::move(c.scan), c.spine, {}).value();
  for (const DxaPose& pose : {DxaPose{}, DxaPose{0, 0, 7, 0, 0}, DxaPose{0, 6, 0, 5, -4}}) {
    setting.pose = pose;
    const FilmPlan plan = plan_film(scan.scan, c.spine, setting).value();
    const FilmTruth truth = film_truth(c.spine, scan, plan);
    EXPECT_EQ(truth.vertebrae.size(), 6U);
    const auto film = silent_film(scan, plan);
    for (const BoneRegion level : {BoneRegion::l1, BoneRegion::l2, BoneRegion::l3, BoneRegion::l4})
      expect_drawn(film, plan, level_of(truth, level));
  }
}

TEST(FilmTruth, CornersStandOnABackThatLeans) {
  for (const double lean : {-0.15, 0.15}) {
    Column c = column(lean);
    const CollapsedScan scan = collapsed(std::move(c.scan), c.spine, {}).value();
    const FilmPlan plan = plan_film(scan.scan, c.spine, fine()).value();
    const FilmTruth truth = film_truth(c.spine, scan, plan);
    const auto film = silent_film(scan, plan);
    for (const BoneRegion level : {BoneRegion::l1, BoneRegion::l2, BoneRegion::l3, BoneRegion::l4})
      expect_drawn(film, plan, level_of(truth, level));
  }
}

TEST(FilmTruth, HeightsAreTheBodiesAndThePictureIsLargerByTheMagnification) {
  Column c = column();
  const FilmSetting setting = fine();
  const CollapsedScan scan = collapsed(std::move(c.scan), c.spine, {}).value();
  const FilmPlan plan = plan_film(scan.scan, c.spine, setting).value();
  for (const FilmVertebra& v : film_truth(c.spine, scan, plan).vertebrae) {
    if (!v.heights) continue;
    EXPECT_NEAR(in_mm(v.heights->middle.value), kHeightMm, 0.5);
    EXPECT_NEAR(v.magnification, setting.source_mm / (setting.source_mm - setting.object_mm), 0.01);
    EXPECT_NEAR(((*v.points)[4].mm - (*v.points)[1].mm).norm(),
                v.magnification * in_mm(v.heights->middle.value), 0.2);
    EXPECT_NEAR(((*v.corners)[0].mm - (*v.corners)[1].mm).norm(), v.magnification * kDepthMm, 3);
  }
}

TEST(FilmTruth, ACollapsedBodyIsDrawnAsItsTruthSays) {
  Column c = column();
  const FilmSetting setting = fine();
  const CtScan untouched = c.scan;
  const CollapsedScan scan =
      collapsed(std::move(c.scan), c.spine,
                {{BoneRegion::l4, Collapse::wedge, 0.3}, {BoneRegion::l2, Collapse::crush, 0.4}})
          .value();
  ASSERT_EQ(scan.done.size(), 2U);
  EXPECT_EQ(scan.done[0].asked.level, BoneRegion::l2);  // from the head down
  const FilmPlan plan = plan_film(scan.scan, c.spine, setting).value();
  const FilmTruth truth = film_truth(c.spine, scan, plan);
  const auto film = silent_film(scan, plan);
  for (const BoneRegion level : {BoneRegion::l1, BoneRegion::l2, BoneRegion::l3, BoneRegion::l5})
    expect_drawn(film, plan, level_of(truth, level));
  const FilmVertebra& crushed = level_of(truth, BoneRegion::l2);
  ASSERT_TRUE(crushed.collapse);
  for (const double loss : crushed.true_loss) EXPECT_NEAR(loss, 0.4, 0.02);
  EXPECT_NEAR(((*crushed.points)[4].mm - (*crushed.points)[1].mm).norm(),
              0.6 * kHeightMm * crushed.magnification, 0.6);
  EXPECT_FALSE(level_of(truth, BoneRegion::l3).collapse);
  EXPECT_NEAR(level_of(truth, BoneRegion::l4).true_loss[0], 0.3, 0.03);
  EXPECT_NE(scan.scan.hounsfield, untouched.hounsfield);
}

TEST(FilmTruth, WhatTheCollimatorHidesIsMarked) {
  Column c = column();
  FilmSetting setting = fine();
  setting.pose.down_mm = 60;
  const CollapsedScan scan = collapsed(std::move(c.scan), c.spine, {}).value();
  const FilmPlan plan = plan_film(scan.scan, c.spine, setting).value();
  const FilmTruth truth = film_truth(c.spine, scan, plan);
  EXPECT_TRUE(level_of(truth, BoneRegion::l1).center.in_field);
  EXPECT_FALSE(level_of(truth, BoneRegion::l5).center.in_field);
  EXPECT_EQ(plan.open.left, static_cast<int>(setting.border_mm / setting.pixel_mm));
}

TEST(FilmTruth, AnteriorIsWhereItWasAskedFor) {
  Column c = column();
  const CollapsedScan scan = collapsed(std::move(c.scan), c.spine, {}).value();
  FilmSetting setting = fine();
  const auto forwards = [&](RadiographView view) {
    setting.view = view;
    const FilmPlan plan = plan_film(scan.scan, c.spine, setting).value();
    const FilmTruth truth = film_truth(c.spine, scan, plan);
    const auto& points = *level_of(truth, BoneRegion::l3).points;
    return (points[0].mm - points[2].mm)[0];
  };
  EXPECT_GT(forwards(RadiographView::left_lateral), 20);
  EXPECT_LT(forwards(RadiographView::right_lateral), -20);
  EXPECT_LT(std::abs(forwards(RadiographView::frontal)), 2);
}

TEST(FilmTruth, WhatCannotBeDoneIsRefused) {
  for (const char* words : {"", "L1", "L1:wedge", "L1:wedge:", "L1:wedge:0", "L1:wedge:0.7", "L1:wedge:nan",
                            "L1:bent:0.3", "Q1:crush:0.3", "L1:wedge:0.3x", "L1:x:wedge:0.3"}) {
    const auto asked = collapse_from_words(words);
    ASSERT_FALSE(asked) << words;
    EXPECT_EQ(asked.error().code, "radiograph.collapse");
  }
  const AskedCollapse good = collapse_from_words("T12:biconcave:0.25").value();
  EXPECT_EQ(good.level, BoneRegion::t12);
  EXPECT_EQ(name(good.kind), "biconcave");
  const Column c = column();
  const auto none = collapsed(c.scan, c.spine, {{BoneRegion::t3, Collapse::wedge, 0.3}});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "anatomy.level-not-whole");
  EXPECT_FALSE(collapsed(c.scan, c.spine, {good, good}));
  SpineSegmentation empty = c.spine;
  empty.found.clear();
  EXPECT_EQ(plan_film(c.scan, empty, fine()).error().code, "anatomy.no-spine");
  FilmSetting inside = fine();
  inside.object_mm = 1000;
  EXPECT_THROW((void)plan_film(c.scan, c.spine, inside), std::invalid_argument);
}

TEST(FilmTruth, ACtWithoutRoomForAFilmIsRefused) {
  Column c = column();
  // Only 12 mm about the middle of L3 are left of the CT, and all in front and behind.
  Grid<3> slab = c.scan.hounsfield.grid();
  slab.origin_mm[2] = height_of(22) - 6;
  slab.size[2] = 12;
  const auto plan = plan_film({Image3D<std::int16_t>(slab)}, c.spine, fine());
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, "radiograph.small-field");
}

}  // namespace
}  // namespace osteon
