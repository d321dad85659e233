#include "spine/patient_lattice.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

constexpr double kOriginStepMm = 1e-6;

constexpr LatticeOrder kPlain{{0, 1, 2}, {false, false, false}};

Grid<3> reordered_grid(const Grid<3>& grid, const LatticeOrder& order) {
  Grid<3> result = grid;
  Eigen::Vector3d first = Eigen::Vector3d::Zero();  // voxel of the scan that comes first
  for (std::size_t n = 0; n < 3; ++n) {
    const int to = static_cast<int>(n), from = order.axis[n];
    result.size[n] = grid.size[static_cast<std::size_t>(from)];
    result.spacing_mm[to] = grid.spacing_mm[from];
    result.direction.col(to) = grid.direction.col(from);
    if (!order.backwards[n]) continue;
    result.direction.col(to) *= -1;
    first[from] = result.size[n] - 1;
  }
  result.origin_mm = grid.patient_from_index({first}).mm;
  for (double& x : result.origin_mm) x = std::round(x / kOriginStepMm) * kOriginStepMm;
  return result;
}

/// Where the voxels of a new order lie in the memory of the old one.
struct Strides {
  std::ptrdiff_t start = 0;
  std::array<std::ptrdiff_t, 3> step{};
};

Strides strides_in(const Grid<3>& grid, const LatticeOrder& order) {
  const std::array<std::ptrdiff_t, 3> own{1, grid.size[0],
                                          static_cast<std::ptrdiff_t>(grid.size[0]) * grid.size[1]};
  Strides result;
  for (std::size_t n = 0; n < 3; ++n) {
    const auto from = static_cast<std::size_t>(order.axis[n]);
    result.step[n] = order.backwards[n] ? -own[from] : own[from];
    if (order.backwards[n]) result.start += own[from] * (grid.size[from] - 1);
  }
  return result;
}

/// Calls visit(offset in the new order, offset in the old order) for every voxel, slices in parallel.
template <class Visit>
void for_each_pair(const std::array<int, 3>& new_size, const Strides& strides, const Visit& visit) {
  tbb::parallel_for(0, new_size[2], [&](int k) {
    std::ptrdiff_t to = static_cast<std::ptrdiff_t>(k) * new_size[0] * new_size[1];
    for (int j = 0; j < new_size[1]; ++j) {
      std::ptrdiff_t from = strides.start + k * strides.step[2] + j * strides.step[1];
      for (int i = 0; i < new_size[0]; ++i, ++to, from += strides.step[0])
        visit(static_cast<std::size_t>(to), static_cast<std::size_t>(from));
    }
  });
}

}  // namespace

LatticeOrder patient_order(const Grid<3>& grid) {
  std::array<int, 3> order{0, 1, 2}, best = order;
  double highest = -1;
  do {
    double sum = 0;
    for (int n = 0; n < 3; ++n) sum += std::abs(grid.direction(n, order[static_cast<std::size_t>(n)]));
    if (sum > highest + 1e-9) {
      highest = sum;
      best = order;
    }
  } while (std::next_permutation(order.begin(), order.end()));
  LatticeOrder result{best, {}};
  for (int n = 0; n < 3; ++n)
    result.backwards[static_cast<std::size_t>(n)] = grid.direction(n, best[static_cast<std::size_t>(n)]) < 0;
  return result;
}

std::optional<Image3D<std::int16_t>> in_patient_order(const Image3D<std::int16_t>& scan) {
  const LatticeOrder order = patient_order(scan.grid());
  const Grid<3> grid = reordered_grid(scan.grid(), order);
  if (grid == scan.grid()) return std::nullopt;
  if (order == kPlain) return Image3D<std::int16_t>(grid, scan.pixels());
  Image3D<std::int16_t> result(grid);
  for_each_pair(grid.size, strides_in(scan.grid(), order),
                [&](std::size_t to, std::size_t from) { result.pixels()[to] = scan.pixels()[from]; });
  return result;
}

LabelMap<3> in_order_of(const Grid<3>& scan, LabelMap<3> labels) {
  const LatticeOrder order = patient_order(scan);
  if (order == kPlain) return LabelMap<3>(scan, std::move(labels.pixels()));
  LabelMap<3> result(scan);
  for_each_pair(labels.grid().size, strides_in(scan, order),
                [&](std::size_t to, std::size_t from) { result.pixels()[from] = labels.pixels()[to]; });
  return result;
}

}  // namespace osteon
