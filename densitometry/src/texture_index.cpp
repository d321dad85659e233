#include <osteon/densitometry/texture_index.hpp>

#include <cmath>
#include <vector>

namespace osteon {
namespace {

struct Line {
  double slope, sd;
};

/// Through logarithms of distance and variogram.
std::optional<Line> fitted(const std::vector<double>& x, const std::vector<double>& y) {
  constexpr std::size_t kFewest = 3;
  if (x.size() < kFewest) return std::nullopt;
  const auto count = static_cast<double>(x.size());
  double mean_x = 0, mean_y = 0, xx = 0, xy = 0, left = 0;
  for (std::size_t n = 0; n < x.size(); ++n) mean_x += x[n] / count, mean_y += y[n] / count;
  for (std::size_t n = 0; n < x.size(); ++n)
    xx += (x[n] - mean_x) * (x[n] - mean_x), xy += (x[n] - mean_x) * (y[n] - mean_y);
  const double slope = xy / xx;
  for (std::size_t n = 0; n < x.size(); ++n) left += std::pow(y[n] - mean_y - slope * (x[n] - mean_x), 2);
  return Line{slope, std::sqrt(left / (count - 2) / xx)};
}

struct Pairs {
  double sum = 0;
  int count = 0;
};

/// `holds(x, y)`: whether a pixel counts; (dx, dy) lies between the two pixels of a pair.
template <class Holds>
Pairs pairs_of(const Image2D<float>& density, const Holds& holds, int dx, int dy) {
  const auto [columns, rows] = density.grid().size;
  Pairs pairs;
  for (int y = 0; y + dy < rows; ++y)
    for (int x = 0; x + dx < columns; ++x) {
      if (!holds(x, y) || !holds(x + dx, y + dy)) continue;
      const double d = density.at(x + dx, y + dy) - density.at(x, y);
      pairs.sum += d * d;
      ++pairs.count;
    }
  return pairs;
}

template <class Holds>
std::optional<Line> slope_along(int axis, const BoneMap& map, const Holds& holds) {
  constexpr int kFewestPairs = 100;
  const Image2D<float>& density = map.bone.g_per_cm2;
  const double spacing = density.grid().spacing_mm[axis], noise = in_g_per_cm2(map.noise_sd);
  std::vector<double> distance, variogram;
  for (int n = 1; n * spacing <= kTextureFarthestMm + 1e-9; ++n) {
    const Pairs pairs = pairs_of(density, holds, axis == 0 ? n : 0, axis == 0 ? 0 : n);
    const double of_bone = pairs.sum / pairs.count - 2 * noise * noise;
    if (pairs.count < kFewestPairs || !(of_bone > 0)) return std::nullopt;
    distance.push_back(std::log(n * spacing));
    variogram.push_back(std::log(of_bone));
  }
  return fitted(distance, variogram);
}

}  // namespace

std::optional<TextureIndex> texture_index(const BoneMap& map, const LabelMap<2>& region, std::uint8_t label) {
  const auto holds = [&](int x, int y) { return region.at(x, y) == label && map.mask.at(x, y) != 0; };
  const auto across = slope_along(0, map, holds), down = slope_along(1, map, holds);
  if (!across || !down) return std::nullopt;
  return TextureIndex{0.5 * (across->slope + down->slope), 0.5 * std::hypot(across->sd, down->sd)};
}

std::optional<TextureIndex> spine_texture(const BoneMap& map, const LabelMap<2>& vertebrae) {
  std::vector<double> slopes;
  for (int level = static_cast<int>(BoneRegion::l1); level <= static_cast<int>(BoneRegion::l4); ++level)
    if (const auto one = texture_index(map, vertebrae, static_cast<std::uint8_t>(level)))
      slopes.push_back(one->slope);
  if (slopes.size() < 2) return std::nullopt;
  const auto count = static_cast<double>(slopes.size());
  double mean = 0, squares = 0;
  for (const double slope : slopes) mean += slope / count;
  for (const double slope : slopes) squares += (slope - mean) * (slope - mean);
  return TextureIndex{mean, std::sqrt(squares / (count - 1) / count)};
}

}  // namespace osteon
