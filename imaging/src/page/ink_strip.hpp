#pragma once

#include "grey_image.hpp"

#include <vector>

namespace osteon::page {

/// A cell's picture as ink (0 paper, 1 the table's black), digits `kGlyphHeight` high, centred on the line.
struct InkStrip {
  int width = 0, height = 0;
  std::vector<float> ink;
};

constexpr double kGlyphHeight = 12;
constexpr int kStripHeight = 20;

/// The strip of a cell of the enlarged page. `black` is the darkest brightness of the table's figures.
[[nodiscard]] InkStrip ink_strip(const GreyImage& page, double digit_height, const Box& cell, double black);

}  // namespace osteon::page
