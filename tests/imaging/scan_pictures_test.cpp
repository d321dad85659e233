// Pages drawn here: text, a table, a chart and pictures of scans whose places are known.

#include "page/scan_pictures.hpp"

#include "../support/digital_picture.hpp"
#include "../support/paper.hpp"

#include <osteon/imaging/read_dxa.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <leptonica/allheaders.h>

namespace osteon {
namespace {

using testing::kHeight;
using testing::kLeft;
using testing::kTop;
using testing::kWidth;
using testing::page_without_scan;
using testing::Paper;
using testing::Rgb;

void expect_place(const PrintedScan& scan) {
  EXPECT_NEAR(scan.box.left, kLeft, 6);
  EXPECT_NEAR(scan.box.top, kTop, 6);
  EXPECT_NEAR(scan.box.width, kWidth, 12);
  EXPECT_NEAR(scan.box.height, kHeight, 12);
}

double mean_difference(const PrintedScan& a, const PrintedScan& b) {
  double sum = 0;
  for (std::size_t n = 0; n < a.grey.grey.size(); ++n) sum += std::abs(a.grey.grey[n] - b.grey.grey[n]);
  return sum / static_cast<double>(a.grey.grey.size());
}

TEST(ScanPictures, TextTablesAndChartsAreNone) {
  EXPECT_TRUE(page::scan_pictures(page_without_scan().image(), 0).empty());
  EXPECT_TRUE(page::scan_pictures(Paper(400, 500).image(), 0).empty());
  EXPECT_TRUE(page::scan_pictures({}, 0).empty());
}

TEST(ScanPictures, AScanIsFoundInItsPlace) {
  for (const bool dark_bone : {false, true}) {
    Paper paper = page_without_scan();
    paper.scan(kLeft, kTop, kWidth, kHeight, testing::DigitalSpinePicture{.dark_bone = dark_bone}.picture(),
               testing::grey);
    const auto scans = page::scan_pictures(paper.image(), 3);
    ASSERT_EQ(scans.size(), 1U);
    expect_place(scans[0]);
    EXPECT_EQ(scans[0].box.page, 3);
    EXPECT_FALSE(scans[0].in_colours);
    // Bone is brighter, however it was printed: the column's middle against what is beside it.
    const PageCut& cut = scans[0].grey;
    const auto at = [&](double x, double y) {
      return cut.grey[static_cast<std::size_t>(y * cut.height) * static_cast<std::size_t>(cut.width) +
                      static_cast<std::size_t>(x * cut.width)];
    };
    EXPECT_GT(at(0.45, 0.19), at(0.15, 0.5) + 30);
  }
}

TEST(ScanPictures, TwoSideBySideAreParted) {
  Paper paper = page_without_scan();
  paper.fill(600, 260, 300, 180, {255, 255, 255});
  const DxaPicture left = testing::DigitalHipPicture{}.picture(),
                   right = testing::DigitalHipPicture{.right = true}.picture();
  paper.scan(100, kTop, 300, 330, right, testing::grey);
  paper.scan(404, kTop, 300, 330, left, testing::grey);
  const auto scans = page::scan_pictures(paper.image(), 0);
  ASSERT_EQ(scans.size(), 2U);
  EXPECT_NEAR(scans[0].box.left, 100, 6);
  EXPECT_NEAR(scans[0].box.width, 300, 12);
  EXPECT_NEAR(scans[1].box.left, 404, 6);
  EXPECT_NEAR(scans[1].box.width, 300, 12);
}

TEST(ScanPictures, WhatWasDrawnIsPaintedOut) {
  const DxaPicture spine = testing::DigitalSpinePicture{}.picture();
  Paper plain = page_without_scan();
  plain.scan(kLeft, kTop, kWidth, kHeight, spine, testing::grey);
  const auto truth = page::scan_pictures(plain.image(), 0);
  ASSERT_EQ(truth.size(), 1U);
  for (const Rgb colour : {Rgb{230, 220, 60}, Rgb{0, 128, 128}, Rgb{255, 255, 255}}) {
    Paper drawn = plain;
    for (int n = 0; n < 5; ++n) drawn.fill(kLeft + 5, kTop + 40 + 66 * n, kWidth - 10, 2, colour);
    const auto scans = page::scan_pictures(drawn.image(), 0);
    ASSERT_EQ(scans.size(), 1U);
    ASSERT_EQ(scans[0].grey.grey.size(), truth[0].grey.grey.size());
    const PageCut& marks = scans[0].drawn;
    for (int n = 0; n < 5; ++n) {
      const double row = (kTop + 41 + 66 * n - scans[0].box.top) / scans[0].page_pixels;
      const std::size_t start = static_cast<std::size_t>(row) * static_cast<std::size_t>(marks.width);
      int marked = 0;
      for (int x = 0; x < marks.width; ++x) marked += marks.grey[start + static_cast<std::size_t>(x)] != 0;
      EXPECT_GT(marked, 0.9 * marks.width) << "line " << n << " of colour " << int{colour[0]};
    }
    EXPECT_LT(mean_difference(scans[0], truth[0]), 6);
  }
}

TEST(ScanPictures, AScaleOfColoursIsRead) {
  Paper paper = page_without_scan();
  // Dark blue, red, yellow: brightness rises all along; what is no bone has no colour.
  const auto hot = [](float v) {
    if (v < 45) return Rgb{250, 236, 236};
    const double t = std::min(1.0, (v - 45.0) / 160);
    const auto part = [](double x) { return static_cast<std::uint8_t>(255 * std::clamp(x, 0.0, 1.0)); };
    return Rgb{part(0.3 + 1.4 * t), part(2 * t - 1), part(0.5 - t + 2 * std::max(0.0, t - 0.7))};
  };
  const DxaPicture spine = testing::DigitalSpinePicture{.noise = 2}.picture();
  paper.scan(kLeft, kTop, kWidth, kHeight, spine, hot);
  for (int n = 0; n < 4; ++n) paper.fill(kLeft, kTop + 60 + 70 * n, kWidth, 2, {190, 190, 190});
  const auto scans = page::scan_pictures(paper.image(), 0);
  ASSERT_EQ(scans.size(), 1U);
  EXPECT_TRUE(scans[0].in_colours);
  const PageCut& cut = scans[0].grey;
  EXPECT_EQ(cut.grey[static_cast<std::size_t>(cut.height / 2) * static_cast<std::size_t>(cut.width) + 10], 0);
}

TEST(ScanPictures, FilesOfPagesCarryTheirPictures) {
  Paper paper = page_without_scan();
  paper.scan(kLeft, kTop, kWidth, kHeight, testing::DigitalSpinePicture{}.picture(), testing::grey);
  for (int n = 0; n < 5; ++n) paper.fill(kLeft + 5, kTop + 40 + 66 * n, kWidth - 10, 2, {0, 128, 128});
  for (const auto& [suffix, format] : {std::pair{".png", IFF_PNG}, std::pair{".jpg", IFF_JFIF_JPEG}}) {
    const auto file = std::filesystem::temp_directory_path() / (std::string("osteon-scan-picture") + suffix);
    paper.save(file, format);
    const auto pages = read_dxa_pages(file);
    std::filesystem::remove(file);
    ASSERT_TRUE(pages) << suffix;
    ASSERT_EQ(pages->size(), 1U);
    ASSERT_EQ(pages->front().scans.size(), 1U) << suffix;
    expect_place(pages->front().scans[0]);
    const auto& marks = pages->front().scans[0].drawn.grey;
    EXPECT_GT(std::count(marks.begin(), marks.end(), 255), 4 * 0.8 * pages->front().scans[0].drawn.width);
  }
}

}  // namespace
}  // namespace osteon
