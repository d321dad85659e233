#include "spine/orientation_check.hpp"

#include "spine/canal_likelihood.hpp"
#include "spine/straight_volume.hpp"

#include <algorithm>

namespace osteon {
namespace {

double strength(const CanalPath& path) {
  return path.mean_likelihood * static_cast<double>(path.place_mm.size());
}

double strength(const DiscChain& chain) {
  double sum = 0;
  for (const double score : chain.vertebra_score) sum += std::max(0.0, score);
  return sum;
}

/// The same voxels with axes right, front, head.
Image3D<std::int16_t> turned_round(const Image3D<std::int16_t>& coarse) {
  Grid<3> grid = coarse.grid();
  grid.origin_mm = grid.patient_from_index({Eigen::Vector3d(grid.size[0] - 1, grid.size[1] - 1, 0)}).mm;
  grid.direction.leftCols<2>() *= -1;
  Image3D<std::int16_t> result(grid, coarse.pixels());
  const auto section = static_cast<std::ptrdiff_t>(grid.size[0]) * grid.size[1];
  for (auto from = result.pixels().begin(); from != result.pixels().end(); from += section)
    std::reverse(from, from + section);
  return result;
}

SpineFrame upside_down(const SpineFrame& frame) {
  const auto reversed = [](const std::vector<Eigen::Vector3d>& v, double sign) {
    std::vector<Eigen::Vector3d> result(v.rbegin(), v.rend());
    for (Eigen::Vector3d& axis : result) axis *= sign;
    return result;
  };
  return {reversed(frame.origin_mm, 1),
          reversed(frame.superior, -1),
          reversed(frame.anterior, 1),
          reversed(frame.left, -1),
          frame.length_mm() - 1 - frame.measured_to,
          frame.length_mm() - 1 - frame.measured_from};
}

SpineFrame back_to_front(SpineFrame frame) {
  for (Eigen::Vector3d& axis : frame.anterior) axis *= -1;
  for (Eigen::Vector3d& axis : frame.left) axis *= -1;
  return frame;
}

DiscChain chain_along(const SpineFrame& frame, const VolumeSampler& volume) {
  const StraightVolume straight(frame, volume);
  const ColumnWalls walls = find_column_walls(straight, frame);
  return find_discs(find_disc_evidence(straight, walls), walls);
}

}  // namespace

double front_behind_ratio(const Image3D<std::int16_t>& coarse, const VolumeSampler& volume,
                          const CanalPath& path, const DiscChain& chain) {
  const CanalPath other = find_canal(canal_likelihood(turned_round(coarse)));
  const double ratio = strength(other) / std::max(1e-9, strength(path));
  if (other.place_mm.empty() || ratio < 1) return ratio;
  const SpineFrame frame = back_to_front(make_spine_frame(other, VolumeSampler(coarse)));
  const double best =
      std::max(strength(chain_along(frame, volume)), strength(chain_along(upside_down(frame), volume)));
  return ratio * best / std::max(1e-9, strength(chain));
}

double head_below_ratio(const SpineFrame& frame, const VolumeSampler& volume, const DiscChain& chain) {
  return strength(chain_along(upside_down(frame), volume)) / std::max(1e-9, strength(chain));
}

}  // namespace osteon
