#include "femur/metal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace osteon {

double metal_ml(const Image3D<std::int16_t>& scan, const Eigen::Vector3d& place_mm, double reach_mm) {
  constexpr std::int16_t kMetalHu = 2600;
  const Grid<3>& grid = scan.grid();
  const Eigen::Vector3d middle = grid.index_from_patient({place_mm}).ijk;
  std::array<int, 3> low{}, high{};
  for (std::size_t n = 0; n < 3; ++n) {
    const int axis = static_cast<int>(n);
    const double reach = reach_mm / grid.spacing_mm[axis], last = grid.size[n] - 1;
    low[n] = static_cast<int>(std::clamp(middle[axis] - reach, 0.0, last));
    high[n] = static_cast<int>(std::clamp(middle[axis] + reach, 0.0, last));
  }
  std::size_t count = 0;
  for (int k = low[2]; k <= high[2]; ++k)
    for (int j = low[1]; j <= high[1]; ++j)
      for (int i = low[0]; i <= high[0]; ++i) {
        if (scan.at(i, j, k) < kMetalHu) continue;
        if ((grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm - place_mm).norm() <= reach_mm) ++count;
      }
  return static_cast<double>(count) * grid.pixel_volume_mm() / 1000;
}

Error metal_refusal(Side side) {
  return {"femur.metal",
          std::string("There is metal at the ") + (side == Side::left ? "left" : "right") + " hip.",
          "Measure the other hip, the spine or the forearm: an implant and its streaks spoil the density."};
}

double body_middle_mm(const Image3D<std::int16_t>& coarse, const Eigen::Vector3d& place_mm) {
  constexpr std::int16_t kBodyHu = -150;
  const Grid<3>& grid = coarse.grid();
  const Eigen::Vector3d index = grid.index_from_patient({place_mm}).ijk;
  const int k = std::clamp(static_cast<int>(std::lround(index[2])), 0, grid.size[2] - 1);
  double sum = 0, count = 0;
  for (int j = 0; j < grid.size[1]; ++j)
    for (int i = 0; i < grid.size[0]; ++i) {
      if (coarse.at(i, j, k) < kBodyHu) continue;
      sum += i;
      ++count;
    }
  const double middle = count > 0 ? sum / count : 0.5 * (grid.size[0] - 1);
  return grid.patient_from_index({Eigen::Vector3d(middle, index[1], index[2])}).mm[0];
}

}  // namespace osteon
