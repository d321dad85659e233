#include "phantom/slabs.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

/// A circle of 8 mm is four such pixels across.
constexpr double kPixelMm = 2.0;
constexpr double kBroadestPixelMm = 2.5;

int block(double wanted_mm, double spacing_mm, int size) {
  return std::clamp(static_cast<int>(std::lround(std::min(wanted_mm / spacing_mm, 1e6))), 1, size);
}

}  // namespace

std::optional<Image3D<float>> slabs_of(const Image3D<std::int16_t>& scan, double slab_mm) {
  const Grid<3>& own = scan.grid();
  if (own.spacing_mm[0] > kBroadestPixelMm || own.spacing_mm[1] > kBroadestPixelMm) return std::nullopt;
  const std::array<int, 3> blocks{block(kPixelMm, own.spacing_mm[0], own.size[0]),
                                  block(kPixelMm, own.spacing_mm[1], own.size[1]),
                                  block(slab_mm, own.spacing_mm[2], own.size[2])};
  Grid<3> grid = own;
  Eigen::Vector3d first;
  for (std::size_t n = 0; n < 3; ++n) {
    const int axis = static_cast<int>(n);
    grid.size[n] = own.size[n] / blocks[n];
    grid.spacing_mm[axis] *= blocks[n];
    first[axis] = 0.5 * (blocks[n] - 1);
  }
  grid.origin_mm = own.patient_from_index({first}).mm;
  Image3D<float> slabs(grid);
  const float share = 1.0F / static_cast<float>(blocks[0] * blocks[1] * blocks[2]);
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    std::vector<int> row(static_cast<std::size_t>(grid.size[0] * blocks[0]));
    for (int j = 0; j < grid.size[1]; ++j) {
      std::fill(row.begin(), row.end(), 0);
      for (int n = 0; n < blocks[1] * blocks[2]; ++n) {
        const std::int16_t* from = &scan.at(0, j * blocks[1] + n % blocks[1], k * blocks[2] + n / blocks[1]);
        for (int& sum : row) sum += *from++;
      }
      for (int i = 0; i < grid.size[0]; ++i) {
        int sum = 0;
        for (int n = 0; n < blocks[0]; ++n) sum += row[static_cast<std::size_t>(i * blocks[0] + n)];
        slabs.at(i, j, k) = share * static_cast<float>(sum);
      }
    }
  });
  return slabs;
}

}  // namespace osteon
