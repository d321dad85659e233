#pragma once

#include <osteon/imaging/grid.hpp>

namespace osteon {

/// How far a line can be followed from a place within the image, clear of its last voxels.
[[nodiscard]] inline double reach(const Grid<3>& grid, const Eigen::Vector3d& from,
                                  const Eigen::Vector3d& way, double most) {
  constexpr double kFieldEndMm = 1;
  double mm = 0;
  for (; mm < most; mm += 0.5) {
    const Eigen::Vector3d p = grid.index_from_patient({from + (mm + kFieldEndMm) * way}).ijk;
    for (int n = 0; n < 3; ++n)
      if (p[n] < -0.5 || p[n] > grid.size[static_cast<std::size_t>(n)] - 0.5) return mm;
  }
  return most;
}

}  // namespace osteon
