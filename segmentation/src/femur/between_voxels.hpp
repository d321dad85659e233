#pragma once

#include <osteon/imaging/image.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace osteon {

/// Where a place lies on a lattice of cubes along the patient's axes.
[[nodiscard]] inline Eigen::Vector3d cube_index(const Grid<3>& grid, const Eigen::Vector3d& place_mm) {
  return (place_mm - grid.origin_mm) / grid.spacing_mm[0];
}

/// Such a lattice read between its voxels, trilinear; `outside` beyond half a voxel from it. `read` turns a
/// pixel into a number.
template <class Pixel, class Read>
[[nodiscard]] double between_voxels(const Image3D<Pixel>& image, const Eigen::Vector3d& place_mm,
                                    double outside, const Read& read) {
  const Eigen::Vector3d p = cube_index(image.grid(), place_mm);
  Eigen::Vector3i low;
  Eigen::Vector3d f;
  for (int n = 0; n < 3; ++n) {
    const int last = image.grid().size[static_cast<std::size_t>(n)] - 1;
    if (!(p[n] >= -0.5 && p[n] <= last + 0.5)) return outside;
    low[n] = std::clamp(static_cast<int>(std::floor(p[n])), 0, std::max(0, last - 1));
    f[n] = std::clamp(p[n] - low[n], 0.0, 1.0);
  }
  double sum = 0;
  for (int n = 0; n < 8; ++n) {
    const int i = n & 1, j = n >> 1 & 1, k = n >> 2 & 1;
    const double weight =
        (i != 0 ? f[0] : 1 - f[0]) * (j != 0 ? f[1] : 1 - f[1]) * (k != 0 ? f[2] : 1 - f[2]);
    if (weight > 0) sum += weight * read(image.at(low[0] + i, low[1] + j, low[2] + k));
  }
  return sum;
}

}  // namespace osteon
