#include "hip_outline.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace osteon {
namespace {

/// Pixels of `value` that hang together with `start` by their sides are marked with `mark`; how many.
std::size_t flood(LabelMap<2>& map, std::size_t start, std::uint8_t value, std::uint8_t mark) {
  const auto columns = static_cast<std::size_t>(map.grid().size[0]);
  auto& pixels = map.pixels();
  std::vector<std::size_t> waiting{start};
  pixels[start] = mark;
  std::size_t count = 0;
  const auto look = [&](std::size_t n) {
    if (pixels[n] != value) return;
    pixels[n] = mark;
    waiting.push_back(n);
  };
  while (!waiting.empty()) {
    const std::size_t n = waiting.back();
    waiting.pop_back();
    ++count;
    if (n % columns > 0) look(n - 1);
    if (n % columns + 1 < columns) look(n + 1);
    if (n >= columns) look(n - columns);
    if (n + columns < pixels.size()) look(n + columns);
  }
  return count;
}

/// The largest piece of 1 with its holes filled: Ward's triangle may be thinner than half of what is around.
LabelMap<2> whole(LabelMap<2> map) {
  constexpr std::uint8_t kNone = 0, kPiece = 1, kSeen = 2, kBone = 3, kOutside = 4;
  auto& pixels = map.pixels();
  std::size_t largest = 0, start = pixels.size();
  for (std::size_t n = 0; n < pixels.size(); ++n)
    if (pixels[n] == kPiece)
      if (const std::size_t count = flood(map, n, kPiece, kSeen); count > largest) {
        largest = count;
        start = n;
      }
  if (start < pixels.size()) flood(map, start, kSeen, kBone);
  std::ranges::replace(pixels, kSeen, kNone);
  const auto columns = static_cast<std::size_t>(map.grid().size[0]);
  for (std::size_t n = 0; n < pixels.size(); ++n) {
    const bool border =
        n < columns || n + columns >= pixels.size() || n % columns == 0 || n % columns + 1 == columns;
    if (border && pixels[n] == kNone) flood(map, n, kNone, kOutside);
  }
  for (auto& pixel : pixels) pixel = pixel != kOutside;
  return map;
}

}  // namespace

LabelMap<2> outline_of(const HipProjection& projection, double outwards_mm) {
  // On the way out of the bone its share falls as a Gaussian blur makes it fall.
  constexpr double kSlope = 0.399;  // of the normal distribution, at its middle
  const auto least = static_cast<float>(0.5 - kSlope * outwards_mm / projection.cover_blur_mm);
  LabelMap<2> bone(projection.cover.grid());
  for (std::size_t n = 0; n < bone.pixels().size(); ++n)
    bone.pixels()[n] = projection.cover.pixels()[n] >= least;
  return whole(std::move(bone));
}

}  // namespace osteon
