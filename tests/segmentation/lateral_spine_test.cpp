// Vertebrae in pictures from the side: chains and shapes on maps drawn here, the whole finder on a drawn
// spine.

#include "../support/drawn_lateral_spine.hpp"
#include "lateral/body_chain.hpp"
#include "lateral/body_points.hpp"
#include "lateral/closer_look.hpp"
#include "lateral/disc_ladder.hpp"

#include <osteon/segmentation/lateral_spine.hpp>
#include <osteon/segmentation/unscaled_picture.hpp>

#include <Eigen/Geometry>
#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace osteon {
namespace {

using lateral::Maps;
using testing::body_at;
using testing::DrawnSpine;
using testing::Six;

void add_heat(cv::Mat1f& map, const Eigen::Vector2d& at, double sigma, double peak = 0.9) {
  for (int y = 0; y < map.rows; ++y)
    for (int x = 0; x < map.cols; ++x) {
      const double d = (Eigen::Vector2d(x, y) - at).squaredNorm();
      map(y, x) = std::max(map(y, x), static_cast<float>(peak * std::exp(-d / (2 * sigma * sigma))));
    }
}

void fill(cv::Mat1f& map, const Six& p, double value) {
  std::vector<cv::Point> ring;
  for (const std::size_t k : {0, 1, 2, 5, 4, 3})
    ring.emplace_back(static_cast<int>(std::lround(p[k].x())), static_cast<int>(std::lround(p[k].y())));
  cv::fillPoly(map, std::vector<std::vector<cv::Point>>{ring}, value);
}

struct DrawnMaps {
  Maps maps;
  std::vector<Eigen::Vector2d> middles;

  explicit DrawnMaps(double dent = 0) {
    const auto empty = [] { return cv::Mat1f(cv::Mat1f::zeros(260, 160)); };
    for (auto& map : maps.points) map = empty();
    maps.centre = empty();
    maps.body = empty();
    maps.sacrum = empty();
    for (int n = 0; n < 6; ++n) {
      middles.emplace_back(70 + 2.0 * n, 40 + 34.0 * n);
      const Six body = body_at(middles.back(), 11.5, n == 2 ? dent : 0);
      add_heat(maps.centre, middles.back(), 3.5);
      fill(maps.body, body, 0.95);
      for (std::size_t k = 0; k < 6; ++k) add_heat(maps.points[k], body[k], 1.7);
    }
  }
};

TEST(LateralChain, FollowsTheBodiesAndNoFalseOneBesideThem) {
  DrawnMaps drawn;
  add_heat(drawn.maps.centre, {130, 100}, 3.5);     // a rib, as clear as the bodies
  add_heat(drawn.maps.centre, {74, 91}, 3.5, 0.5);  // a disc, too near to its neighbours
  const lateral::Chain chain = lateral::body_chain(drawn.maps);
  ASSERT_EQ(chain.centres.size(), 6U);
  for (std::size_t n = 0; n < 6; ++n) EXPECT_LT((chain.centres[n] - drawn.middles[n]).norm(), 0.7) << n;
}

TEST(LateralChain, IsEmptyWhereNothingShows) {
  DrawnMaps drawn;
  drawn.maps.centre.setTo(0);
  EXPECT_TRUE(lateral::body_chain(drawn.maps).centres.empty());
}

TEST(LateralChain, LooksAtSoManyMaximaAndNoMore) {
  Maps maps = DrawnMaps().maps;
  maps.centre = cv::Mat1f::zeros(1200, 1200);
  maps.body = cv::Mat1f::zeros(1200, 1200);
  for (int y = 10; y < 1200; y += 10)
    for (int x = 10; x < 1200; x += 10) maps.centre(y, x) = 1.0F + 1e-6F * static_cast<float>(x);
  EXPECT_LE(lateral::body_chain(maps).centres.size(), 150U);
}

TEST(LateralPoints, StandWhereTheirMapsSay) {
  const DrawnMaps drawn;
  const auto bodies = lateral::body_points(drawn.maps, lateral::body_chain(drawn.maps));
  ASSERT_EQ(bodies.size(), 6U);
  for (std::size_t n = 0; n < 6; ++n) {
    const Six truth = body_at(drawn.middles[n]);
    for (std::size_t k = 0; k < 6; ++k) EXPECT_LT((bodies[n].at[k] - truth[k]).norm(), 0.4) << n << " " << k;
  }
}

TEST(LateralPoints, ADentedPlateIsFollowed) {
  constexpr double kDent = 6;
  const DrawnMaps drawn(kDent);
  const auto bodies = lateral::body_points(drawn.maps, lateral::body_chain(drawn.maps));
  ASSERT_EQ(bodies.size(), 6U);
  const double height = bodies[2].at[4].y() - bodies[2].at[1].y();
  EXPECT_NEAR(height, 23 - kDent, 1);
  EXPECT_NEAR(bodies[1].at[4].y() - bodies[1].at[1].y(), 23, 0.5);
}

TEST(LateralPoints, AHiddenCornerComesFromTheShape) {
  DrawnMaps drawn;
  drawn.maps.points[2].setTo(0);
  const auto bodies = lateral::body_points(drawn.maps, lateral::body_chain(drawn.maps));
  ASSERT_EQ(bodies.size(), 6U);
  EXPECT_LT((bodies[3].at[2] - body_at(drawn.middles[3])[2]).norm(), 2.5);
  EXPECT_LT(bodies[3].mass[2], 0.01);
}

DxaPicture picture_of(const cv::Mat1f& grey) {
  const Grid<2> grid{{grey.cols, grey.rows}, {1, 1}, Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()};
  return DxaPicture{Image2D<float>(grid, std::vector<float>(grey.begin(), grey.end()))};
}

/// How many drawn bodies were found, their points within 3 mm on average.
int met(const LateralSpine& spine, const std::vector<Six>& bodies) {
  int count = 0;
  for (const Six& body : bodies)
    count +=
        static_cast<int>(std::any_of(spine.found.begin(), spine.found.end(), [&](const LateralVertebra& v) {
          double sum = 0;
          for (std::size_t k = 0; k < 6; ++k) sum += (v.points[k] - body[k]).norm();
          return sum / 6 < 3;
        }));
  return count;
}

TEST(LateralSpines, BodiesOfADrawnSpineAreFound) {
  const DrawnSpine drawn;
  const auto spine = find_lateral_spine(picture_of(drawn.grey));
  ASSERT_TRUE(spine) << spine.error().message;
  EXPECT_EQ(spine->pose, LateralPose{});
  EXPECT_GE(met(*spine, drawn.bodies), 6);
  EXPECT_EQ(spine->found.back().level, BoneRegion::l5);
  for (std::size_t n = 1; n < spine->found.size(); ++n)
    EXPECT_EQ(static_cast<int>(spine->found[n].level), static_cast<int>(spine->found[n - 1].level) + 1);
}

cv::Mat1f held(const cv::Mat1f& grey, const LateralPose& pose) {
  cv::Mat1f result = grey.clone();
  if (pose.anterior_is_left) cv::flip(result, result, 1);
  if (pose.upside_down) cv::flip(result, result, 0);
  return pose.bone_is_dark ? cv::Mat1f(255.0F - result) : result;
}

TEST(LateralSpines, MirroredAndInvertedPicturesAreTurnedFirst) {
  const DrawnSpine drawn;
  const LateralPose mirrored{.anterior_is_left = true}, inverted{.bone_is_dark = true};
  std::vector<Six> bodies = drawn.bodies;
  for (Six& body : bodies)
    for (auto& p : body) p.x() = drawn.grey.cols - 1 - p.x();
  const auto left = find_lateral_spine(picture_of(held(drawn.grey, mirrored)));
  ASSERT_TRUE(left) << left.error().message;
  EXPECT_EQ(left->pose, mirrored);
  EXPECT_GE(met(*left, bodies), 6);
  const auto dark = find_lateral_spine(picture_of(held(drawn.grey, inverted)));
  ASSERT_TRUE(dark) << dark.error().message;
  EXPECT_EQ(dark->pose, inverted);
  EXPECT_GE(met(*dark, drawn.bodies), 6);
}

LateralPose pose_of(int turns) { return {(turns & 1) != 0, (turns & 2) != 0, (turns & 4) != 0}; }

TEST(LateralSpines, AnyWayToHoldThePictureIsTold) {
  const DrawnSpine drawn;
  for (int turns = 0; turns < 8; ++turns) {
    const auto spine = find_lateral_spine(picture_of(held(drawn.grey, pose_of(turns))));
    ASSERT_TRUE(spine) << turns << spine.error().message;
    EXPECT_EQ(spine->pose, pose_of(turns)) << turns;
    EXPECT_GE(spine->found.size(), 6U) << turns;
  }
}

TEST(LateralSpines, AnyWayToHoldThePictureIsToldWithoutAPixelSize) {
  const DrawnSpine drawn;
  for (int turns = 0; turns < 8; ++turns) {
    const auto spine = find_unscaled_lateral_spine(picture_of(held(drawn.grey, pose_of(turns))));
    ASSERT_TRUE(spine) << turns << spine.error().message;
    EXPECT_EQ(spine->found.pose, pose_of(turns)) << turns;
    EXPECT_GE(spine->found.found.size(), 6U) << turns;
    EXPECT_GE(spine->agreeing, 2) << turns;
  }
}

TEST(LateralSpines, PersonsOfOtherSizesAreFound) {
  // Pixels that are not square, the first not at the origin.
  constexpr double kWidened = 1.4;
  const Eigen::Vector2d origin_mm(-35, 20);
  const DrawnSpine drawn;
  cv::Mat1f wide;
  cv::resize(drawn.grey, wide, {}, kWidened, 1, cv::INTER_CUBIC);
  const DxaPicture square = picture_of(wide);
  Grid<2> grid = square.grey.grid();
  grid.origin_mm = origin_mm;
  for (const double size :
       {0.47, 0.5, 0.7, 1.2, 1.35}) {  // all but 0.7 when looked at as of another size only
    grid.spacing_mm = size * Eigen::Vector2d(1 / kWidened, 1);
    std::vector<Six> bodies = drawn.bodies;
    for (Six& body : bodies)
      for (auto& p : body) p = origin_mm + size * p;
    const auto spine = find_lateral_spine({Image2D<float>(grid, square.grey.pixels())});
    ASSERT_TRUE(spine) << size << spine.error().message;
    EXPECT_GE(met(*spine, bodies), 6) << size;
    for (const LateralVertebra& v : spine->found)
      for (const double sd : v.sd_mm) {
        EXPECT_GE(sd, 0.5) << size;
        EXPECT_LT(sd, 2 * size + 0.5) << size;
      }
  }
}

TEST(LateralSpines, WithoutAPixelSizeAFieldThatIsTooNarrowAtAnySizeSaysSo) {
  const auto spine = find_unscaled_lateral_spine(picture_of(cv::Mat1f(700, 100, 7.0F)));
  ASSERT_FALSE(spine);
  EXPECT_EQ(spine.error().code, "anatomy.not-a-lateral-spine");
  EXPECT_NE(spine.error().message.find("too small"), std::string::npos);
}

/// What networks see of a drawn spine, and its bodies off by so much.
struct Looked {
  DrawnSpine drawn;
  cv::Mat1f picture = lateral::normalised(drawn.grey, cv::Mat1b(drawn.grey.size(), uchar{255}));
  [[nodiscard]] std::vector<lateral::BodyPoints> bodies(const Eigen::Vector2d& off = {0, 0}) const {
    std::vector<lateral::BodyPoints> all;
    for (const Six& body : drawn.bodies) {
      lateral::BodyPoints one{body, {}, {}};
      for (auto& p : one.at) p += off;
      all.push_back(one);
    }
    return all;
  }
};

TEST(LateralPoints, AreAsUnsureAsMostOfThemAgainstTheirBodysDepth) {
  std::vector<lateral::BodyPoints> bodies(3, {body_at({0, 0}), {}, {}});  // 30 deep
  for (std::size_t n = 0; n < bodies.size(); ++n) bodies[n].sd.fill(1.5 * static_cast<double>(n + 1));
  EXPECT_NEAR(lateral::unsureness(bodies), 0.1, 1e-9);
  bodies[2].sd.fill(100);  // one that is lost says nothing of the others
  EXPECT_NEAR(lateral::unsureness(bodies), 0.1, 1e-9);
  for (auto& p : bodies[1].at) p *= 2;
  EXPECT_NEAR(lateral::unsureness(bodies), 0.05, 1e-9);
}

TEST(LateralPoints, ACloserLookMovesThemToWhereTheyAre) {
  const Looked looked;
  const auto placed = lateral::looked_at_closely(looked.picture, looked.bodies({2, -3}));
  double sum = 0;
  for (std::size_t n = 0; n < placed.size(); ++n)
    for (std::size_t k = 0; k < 6; ++k) {
      const double off = (placed[n].at[k] - looked.drawn.bodies[n][k]).norm();
      EXPECT_LT(off, 3) << n << " " << k;
      EXPECT_GT(placed[n].sd[k], 0);
      sum += off;
    }
  EXPECT_LT(sum / (6.0 * static_cast<double>(placed.size())), 1.2);  // they were 3.6 off
}

TEST(LateralPoints, ACloserLookSeesABodyOfHalfItsHeight) {
  constexpr int kFlat = 3;
  Looked looked;
  const auto sound = looked.bodies();
  looked.drawn = DrawnSpine(true, kFlat);
  looked.picture = lateral::normalised(looked.drawn.grey, cv::Mat1b(looked.drawn.grey.size(), uchar{255}));
  const auto placed = lateral::looked_at_closely(looked.picture, sound);
  for (std::size_t k = 0; k < 3; ++k) {
    const double height = (placed[kFlat].at[k] - placed[kFlat].at[k + 3]).norm();
    const double sd = std::hypot(placed[kFlat].sd[k], placed[kFlat].sd[k + 3]);
    EXPECT_NEAR(height, 0.5 * DrawnSpine::kBodyHeight, 2.5) << k;
    EXPECT_LT(std::abs(height - 0.5 * DrawnSpine::kBodyHeight), 2 * sd) << k;
  }
  EXPECT_NEAR((placed[2].at[1] - placed[2].at[4]).norm(), DrawnSpine::kBodyHeight, 2.5);
}

TEST(LateralPoints, ACloserLookIsUnsureWhereNothingShows) {
  Looked looked;
  const auto sure = lateral::looked_at_closely(looked.picture, looked.bodies());
  looked.picture.setTo(0);
  const auto unsure = lateral::looked_at_closely(looked.picture, looked.bodies());
  for (std::size_t k = 0; k < 6; ++k) EXPECT_GT(unsure[3].sd[k], 1.5 * sure[3].sd[k]) << k;
}

TEST(LateralDiscs, ConfirmBodiesThatAreThereAndNoOthers) {
  const Looked looked;
  const auto bodies = looked.bodies();
  for (const bool one : lateral::confirmed_by_discs(looked.picture, bodies)) EXPECT_TRUE(one);
  const auto shifted =
      lateral::confirmed_by_discs(looked.picture, looked.bodies({0, 18}));  // half a distance
  EXPECT_EQ(std::count(shifted.begin(), shifted.end(), true), 0);
  auto missed = bodies;
  missed.erase(missed.begin() + 3);
  const auto around = lateral::confirmed_by_discs(looked.picture, missed);
  EXPECT_FALSE(around[2]);
  EXPECT_FALSE(around[3]);
  EXPECT_TRUE(around[0]);
}

TEST(LateralDiscs, TheBestLadderLeavesOutWhatLiesBetweenItsRungs) {
  std::vector<lateral::Rung> rungs;
  for (int n = 0; n < 8; ++n) rungs.push_back({30.0 * n, n == 4 ? 0.3 : 1.0});
  rungs.insert(rungs.begin() + 3, {74, 0.7});
  rungs.insert(rungs.begin() + 1, {8, 0.9});
  const std::vector<double> ladder = lateral::best_ladder(rungs);
  ASSERT_EQ(ladder.size(), 8U);
  for (std::size_t n = 0; n < 8; ++n) EXPECT_DOUBLE_EQ(ladder[n], 30.0 * static_cast<double>(n));
  EXPECT_TRUE(lateral::best_ladder({}).empty());
  EXPECT_EQ(lateral::best_ladder({{5, 1}}).size(), 1U);
}

TEST(LateralSpines, ANameCountedWithoutASacrumWarns) {
  const auto spine = find_lateral_spine(picture_of(DrawnSpine().cut_below_the_last()));
  ASSERT_TRUE(spine) << spine.error().message;
  EXPECT_FALSE(spine->sacrum_seen);
  ASSERT_EQ(spine->warnings.size(), 1U);
  EXPECT_EQ(spine->warnings.front().code, "anatomy.lateral-levels-not-certain");
  EXPECT_LT(spine->name_confidence, 0.8);
}

TEST(LateralSpines, ARowThatDoesNotHollowBackwardsBelowIsNotCalledLumbar) {
  const auto spine = find_lateral_spine(picture_of(DrawnSpine(false).grey));
  ASSERT_TRUE(spine) << spine.error().message;
  EXPECT_FALSE(spine->sacrum_seen);
  EXPECT_EQ(spine->found.back().level, BoneRegion::l1);
  EXPECT_LT(spine->name_confidence, 0.3);
  ASSERT_EQ(spine->warnings.size(), 1U);
  EXPECT_EQ(spine->warnings.front().code, "anatomy.lateral-levels-not-certain");
}

TEST(LateralSpines, ThreadsDoNotChangeWhatIsFound) {
  const DrawnSpine drawn;
  const int before = cv::getNumThreads();
  cv::setNumThreads(1);
  const auto one = find_lateral_spine(picture_of(drawn.grey));
  cv::setNumThreads(4);
  const auto four = find_lateral_spine(picture_of(drawn.grey));
  cv::setNumThreads(before);
  ASSERT_TRUE(one && four);
  ASSERT_EQ(one->found.size(), four->found.size());
  for (std::size_t n = 0; n < one->found.size(); ++n) EXPECT_EQ(one->found[n].points, four->found[n].points);
}

TEST(LateralSpines, WhatIsNoSpineFromTheSideIsRefused) {
  std::minstd_rand random(1);
  std::uniform_real_distribution<float> any(0, 255);
  cv::Mat1f noise(300, 160);
  for (float& v : noise) v = any(random);
  cv::Mat1f limb(300, 160, 40.0F);
  cv::rectangle(limb, {60, 0}, {95, 299}, 200.0, -1);
  for (const cv::Mat1f& grey : {cv::Mat1f(300, 160, 7.0F), noise, limb, cv::Mat1f(40, 30, 7.0F)}) {
    const auto spine = find_lateral_spine(picture_of(grey));
    ASSERT_FALSE(spine);
    EXPECT_EQ(spine.error().code, "anatomy.not-a-lateral-spine");
  }
}

}  // namespace
}  // namespace osteon
