// Pages drawn here: text, a table, a chart and pictures of scans whose places are known.

#include "page/scan_pictures.hpp"

#include "../support/digital_picture.hpp"

#include <osteon/imaging/read_dxa.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <leptonica/allheaders.h>

namespace osteon {
namespace {

using Rgb = std::array<std::uint8_t, 3>;

/// A page in colours that can be drawn on.
class Paper {
 public:
  Paper(int width, int height) : width_(width), height_(height) {
    rgb_.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), {255, 255, 255});
  }
  void fill(int left, int top, int width, int height, Rgb colour) {
    for (int y = std::max(0, top); y < std::min(height_, top + height); ++y)
      for (int x = std::max(0, left); x < std::min(width_, left + width); ++x) at(x, y) = colour;
  }
  /// Strokes as high and close as letters.
  void text(int left, int top, int letters) {
    for (int n = 0; n < letters; ++n) {
      fill(left + 12 * n, top, 2, 14, {0, 0, 0});
      fill(left + 12 * n, top + 7 * (n % 3), 8, 2, {0, 0, 0});
    }
  }
  template <class Colour>
  void scan(int left, int top, int width, int height, const DxaPicture& picture, const Colour& colour) {
    const auto [columns, rows] = picture.grey.grid().size;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        at(left + x, top + y) = colour(picture.grey.at(x * columns / width, y * rows / height));
  }
  [[nodiscard]] page::ColourImage image() const {
    return page::colour_image(width_, height_, [&](int x, int y) { return rgb_[offset(x, y)]; });
  }

  void save(const std::filesystem::path& file, int format) const {
    Pix* pix = pixCreate(width_, height_, 32);
    for (int y = 0; y < height_; ++y)
      for (int x = 0; x < width_; ++x) {
        const Rgb& c = rgb_[offset(x, y)];
        pixSetRGBPixel(pix, x, y, c[0], c[1], c[2]);
      }
    pixWrite(file.c_str(), pix, format);
    pixDestroy(&pix);
  }

 private:
  Rgb& at(int x, int y) { return rgb_[offset(x, y)]; }
  [[nodiscard]] std::size_t offset(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }
  int width_, height_;
  std::vector<Rgb> rgb_;
};

constexpr int kLeft = 120, kTop = 260, kWidth = 300, kHeight = 380;

Rgb grey(float v) {
  const auto g = static_cast<std::uint8_t>(v);
  return {g, g, g};
}

/// A report without a scan: letters, a table on tinted paper, a chart of flat colours.
Paper page_without_scan() {
  Paper paper(1000, 1300);
  for (int n = 0; n < 4; ++n) paper.text(100, 60 + 30 * n, 30);
  paper.fill(600, 260, 300, 60, {0, 128, 0});
  paper.fill(600, 320, 300, 60, {255, 255, 0});
  paper.fill(600, 380, 300, 60, {255, 0, 0});
  paper.fill(100, 800, 800, 250, {255, 255, 225});
  for (int n = 0; n < 7; ++n) paper.text(120, 820 + 32 * n, 50);
  return paper;
}

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
               grey);
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
  paper.scan(100, kTop, 300, 330, right, grey);
  paper.scan(404, kTop, 300, 330, left, grey);
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
  plain.scan(kLeft, kTop, kWidth, kHeight, spine, grey);
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
  paper.scan(kLeft, kTop, kWidth, kHeight, testing::DigitalSpinePicture{}.picture(), grey);
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
