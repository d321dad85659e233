#pragma once

#include <cstdint>
#include <vector>

namespace osteon::page {

/// A rectangle in pixels; the right and lower edges are outside.
struct Box {
  int left = 0, top = 0, right = 0, bottom = 0;
  [[nodiscard]] int width() const { return right - left; }
  [[nodiscard]] int height() const { return bottom - top; }
  [[nodiscard]] double centre_x() const { return (left + right) / 2.0; }
  [[nodiscard]] double centre_y() const { return (top + bottom) / 2.0; }
  friend bool operator==(const Box&, const Box&) = default;
};
[[nodiscard]] Box united(const Box& a, const Box& b);
[[nodiscard]] Box scaled(const Box& box, double factor);

/// A page as brightness: 0 black, 255 white, row by row.
struct GreyImage {
  int width = 0, height = 0;
  std::vector<std::uint8_t> pixels;
  [[nodiscard]] std::uint8_t at(int x, int y) const {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
  [[nodiscard]] std::uint8_t& at(int x, int y) {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
};

/// The part inside the box, which is cut at the borders, with a white margin around it.
[[nodiscard]] GreyImage cropped(const GreyImage& image, Box box, int margin = 0);

/// Cubic interpolation (Keys, a = -0.5); widened when shrinking, so that thin strokes fade instead of vanish.
[[nodiscard]] GreyImage resized(const GreyImage& image, double factor);

}  // namespace osteon::page
