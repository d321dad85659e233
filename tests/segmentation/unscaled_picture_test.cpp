// Pictures as paper shows them, without a scale, and regions drawn into them: simulated, so that every place
// is known.

#include "../support/digital_picture.hpp"

#include <osteon/segmentation/drawn_lines.hpp>
#include <osteon/segmentation/unscaled_picture.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace osteon {
namespace {

using testing::DigitalHipPicture;
using testing::DigitalSpinePicture;

constexpr double kRadians = std::numbers::pi / 180;

PageCut as_cut(const DxaPicture& picture) {
  const auto [columns, rows] = picture.grey.grid().size;
  PageCut cut{columns, rows, {}};
  for (const float v : picture.grey.pixels()) cut.grey.push_back(static_cast<std::uint8_t>(v));
  return cut;
}

class UnscaledPicture : public ::testing::TestWithParam<double> {};  // what a pixel really is, mm

TEST_P(UnscaledPicture, LinesOfASpineAreFoundWhateverThePixel) {
  const double mm = GetParam();
  const DigitalSpinePicture truth{.spacing_mm = {mm, mm}};
  const auto spine = find_unscaled_spine(as_cut(truth.picture()));
  ASSERT_TRUE(spine) << spine.error().message;
  EXPECT_GE(spine->agreeing, 3);
  int found = 0;
  for (const Eigen::Vector2d& disc : truth.discs())
    for (const IntervertebralLine& line : spine->found.lines)
      found += std::abs(line.middle().y() / spine->assumed_mm - disc.y() / mm) < 2.5 / mm;
  EXPECT_EQ(found, 5);
}

TEST_P(UnscaledPicture, AHipIsFoundWhateverThePixel) {
  const double mm = GetParam();
  for (const bool right : {false, true}) {
    const DigitalHipPicture truth{.spacing_mm = {mm, mm}, .right = right};
    const auto hip = find_unscaled_hip(as_cut(truth.picture()));
    ASSERT_TRUE(hip) << hip.error().message;
    EXPECT_EQ(hip->found.side, right ? Side::right : Side::left);
    EXPECT_LT((hip->found.head_center.mm / hip->assumed_mm - truth.head() / mm).norm(), 4 / mm);
    EXPECT_GT(hip->found.neck.direction.dot(truth.neck()), std::cos(5 * kRadians));
  }
}

INSTANTIATE_TEST_SUITE_P(PixelSizes, UnscaledPicture, ::testing::Values(0.55, 0.75, 1.0));

TEST(UnscaledPicture, WhatIsNeitherSpineNorHipIsRefused) {
  PageCut stripes{200, 240, {}};  // a chart's bands
  for (int y = 0; y < stripes.height; ++y)
    for (int x = 0; x < stripes.width; ++x)
      stripes.grey.push_back(static_cast<std::uint8_t>(y < 80 ? 40 : y < 160 ? 120 : 200));
  const auto spine = find_unscaled_spine(stripes);
  const auto hip = find_unscaled_hip(stripes);
  ASSERT_FALSE(spine);
  ASSERT_FALSE(hip);
  EXPECT_EQ(spine.error().code, "anatomy.not-an-ap-spine");
  EXPECT_EQ(hip.error().code, "anatomy.not-a-hip");
  const auto hip_of_spine =
      find_unscaled_hip(as_cut(DigitalSpinePicture{.spacing_mm = {0.75, 0.75}}.picture()));
  EXPECT_FALSE(hip_of_spine);
}

TEST(UnscaledPicture, EmptyAndTinyOnesAreRefused) {
  for (const PageCut& cut :
       {PageCut{}, PageCut{1, 1, {7}}, PageCut{3, 5, std::vector<std::uint8_t>(15, 200)}}) {
    EXPECT_FALSE(find_unscaled_spine(cut));
    EXPECT_FALSE(find_unscaled_hip(cut));
    EXPECT_TRUE(drawn_across(cut).size() <= 1);
  }
}

/// An empty sheet to draw on.
struct Drawing {
  PageCut cut{220, 260, std::vector<std::uint8_t>(220UL * 260UL, 0)};
  void line(const Eigen::Vector2d& a, const Eigen::Vector2d& b, int dash = 0) {
    const int steps = static_cast<int>(2 * (b - a).norm());
    for (int n = 0; n <= steps; ++n) {
      if (dash > 0 && n / 2 % (2 * dash) >= dash + dash / 2) continue;
      const Eigen::Vector2d p = a + (b - a) * n / steps;
      for (const int dy : {0, 1})
        for (const int dx : {0, 1}) {
          const int x = static_cast<int>(p.x()) + dx, y = static_cast<int>(p.y()) + dy;
          if (x >= 0 && y >= 0 && x < cut.width && y < cut.height)
            cut.grey[static_cast<std::size_t>(y * cut.width + x)] = 255;
        }
    }
  }
};

TEST(DrawnLines, LevelTiltedAndDashedOnesAreFoundFromAbove) {
  Drawing sheet;
  sheet.line({10, 40}, {210, 40});
  sheet.line({5, 95}, {215, 80});                                                  // tilted by four degrees
  sheet.line({0, 140}, {219, 140}, 4);                                             // dashed
  sheet.line({10, 40}, {10, 240});                                                 // a frame's side
  for (int n = 0; n < 5; ++n) sheet.line({20.0 + 6 * n, 60}, {20.0 + 6 * n, 68});  // letters
  const auto lines = drawn_across(sheet.cut);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_NEAR(lines[0].y_at(110), 40.5, 1.5);
  EXPECT_NEAR(lines[1].y_at(110), 88, 1.5);
  EXPECT_NEAR(lines[1].right.y() - lines[1].left.y(), -15, 3);
  EXPECT_NEAR(lines[2].y_at(110), 140.5, 1.5);
  EXPECT_TRUE(drawn_across(Drawing{}.cut).empty());
}

TEST(DrawnLines, ANeckBoxHasItsPlaceAndItsAxis) {
  for (const double degrees : {38.0, 142.0}) {
    Drawing sheet;
    const Eigen::Vector2d centre(110, 120), axis(std::cos(degrees * kRadians), std::sin(degrees * kRadians)),
        across(-axis.y(), axis.x());
    sheet.line(centre - 80 * axis, centre + 80 * axis);
    for (const double side : {-10.0, 10.0})
      sheet.line(centre + side * axis - 36 * across, centre + side * axis + 36 * across, 4);
    for (const double end : {-36.0, 36.0})
      sheet.line(centre - 10 * axis + end * across, centre + 10 * axis + end * across);
    sheet.line({10, 10}, {10, 240});
    sheet.line({10, 240}, {210, 240});
    const double given = (degrees + 6) * kRadians;
    const auto box =
        drawn_neck_box(sheet.cut, centre + Eigen::Vector2d(5, -4), {std::cos(given), std::sin(given)});
    ASSERT_TRUE(box) << degrees;
    EXPECT_LT((box->center - centre).norm(), 3);
    EXPECT_GT(box->axis.dot(axis), std::cos(2 * kRadians));
    EXPECT_NEAR(box->along, 20, 2);
  }
  EXPECT_FALSE(drawn_neck_box(Drawing{}.cut, {110, 120}, {0.8, 0.6}));
}

}  // namespace
}  // namespace osteon
