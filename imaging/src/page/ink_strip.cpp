#include "ink_strip.hpp"

#include <algorithm>
#include <cmath>

namespace osteon::page {
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
  InkStrip strip{picture.width, picture.height, {}};
  for (const std::uint8_t v : picture.pixels)
    strip.ink.push_back(
        static_cast<float>(std::clamp((paper - v) / std::max(20.0, paper - black), 0.0, 1.2)));
  return strip;
}

}  // namespace osteon::page
