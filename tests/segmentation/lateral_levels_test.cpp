// Which body of a row is which: by the sacrum, the form, where the lungs end.

#include "lateral/lateral_levels.hpp"

#include "../support/drawn_lateral_spine.hpp"
#include "lateral/lung_end.hpp"

#include <Eigen/Geometry>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

using lateral::BodyPoints;
using lateral::Upright;
using testing::body_at;

constexpr double kPitch = 30;

std::vector<BodyPoints> straight_row(std::size_t count) {
  std::vector<BodyPoints> bodies(count);
  for (std::size_t n = 0; n < count; ++n) bodies[n].at = body_at({60, 40 + kPitch * static_cast<double>(n)});
  return bodies;
}

int row_of(double body) { return static_cast<int>(40 + kPitch * body); }

/// Grey behind the row, with a black and a white corner; in front of it dark to `ends_at` (bodies from the
/// first), bright below.
Upright chest(double ends_at, float above, float below) {
  Upright picture;
  picture.grey = cv::Mat1f(330, 160, 0.5F);
  picture.shown = cv::Mat1b(330, 160, uchar{255});
  picture.grey(cv::Rect(0, 0, 40, 165)).setTo(0.0F);
  picture.grey(cv::Rect(0, 165, 40, 165)).setTo(1.0F);
  picture.grey(cv::Rect(80, 0, 80, row_of(ends_at))).setTo(above);
  picture.grey(cv::Rect(80, row_of(ends_at), 80, 330 - row_of(ends_at))).setTo(below);
  return picture;
}

/// In front of the row, from one body to another.
cv::Rect in_front(double from, double to) { return {80, row_of(from), 80, row_of(to) - row_of(from)}; }

TEST(LungEnd, IsWhereDarkTurnsIntoBrightInFrontOfTheRow) {
  for (const double at : {5.0, 6.5, 7.75}) {
    const auto end = lateral::lung_end(chest(at, 0.1F, 0.9F), straight_row(10));
    ASSERT_TRUE(end) << at;
    EXPECT_NEAR(*end, at, 0.3);
  }
}

TEST(LungEnd, IsNeitherTheOtherWayRoundNorFaint) {
  const auto row = straight_row(10);
  EXPECT_FALSE(lateral::lung_end(chest(6, 0.9F, 0.1F), row));
  EXPECT_FALSE(lateral::lung_end(chest(6, 0.4F, 0.65F), row));
  EXPECT_TRUE(lateral::lung_end(chest(6, 0.4F, 0.75F), row));
}

TEST(LungEnd, IsNoGasThatEnds) {
  for (const auto& [below, is_end] : {std::pair(0.65F, false), std::pair(0.75F, true)}) {
    Upright gas = chest(6, 0.5F, below);
    gas.grey(in_front(4, 6)).setTo(0.1F);
    EXPECT_EQ(lateral::lung_end(gas, straight_row(10)).has_value(), is_end) << below;
  }
}

TEST(LungEnd, IsNotSoughtWhereNothingShows) {
  Upright narrow = chest(6, 0.1F, 0.9F);
  narrow.shown(cv::Rect(85, 0, 75, 330)).setTo(0);
  EXPECT_FALSE(lateral::lung_end(narrow, straight_row(10)));
  Upright gap = chest(4, 0.1F, 0.9F);
  gap.shown(in_front(2, 7)).setTo(0);
  EXPECT_FALSE(lateral::lung_end(gap, straight_row(10)));
}

TEST(LateralLevels, AMissedBodyLeavesAGapAndACollapsedOneDoesNot) {
  auto row = straight_row(8);
  EXPECT_FALSE(lateral::has_gap(row));
  for (std::size_t n = 4; n < row.size(); ++n)  // half of the third body's height is lost
    for (auto& p : row[n].at) p.y() -= 0.35 * kPitch;
  EXPECT_FALSE(lateral::has_gap(row));
  for (const std::size_t missed : {1, 4, 6}) {
    auto gap = straight_row(8);
    gap.erase(gap.begin() + static_cast<std::ptrdiff_t>(missed));
    EXPECT_TRUE(lateral::has_gap(gap)) << missed;
  }
}

TEST(LateralLevels, LungsEndBelowT11WhereNoSacrumTells) {
  const auto row = straight_row(10);
  const auto names = lateral::level_names(row, {.all_show = true, .lung_end = 7.3});
  EXPECT_EQ(names.lowest, BoneRegion::l1);
  EXPECT_EQ(names.by, "lung-ends");
  EXPECT_LT(names.confidence, 0.5);
  ASSERT_TRUE(names.warning);
  EXPECT_EQ(lateral::level_names(row, {.all_show = true, .lung_end = 8.2}).lowest, BoneRegion::t12);
  EXPECT_EQ(lateral::level_names(row, {.sacrum = true, .all_show = true, .lung_end = 8.2}).lowest,
            BoneRegion::l5);  // the sacrum knows better
  // An L5 would lean forwards.
  EXPECT_EQ(lateral::level_names(row, {.lung_end = 4.3}).lowest, BoneRegion::l4);
  EXPECT_EQ(lateral::level_names(row, {.lung_end = 3.3}).by, "count");
}

TEST(LateralLevels, TheHollowIsThatOfTheLowestFourBodies) {
  std::vector<BodyPoints> bodies(6);
  for (std::size_t n = 0; n < bodies.size(); ++n)
    for (std::size_t k = 0; k < 6; ++k) {
      const double angle = (n < 3 ? 20.0 - 10.0 * static_cast<double>(n) : 8.0 * static_cast<double>(n - 2)) *
                           std::acos(-1.0) / 180;
      bodies[n].at[k] =
          Eigen::Rotation2Dd(angle) * body_at({0, 0})[k] + Eigen::Vector2d(0, 30.0 * static_cast<double>(n));
    }
  EXPECT_NEAR(lateral::lowest_hollow_deg(bodies), 24, 1e-9);  // 24 degrees against 0
  EXPECT_EQ(lateral::level_names(bodies, {}).lowest, BoneRegion::l5);
  EXPECT_EQ(lateral::level_names(bodies, {}).by, "lordosis");
  bodies.resize(3 + 1);
  EXPECT_NEAR(lateral::lowest_hollow_deg(bodies), 8 - 20, 1e-9);
  EXPECT_EQ(lateral::level_names(bodies, {}).lowest, BoneRegion::l1);
  EXPECT_EQ(lateral::level_names(bodies, {.sacrum = true, .all_show = true}).lowest, BoneRegion::l5);
  EXPECT_EQ(lateral::level_names(bodies, {}).by, "count");
  EXPECT_EQ(lateral::level_names(std::vector(13, bodies[0]), {}).lowest, BoneRegion::l1);  // up to T1
  const auto many = lateral::level_names(std::vector(14, bodies[0]), {});
  EXPECT_EQ(many.lowest, BoneRegion::l5);
  EXPECT_EQ(many.by, "count");
}

TEST(LateralLevels, InALongRowLungsTellBeforeTheCountUnlessTheyWouldShowANeck) {
  const auto row = straight_row(14);
  const auto by_lungs = lateral::level_names(row, {.all_show = true, .lung_end = 9.5});
  EXPECT_EQ(by_lungs.lowest, BoneRegion::l3);
  EXPECT_EQ(by_lungs.by, "lung-ends");
  EXPECT_EQ(lateral::level_names(row, {.all_show = true, .lung_end = 10.5}).lowest,
            BoneRegion::l2);  // from T1
  EXPECT_EQ(lateral::level_names(row, {.all_show = true, .lung_end = 11.5}).by, "count");
}

TEST(LateralLevels, ASacrumMakesNamesCertainUnderAnL5ThatLeansAndARowThatShows) {
  const auto row = [](double lowest_deg) {
    std::vector<BodyPoints> bodies(5);
    for (std::size_t n = 0; n < bodies.size(); ++n)
      for (std::size_t k = 0; k < 6; ++k)
        bodies[n].at[k] =
            Eigen::Rotation2Dd(n == 4 ? lowest_deg * std::acos(-1.0) / 180 : 0) * body_at({0, 0})[k] +
            Eigen::Vector2d(0, 30.0 * static_cast<double>(n));
    return bodies;
  };
  const auto certain = lateral::level_names(row(25), {.sacrum = true, .all_show = true});
  EXPECT_GT(certain.confidence, 0.8);
  EXPECT_FALSE(certain.warning);
  auto with_gap = row(25);
  with_gap.erase(with_gap.begin() + 2);
  for (const auto& doubtful : {lateral::level_names(row(5), {.sacrum = true, .all_show = true}),
                               lateral::level_names(with_gap, {.sacrum = true, .all_show = true}),
                               lateral::level_names(row(25), {.sacrum = true, .all_show = false})}) {
    EXPECT_EQ(doubtful.lowest, BoneRegion::l5);
    EXPECT_LT(doubtful.confidence, 0.8);
    ASSERT_TRUE(doubtful.warning);
    EXPECT_EQ(doubtful.warning->code, "anatomy.lateral-levels-not-certain");
  }
}

}  // namespace
}  // namespace osteon
