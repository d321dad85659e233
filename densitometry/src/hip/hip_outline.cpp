#include "hip_outline.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace osteon {
namespace {

constexpr double kAroundMm = 4;     // sd of the Gaussian that makes the mean around
constexpr float kSurelyBoneMm = 3;  // thickness
constexpr double kRiseMm = 3;       // more than a neck's border waves; a trochanter rises by 10 and more
constexpr double kSearchMm = 35;    // beyond the narrowest section

/// Gaussian along both axes; `beyond` the edges there is nothing, or they go on.
enum class Beyond { nothing, goes_on };
Image2D<float> blurred(const Image2D<float>& image, const Eigen::Vector2d& sd_pixels, Beyond beyond) {
  const auto pass = [&](const Image2D<float>& in, int axis) {
    const double sd = sd_pixels[axis];
    const int reach = static_cast<int>(std::ceil(3 * sd));
    std::vector<float> kernel;
    float total = 0;
    for (int n = -reach; n <= reach; ++n) {
      kernel.push_back(static_cast<float>(std::exp(-0.5 * n * n / (sd * sd))));
      total += kernel.back();
    }
    Image2D<float> out(in.grid());
    const auto size = in.grid().size;
    tbb::parallel_for(0, size[1], [&](int v) {
      for (int u = 0; u < size[0]; ++u) {
        float sum = 0;
        for (int n = -reach; n <= reach; ++n) {
          int x = axis == 0 ? u + n : u, y = axis == 1 ? v + n : v;
          const bool outside = x < 0 || y < 0 || x >= size[0] || y >= size[1];
          if (outside && beyond == Beyond::nothing) continue;
          x = std::clamp(x, 0, size[0] - 1);
          y = std::clamp(y, 0, size[1] - 1);
          sum += kernel[static_cast<std::size_t>(n + reach)] * in.at(x, y);
        }
        out.at(u, v) = sum / total;
      }
    });
    return out;
  };
  return pass(pass(image, 0), 1);
}

bool is_bone(const LabelMap<2>& bone, const Eigen::Vector2d& place_mm) {
  const Grid<2>& grid = bone.grid();
  const Eigen::Vector2d p = (place_mm - grid.origin_mm).cwiseQuotient(grid.spacing_mm);
  const auto u = std::lround(p[0]), v = std::lround(p[1]);
  return u >= 0 && v >= 0 && u < grid.size[0] && v < grid.size[1] &&
         bone.at(static_cast<int>(u), static_cast<int>(v));
}

/// How far bone reaches above the axis at one place along it.
double border_above(const LabelMap<2>& bone, const Eigen::Vector2d& foot, const Eigen::Vector2d& above) {
  constexpr double kStepMm = 0.1, kMostMm = 60;
  double t = 0;
  while (t < kMostMm && is_bone(bone, foot + (t + kStepMm) * above)) t += kStepMm;
  return t;
}

/// Over bone alone, HU mm; 0 far from bone.
Image2D<float> mean_around(const HipProjection& projection, const Image2D<float>& sharp) {
  const Grid<2>& grid = sharp.grid();
  Image2D<float> weight(grid), weighted(grid);
  for (std::size_t n = 0; n < grid.pixel_count(); ++n)
    if (projection.thickness.pixels()[n] >= kSurelyBoneMm) {
      weight.pixels()[n] = 1;
      weighted.pixels()[n] = sharp.pixels()[n];
    }
  const Eigen::Vector2d sd = kAroundMm * grid.spacing_mm.cwiseInverse();
  Image2D<float> mean = blurred(weighted, sd, Beyond::nothing);
  const Image2D<float> count = blurred(weight, sd, Beyond::nothing);
  for (std::size_t n = 0; n < grid.pixel_count(); ++n) {
    const float weights = count.pixels()[n];
    const bool counted = projection.thickness.pixels()[n] + projection.rim.pixels()[n] > 0;
    mean.pixels()[n] = counted && weights > 0 ? std::max(0.0F, mean.pixels()[n] / weights) : 0.0F;
  }
  return mean;
}

// What a blur of known width took is put back in two steps (van Cittert 1931).
Image2D<float> without_voxel_blur(const HipProjection& projection) {
  const Image2D<float>& seen = projection.attenuation;
  const Eigen::Vector2d sd = projection.voxel_blur_mm.cwiseQuotient(seen.grid().spacing_mm);
  Image2D<float> result = seen;
  for (int step = 0; step < 2; ++step) {
    const Image2D<float> again = blurred(result, sd, Beyond::goes_on);
    for (std::size_t n = 0; n < result.pixels().size(); ++n)
      result.pixels()[n] += seen.pixels()[n] - again.pixels()[n];
  }
  return result;
}

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

EdgePicture edge_picture(const HipProjection& projection) {
  Image2D<float> sharp = without_voxel_blur(projection);
  Image2D<float> around = mean_around(projection, sharp);
  return {std::move(sharp), std::move(around)};
}

LabelMap<2> outline_of(const EdgePicture& edges, double edge_share) {
  LabelMap<2> bone(edges.sharp.grid());
  for (std::size_t n = 0; n < bone.pixels().size(); ++n)
    bone.pixels()[n] = edges.around.pixels()[n] > 0 &&
                       edges.sharp.pixels()[n] >= static_cast<float>(edge_share) * edges.around.pixels()[n];
  return whole(std::move(bone));
}

std::optional<Eigen::Vector2d> notch_of(const LabelMap<2>& bone, const Eigen::Vector2d& axis,
                                        double narrowest_s) {
  constexpr double kStepMm = 0.25;
  const Eigen::Vector2d above(-axis[1], axis[0]);
  double lowest = 1e9;
  for (double s = narrowest_s; s <= narrowest_s + kSearchMm; s += kStepMm) {
    const double t = border_above(bone, s * axis, above);
    if (t <= 0) return std::nullopt;
    lowest = std::min(lowest, t);
    if (t >= lowest + kRiseMm) return Eigen::Vector2d(s * axis + t * above);
  }
  return std::nullopt;
}

}  // namespace osteon
