#pragma once

#include "grey_image.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace osteon::page {

/// A page in colours, row by row red, green, blue; means of blocks where the page is larger than needed.
struct ColourImage {
  int width = 0, height = 0;
  int block = 1;  ///< pixels of the page along one of its own
  std::vector<std::uint8_t> rgb;
};

/// Of a page whose pixels `at(x, y)` gives as three values. What remains of the longer side suffices for
/// scans, whose own pixels are no finer.
template <class At>
ColourImage colour_image(int width, int height, const At& at) {
  constexpr int kLongestSide = 2400;
  ColourImage image;
  image.block = std::max(1, (std::max(width, height) + kLongestSide - 1) / kLongestSide);
  image.width = width / image.block;
  image.height = height / image.block;
  image.rgb.reserve(3 * static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height));
  const int count = image.block * image.block;
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      std::array<int, 3> sum{};
      for (int n = 0; n < count; ++n) {
        const std::array<std::uint8_t, 3> c =
            at(x * image.block + n % image.block, y * image.block + n / image.block);
        for (std::size_t k = 0; k < 3; ++k) sum[k] += c[k];
      }
      for (const int s : sum) image.rgb.push_back(static_cast<std::uint8_t>((s + count / 2) / count));
    }
  return image;
}

}  // namespace osteon::page
