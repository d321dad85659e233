#pragma once

#include "page/scan_pictures.hpp"

#include <osteon/imaging/study.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace osteon::testing {

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
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  /// Row by row.
  [[nodiscard]] const std::vector<Rgb>& colours() const { return rgb_; }
  void save(const std::filesystem::path& file, int format) const;  ///< of Leptonica

 private:
  Rgb& at(int x, int y) { return rgb_[offset(x, y)]; }
  [[nodiscard]] std::size_t offset(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }
  int width_, height_;
  std::vector<Rgb> rgb_;
};

// Where the scan lies on page_with_scan.
constexpr int kLeft = 120, kTop = 260, kWidth = 300, kHeight = 380;

[[nodiscard]] Rgb grey(float v);
/// A report without a scan: letters, a table on tinted paper, a chart of flat colours.
[[nodiscard]] Paper page_without_scan();

}  // namespace osteon::testing
