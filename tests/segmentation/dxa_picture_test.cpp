// Spine and hip in a densitometer's picture, drawn so that every place is known.

#include "../support/digital_picture.hpp"

#include <osteon/segmentation/dxa_hip.hpp>
#include <osteon/segmentation/dxa_spine.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

namespace osteon {
namespace {

using testing::DigitalHipPicture;
using testing::DigitalSpinePicture;

double degrees_between(const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
  return std::acos(std::clamp(a.dot(b), -1.0, 1.0)) * 180 / std::numbers::pi;
}

/// Two bones beside each other with a wrist below: an elbow's side up.
DxaPicture forearm() {
  const Grid<2> grid{
      {160, 300}, Eigen::Vector2d(0.6, 0.6), Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()};
  DxaPicture picture{Image2D<float>(grid)};
  for (int j = 0; j < grid.size[1]; ++j)
    for (int i = 0; i < grid.size[0]; ++i) {
      const double x = 0.6 * i, y = 0.6 * j, flare = std::max(0.0, (y - 130) / 6);
      const double ulna = std::abs(x - 35), radius = std::abs(x - 60);
      double grey = 12;
      if (y < 150 && ulna < 7) grey = ulna > 4 ? 200 : 90;
      if (y < 155 && radius < 8 + flare) grey = radius > 5 + flare ? 210 : 100;
      for (int n = 0; n < 6; ++n)  // carpal bones
        if (std::hypot(x - 30 - 9 * (n % 4), y - 162 - 10 * (n / 4)) < 5) grey = 150;
      picture.grey.at(i, j) = static_cast<float>(grey);
    }
  return picture;
}

TEST(DxaPictures, AForearmIsNeitherHipNorSpine) {
  const auto hip = find_dxa_hip(forearm());
  const auto spine = find_dxa_spine(forearm());
  EXPECT_FALSE(hip);
  EXPECT_FALSE(spine);
}

void expect_hip(const DigitalHipPicture& truth) {
  const auto hip = find_dxa_hip(truth.picture());
  ASSERT_TRUE(hip) << hip.error().message;
  EXPECT_EQ(hip->side, truth.right ? Side::right : Side::left);
  EXPECT_LT((hip->head_center.mm - truth.head()).norm(), 1.5);
  EXPECT_NEAR(in_mm(hip->head_radius.value), DigitalHipPicture::kHeadRadiusMm, 1);
  EXPECT_LT(degrees_between(hip->neck.direction, truth.neck()), 3);
  EXPECT_NEAR(in_mm(hip->neck_width.value), DigitalHipPicture::kNeckWidthMm, 1.5);
  EXPECT_NEAR(hip->neck_shaft_angle_deg, DigitalHipPicture::kNeckShaftDeg, 3);
  EXPECT_LT((hip->greater_trochanter.mm - truth.trochanter()).norm(), 4);
}

TEST(DxaHip, IsFoundOnEitherSide) {
  for (const bool right : {false, true}) expect_hip({.right = right});
}

TEST(DxaHip, IsFoundTurnedAndAtEveryShapeOfPixels) {
  for (const double turn : {-6.0, 6.0}) expect_hip({.turn_deg = turn});
  expect_hip({.spacing_mm = {0.25, 0.25}});
  expect_hip({.spacing_mm = {1.0, 1.0}, .right = true});
}

TEST(DxaHip, IsFoundInDisplaysThatDarkenOrBrightenFaintBone) {
  for (const double exponent : {0.7, 1.5, 2.2}) {
    DxaPicture picture = DigitalHipPicture{}.picture();
    for (float& grey : picture.grey.pixels())
      grey = static_cast<float>(255 * std::pow(std::max(0.0, grey / 255.0), exponent));
    const auto hip = find_dxa_hip(picture);
    ASSERT_TRUE(hip) << exponent << ": " << hip.error().message;
    EXPECT_LT((hip->head_center.mm - DigitalHipPicture{}.head()).norm(), 2) << exponent;
    EXPECT_LT(degrees_between(hip->neck.direction, DigitalHipPicture{}.neck()), 4) << exponent;
  }
}

TEST(DxaHip, MirroredPicturesGiveMirroredPlaces) {
  const DxaPicture left = DigitalHipPicture{.noise = 5}.picture();
  DxaPicture right = left;
  const int columns = left.grey.grid().size[0];
  for (int j = 0; j < left.grey.grid().size[1]; ++j)
    for (int i = 0; i < columns; ++i) right.grey.at(i, j) = left.grey.at(columns - 1 - i, j);
  const auto a = find_dxa_hip(left), b = find_dxa_hip(right);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->side, Side::left);
  EXPECT_EQ(b->side, Side::right);
  EXPECT_NEAR(a->neck_shaft_angle_deg, b->neck_shaft_angle_deg, 1);
  EXPECT_NEAR(in_mm(a->neck_width.value), in_mm(b->neck_width.value), 0.5);
}

TEST(DxaHip, TheFemurEndsAtItsHeadAndLeavesTheIschiumOut) {
  const DigitalHipPicture truth;
  const auto hip = find_dxa_hip(truth.picture());
  ASSERT_TRUE(hip);
  const Grid<2>& grid = hip->femur.grid();
  const auto label_at = [&](const Eigen::Vector2d& place) {
    const Eigen::Vector2d p = grid.index_from_patient({place}).ijk.array().round();
    return int{hip->femur.at(static_cast<int>(p.x()), static_cast<int>(p.y()))};
  };
  EXPECT_EQ(label_at(truth.head()), 1);
  EXPECT_EQ(label_at(truth.head() + 45 * truth.neck()), 1);
  EXPECT_EQ(label_at(truth.head() + Eigen::Vector2d(-30, 40)), 2);  // ischium
  EXPECT_EQ(label_at(truth.head() + Eigen::Vector2d(60, -40)), 0);
}

TEST(DxaHip, AFieldThatWasNotScannedIsFoundByItsSteps) {
  DxaPicture picture = DigitalHipPicture{.spacing_mm = {0.5, 0.5}}.picture();
  const Grid<2>& grid = picture.grey.grid();
  for (int j = grid.size[1] - 60; j < grid.size[1]; ++j)
    for (int i = 0; i < (j < grid.size[1] - 30 ? 50 : 80); ++i) picture.grey.at(i, j) = 252;
  const auto hip = find_dxa_hip(picture);
  ASSERT_TRUE(hip) << hip.error().message;
  EXPECT_EQ(hip->field.at(10, grid.size[1] - 10), 0);
  EXPECT_EQ(hip->field.at(grid.size[0] / 2, grid.size[1] / 2), 1);
  EXPECT_LT((hip->head_center.mm - DigitalHipPicture{}.head()).norm(), 1.5);
}

TEST(DxaHip, OtherPicturesAreRefused) {
  const auto refused = [](const DxaPicture& picture) {
    const auto hip = find_dxa_hip(picture);
    return !hip && hip.error().code == "anatomy.not-a-hip";
  };
  EXPECT_TRUE(refused(DigitalSpinePicture{}.picture()));
  EXPECT_TRUE(refused({Image2D<float>(
      Grid<2>{{30000, 3}, Eigen::Vector2d(20, 20), Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()})}));
  DxaPicture flat = DigitalHipPicture{}.picture();
  for (float& v : flat.grey.pixels()) v = 0;
  EXPECT_TRUE(refused(flat));
}

bool warns(const std::vector<Warning>& warnings, std::string_view code) {
  return std::any_of(warnings.begin(), warnings.end(), [&](const Warning& w) { return w.code == code; });
}

TEST(DxaHip, PositioningIsJudged) {
  const auto well = find_dxa_hip(DigitalHipPicture{}.picture());
  const auto leaning = find_dxa_hip(DigitalHipPicture{.turn_deg = 9}.picture());
  ASSERT_TRUE(well && leaning);
  EXPECT_FALSE(warns(well->warnings, "dxa-hip.shaft-tilted"));
  EXPECT_TRUE(warns(leaning->warnings, "dxa-hip.shaft-tilted"));
}

/// The upper rows of a picture, or the lower ones.
DxaPicture rows_of(const DxaPicture& whole, int from, int to) {
  Grid<2> grid = whole.grey.grid();
  grid.size[1] = to - from;
  DxaPicture part{Image2D<float>(grid)};
  for (int j = from; j < to; ++j)
    for (int i = 0; i < grid.size[0]; ++i) part.grey.at(i, j - from) = whole.grey.at(i, j);
  return part;
}

TEST(DxaHip, WhatIsNotInViewIsTold) {
  const DigitalHipPicture truth;
  const DxaPicture whole = truth.picture();
  const int trochanter = static_cast<int>(truth.trochanter().y() / whole.grey.grid().spacing_mm[1]);
  const int margin = static_cast<int>(15 / whole.grey.grid().spacing_mm[1]);
  const auto cut = find_dxa_hip(rows_of(whole, trochanter - margin, whole.grey.grid().size[1]));
  ASSERT_TRUE(cut) << cut.error().message;
  EXPECT_TRUE(warns(cut->warnings, "dxa-hip.not-in-view"));
}

void expect_spine(const DigitalSpinePicture& truth) {
  const auto spine = find_dxa_spine(truth.picture());
  ASSERT_TRUE(spine) << spine.error().message;
  const auto discs = truth.discs();
  for (const Eigen::Vector2d& disc : discs) {
    double nearest = 1e9;
    for (const auto& line : spine->lines) nearest = std::min(nearest, (line.middle() - disc).norm());
    EXPECT_LT(nearest, 2.5);
  }
}

TEST(DxaSpine, LinesLieInTheDiscs) {
  expect_spine({});
  expect_spine({.spacing_mm = {1.0, 1.0}});
  for (const double turn : {-6.0, 6.0}) expect_spine({.turn_deg = turn});
}

TEST(DxaSpine, ACollapsedVertebraKeepsItsLines) { expect_spine({.collapsed = 1}); }

TEST(DxaSpine, PositioningIsJudged) {
  const DigitalSpinePicture plain;
  const DxaPicture whole = plain.picture();
  const auto codes = [](const DxaPicture& picture) {
    const auto spine = find_dxa_spine(picture);
    return spine ? spine->warnings : std::vector<Warning>{};
  };
  const auto well = codes(whole);
  for (const char* code : {"dxa-spine.tilted", "dxa-spine.curved", "dxa-spine.narrow-margin",
                           "dxa-spine.not-in-view", "dxa-spine.height-jump"})
    EXPECT_FALSE(warns(well, code)) << code;
  EXPECT_TRUE(warns(codes(DigitalSpinePicture{.turn_deg = 8}.picture()), "dxa-spine.tilted"));
  EXPECT_TRUE(warns(codes(DigitalSpinePicture{.collapsed = 1}.picture()), "dxa-spine.height-jump"));
  const double mm = whole.grey.grid().spacing_mm[1];
  const int below_l4 = static_cast<int>((plain.discs().back().y() + 3) / mm);
  EXPECT_TRUE(warns(codes(rows_of(whole, 0, below_l4)), "dxa-spine.not-in-view"));
}

TEST(DxaSpine, BothIliacCrestsBelongIntoThePicture) {
  const auto warned = [](const DigitalSpinePicture& drawn) {
    const auto spine = find_dxa_spine(drawn.picture());
    return !spine || warns(spine->warnings, "dxa-spine.crest-not-seen");
  };
  EXPECT_FALSE(warned({.left_crest = true, .right_crest = true}));
  EXPECT_TRUE(warned({.left_crest = true}));
  EXPECT_TRUE(warned({.right_crest = true}));
  EXPECT_TRUE(warned({}));
}

TEST(DxaSpine, BoneMayBeDark) { expect_spine({.dark_bone = true}); }

TEST(DxaSpine, VertebraeAreNamedAndMappedBetweenTheirLines) {
  const auto spine = find_dxa_spine(DigitalSpinePicture{}.picture());
  ASSERT_TRUE(spine);
  EXPECT_EQ(spine->lines.front().above, BoneRegion::t12);
  double sum = 0;
  for (const auto& name : spine->names) sum += name.probability;
  EXPECT_NEAR(sum, 1, 1e-9);
  const Grid<2>& grid = spine->vertebrae.grid();
  const auto discs = DigitalSpinePicture{}.discs();
  const Eigen::Vector2d l2 = 0.5 * (discs[1] + discs[2]);
  const Eigen::Vector2d p = grid.index_from_patient({l2}).ijk.array().round();
  EXPECT_EQ(spine->vertebrae.at(static_cast<int>(p.x()), static_cast<int>(p.y())),
            static_cast<std::uint8_t>(BoneRegion::l2));
  EXPECT_EQ(spine->vertebrae.at(2, 2), 0);
}

TEST(DxaSpine, OtherPicturesAreRefused) {
  const auto refused = [](const DxaPicture& picture) {
    const auto spine = find_dxa_spine(picture);
    return !spine && spine.error().code == "anatomy.not-an-ap-spine";
  };
  EXPECT_TRUE(refused(DigitalHipPicture{}.picture()));
  EXPECT_TRUE(refused({Image2D<float>(
      Grid<2>{{30000, 3}, Eigen::Vector2d(20, 20), Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()})}));
  DxaPicture flat = DigitalSpinePicture{}.picture();
  for (float& v : flat.grey.pixels()) v = 7;
  EXPECT_TRUE(refused(flat));
}

}  // namespace
}  // namespace osteon
