#include "ink_strip.hpp"

#include <algorithm>
#include <cmath>

namespace osteon::page {
namespace {

constexpr double kEdgeInk = 0.3;

float at(const InkStrip& strip, int x, int y) {
  return strip
      .ink[static_cast<std::size_t>(y) * static_cast<std::size_t>(strip.width) + static_cast<std::size_t>(x)];
}

}  // namespace

InkStrip ink_strip(const GreyImage& page, double digit_height, const Box& cell, double black) {
  const double factor = kGlyphHeight / digit_height;
  const int side = static_cast<int>(std::lround(0.5 * digit_height));
  const int half = static_cast<int>(std::lround(0.8 * digit_height));
  const int middle = static_cast<int>(std::lround(cell.centre_y()));
  const Box source = {cell.left - side, middle - half, cell.right + side, middle + half};
  const GreyImage picture = resized(cropped(page, source), factor);
  std::vector<std::uint8_t> sorted = picture.pixels;
  std::sort(sorted.begin(), sorted.end());
  const double paper = sorted.empty() ? 255 : sorted[sorted.size() * 9 / 10];
  InkStrip strip{picture.width, picture.height, {}, 0, 0};
  for (const std::uint8_t v : picture.pixels)
    strip.ink.push_back(
        static_cast<float>(std::clamp((paper - v) / std::max(20.0, paper - black), 0.0, 1.2)));
  // Only the line's own ink counts for the edges.
  bool seen = false;
  for (int x = 0; x < strip.width; ++x) {
    float most = 0;
    for (int y = strip.height / 4; y < strip.height * 3 / 4; ++y) most = std::max(most, at(strip, x, y));
    if (most < kEdgeInk) continue;
    if (!seen) strip.left_edge = x;
    seen = true;
    strip.right_edge = x + 1;
  }
  return strip;
}

}  // namespace osteon::page
