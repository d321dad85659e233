#include <osteon/densitometry/dxa_simulation.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace osteon {
namespace {

constexpr double kHalfMm = 1.5;

/// Running mean along one axis, edge voxels repeated.
void average_along(Image3D<std::int16_t>& image, int axis) {
  const Grid<3>& grid = image.grid();
  const int half = static_cast<int>(std::lround(kHalfMm / grid.spacing_mm[axis]));
  if (half == 0) return;
  const auto length = grid.size[static_cast<std::size_t>(axis)];
  const int across = (axis + 1) % 3, deep = (axis + 2) % 3;
  tbb::parallel_for(0, grid.size[static_cast<std::size_t>(deep)], [&](int d) {
    std::vector<int> line(static_cast<std::size_t>(length));
    std::array<int, 3> at{};
    at[static_cast<std::size_t>(deep)] = d;
    const auto voxel = [&](int n) -> std::int16_t& {
      at[static_cast<std::size_t>(axis)] = n;
      return image.at(at[0], at[1], at[2]);
    };
    for (int a = 0; a < grid.size[static_cast<std::size_t>(across)]; ++a) {
      at[static_cast<std::size_t>(across)] = a;
      for (int n = 0; n < length; ++n) line[static_cast<std::size_t>(n)] = voxel(n);
      const auto value = [&](int n) { return line[static_cast<std::size_t>(std::clamp(n, 0, length - 1))]; };
      int sum = 0;
      for (int n = -half; n <= half; ++n) sum += value(n);
      for (int n = 0; n < length; ++n) {
        voxel(n) = static_cast<std::int16_t>(sum / (2 * half + 1));
        sum += value(n + half + 1) - value(n - half);
      }
    }
  });
}

}  // namespace

LabelMap<3> all_bone(const CtScan& scan, const LabelMap<3>& known, double brighter_than_hu) {
  if (!same_place(scan.hounsfield.grid(), known.grid()))
    throw std::invalid_argument("all_bone: grids differ");
  Image3D<std::int16_t> smooth = scan.hounsfield;
  for (int axis = 0; axis < 3; ++axis) average_along(smooth, axis);
  LabelMap<3> bone = known;
  tbb::parallel_for(std::size_t{0}, bone.pixels().size(), [&](std::size_t n) {
    bone.pixels()[n] = known.pixels()[n] != 0 || smooth.pixels()[n] > brighter_than_hu;
  });
  return bone;
}

}  // namespace osteon
