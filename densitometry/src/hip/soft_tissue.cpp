#include "soft_tissue.hpp"

#include "upright_femur.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

constexpr int kCellCubes = 4;                          // 4 mm
constexpr double kSmoothCells = 2;                     // sd: tissue within about a centimetre
constexpr float kFatFromHu = -180, kMuscleToHu = 140;  // fat with noise ... enhanced muscle with noise

std::size_t cell_offset(const std::array<int, 3>& size, int u, int v, int w) {
  return static_cast<std::size_t>(u) +
         static_cast<std::size_t>(size[0]) *
             (static_cast<std::size_t>(v) + static_cast<std::size_t>(size[1]) * static_cast<std::size_t>(w));
}

/// Gaussian along one axis; nothing beyond the ends.
void smooth(std::vector<double>& values, const std::array<int, 3>& size, std::size_t axis) {
  constexpr int kReach = 6;
  const std::array<std::size_t, 3> stride{
      1, static_cast<std::size_t>(size[0]),
      static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1])};
  const std::vector<double> in = values;
  for (std::size_t n = 0; n < values.size(); ++n) {
    const int here = static_cast<int>(n / stride[axis] % static_cast<std::size_t>(size[axis]));
    double sum = 0;
    for (int step = -kReach; step <= kReach; ++step) {
      if (here + step < 0 || here + step >= size[axis]) continue;
      const double x = step / kSmoothCells;
      sum += std::exp(-0.5 * x * x) *
             in[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(n) +
                                         step * static_cast<std::ptrdiff_t>(stride[axis]))];
    }
    values[n] = sum;
  }
}

/// Robust scatter of neighbours along the first axis: half the middle spread of differences.
double scatter_of(std::vector<float>& differences) {
  if (differences.size() < 100) return 0;
  const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
  std::nth_element(differences.begin(), middle, differences.end());
  return *middle / 0.6745 / std::sqrt(2.0);
}

}  // namespace

double SoftTissue::at(const Eigen::Vector3d& cube, double depth_mm) const {
  std::array<int, 3> low{};
  std::array<double, 3> t{};
  for (std::size_t n = 0; n < 3; ++n) {
    const double x = std::clamp((cube[static_cast<int>(n)] - 0.5 * (kCellCubes - 1)) / kCellCubes, 0.0,
                                static_cast<double>(size[n] - 1));
    low[n] = std::min(static_cast<int>(x), std::max(0, size[n] - 2));
    t[n] = x - low[n];
  }
  double hu = 0, depth = 0;
  for (int corner = 0; corner < 8; ++corner) {
    double weight = 1;
    std::array<int, 3> at{};
    for (std::size_t n = 0; n < 3; ++n) {
      const int up = corner >> n & 1;
      at[n] = std::min(low[n] + up, size[n] - 1);
      weight *= up ? t[n] : 1 - t[n];
    }
    const std::size_t cell = cell_offset(size, at[0], at[1], at[2]);
    hu += weight * mean_hu[cell];
    depth += weight * mean_depth_mm[cell];
  }
  return hu + slope_hu_per_mm * (std::min(depth_mm, 0.0) - depth);
}

SoftTissue soft_tissue_beside(const UprightFemur& femur, double margin_mm) {
  SoftTissue result{{}, {}, {}, 0, 0};
  for (std::size_t n = 0; n < 3; ++n) result.size[n] = (femur.size[n] + kCellCubes - 1) / kCellCubes;
  const std::size_t cells = static_cast<std::size_t>(result.size[0]) *
                            static_cast<std::size_t>(result.size[1]) *
                            static_cast<std::size_t>(result.size[2]);
  std::vector<double> sum(cells), depth(cells), weight(cells);
  std::vector<float> differences;
  const auto is_soft = [&](std::size_t n) {
    return !femur.unshown[n] && femur.depth_mm[n] <= -margin_mm &&
           femur.depth_mm[n] > -margin_mm - kSoftTissueMm + 0.5 && femur.hu[n] > kFatFromHu &&
           femur.hu[n] < kMuscleToHu;
  };
  const auto for_each_soft = [&](const auto& visit) {
    for (int w = 0; w < femur.size[2]; ++w)
      for (int v = 0; v < femur.size[1]; ++v)
        for (int u = 0; u < femur.size[0]; ++u)
          if (const std::size_t n = femur.offset(u, v, w); is_soft(n))
            visit(n, cell_offset(result.size, u / kCellCubes, v / kCellCubes, w / kCellCubes), u);
  };
  double all = 0, all_depth = 0, count = 0;
  for_each_soft([&](std::size_t n, std::size_t cell, int u) {
    sum[cell] += femur.hu[n];
    depth[cell] += femur.depth_mm[n];
    weight[cell] += 1;
    all += femur.hu[n];
    all_depth += femur.depth_mm[n];
    count += 1;
    if (u > 2 && is_soft(n - 3)) differences.push_back(std::abs(femur.hu[n] - femur.hu[n - 3]));
  });
  result.scatter_hu = scatter_of(differences);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    smooth(sum, result.size, axis);
    smooth(depth, result.size, axis);
    smooth(weight, result.size, axis);
  }
  const double mean = count > 0 ? all / count : 0, mean_depth = count > 0 ? all_depth / count : -margin_mm;
  result.mean_hu.resize(cells);
  result.mean_depth_mm.resize(cells);
  for (std::size_t n = 0; n < cells; ++n) {
    result.mean_hu[n] = (sum[n] + mean) / (weight[n] + 1);
    result.mean_depth_mm[n] = (depth[n] + mean_depth) / (weight[n] + 1);
  }
  double square = 0, product = 0;  // within the cells' surroundings
  for_each_soft([&](std::size_t n, std::size_t cell, int) {
    const double d = femur.depth_mm[n] - result.mean_depth_mm[cell];
    square += d * d;
    product += d * (femur.hu[n] - result.mean_hu[cell]);
  });
  result.slope_hu_per_mm = square > 0 ? product / square : 0;
  return result;
}

}  // namespace osteon
