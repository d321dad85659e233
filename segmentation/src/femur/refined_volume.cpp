#include "femur/refined_volume.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

constexpr int kReach = 2;  // neighbours on either side

/// Weights of a voxel and its neighbours for the mean of each part.
std::vector<std::array<float, 2 * kReach + 1>> weights_of(int parts) {
  std::vector<std::array<float, 2 * kReach + 1>> result;
  // Values at a voxel's borders, of third order, from the four voxels round them.
  constexpr std::array<double, 5> kLow{-1.0 / 12, 7.0 / 12, 7.0 / 12, -1.0 / 12, 0};
  constexpr std::array<double, 5> kHigh{0, -1.0 / 12, 7.0 / 12, 7.0 / 12, -1.0 / 12};
  for (int part = 0; part < parts; ++part) {
    const double a = static_cast<double>(part) / parts, b = static_cast<double>(part + 1) / parts;
    const double x = 0.5 * (a + b), xx = (a * a + a * b + b * b) / 3;  // means of x and its square
    std::array<float, 2 * kReach + 1> weights{};
    for (std::size_t n = 0; n < weights.size(); ++n) {
      const double own = n == kReach ? 1 : 0, bend = 6 * own - 3 * (kLow[n] + kHigh[n]);
      weights[n] = static_cast<float>(kLow[n] + x * (kHigh[n] - kLow[n] + bend) - xx * bend);
    }
    result.push_back(weights);
  }
  return result;
}

Image3D<std::int16_t> divided(const Image3D<std::int16_t>& scan, std::size_t axis, int parts) {
  Grid<3> grid = scan.grid();
  const int count = grid.size[axis];
  const auto n = static_cast<int>(axis);
  Eigen::Vector3d shift = Eigen::Vector3d::Zero();
  shift[n] = -0.5 + 0.5 / parts;
  grid.origin_mm = scan.grid().patient_from_index({shift}).mm;
  grid.size[axis] *= parts;
  grid.spacing_mm[n] /= parts;
  Image3D<std::int16_t> result(grid);
  const auto weights = weights_of(parts);
  std::array<std::size_t, 3> stride{
      1, static_cast<std::size_t>(grid.size[0]),
      static_cast<std::size_t>(grid.size[0]) * static_cast<std::size_t>(grid.size[1])};
  const auto& from = scan.grid().size;
  tbb::parallel_for(0, from[2], [&](int k) {
    for (int j = 0; j < from[1]; ++j)
      for (int i = 0; i < from[0]; ++i) {
        std::array<int, 3> p{i, j, k};
        std::array<float, 2 * kReach + 1> hu{};
        for (int m = -kReach; m <= kReach; ++m) {
          auto q = p;
          q[axis] = std::clamp(p[axis] + m, 0, count - 1);
          hu[static_cast<std::size_t>(m + kReach)] = scan.at(q[0], q[1], q[2]);
        }
        const bool image = std::none_of(hu.begin(), hu.end(), [](float v) { return v < -1012; });
        p[axis] *= parts;
        const std::size_t first = result.offset(p[0], p[1], p[2]);
        for (std::size_t part = 0; part < weights.size(); ++part) {
          float sum = 0;
          for (std::size_t m = 0; m < hu.size(); ++m) sum += weights[part][m] * hu[m];
          result.pixels()[first + part * stride[axis]] =
              static_cast<std::int16_t>(std::lround(image ? std::clamp(sum, -1000.0F, 3500.0F) : hu[kReach]));
        }
      }
  });
  return result;
}

int parts_of(double voxel_mm, double spacing_mm) {
  return std::max(1, static_cast<int>(std::ceil(voxel_mm / spacing_mm - 0.01)));
}

}  // namespace

std::optional<Image3D<std::int16_t>> refined_volume(const Image3D<std::int16_t>& scan, double spacing_mm) {
  std::optional<Image3D<std::int16_t>> result;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const int parts = parts_of(scan.grid().spacing_mm[static_cast<int>(axis)], spacing_mm);
    if (parts > 1) result = divided(result ? *result : scan, axis, parts);
  }
  return result;
}

Eigen::Vector3d refined_blur_mm(const Eigen::Vector3d& scan_spacing_mm, double spacing_mm) {
  // A step through boxes, parabolas, parts and straight lines, over all places of the lattice, against the
  // Gaussian that fits it: variance over the box's square. Undivided: box 1/12, line 1/6.
  constexpr double kUndivided = 0.25, kHalves = 0.157, kThirds = 0.136;
  return scan_spacing_mm.unaryExpr([&](double voxel_mm) {
    const int parts = parts_of(voxel_mm, spacing_mm);
    return voxel_mm * std::sqrt(parts == 1 ? kUndivided : parts == 2 ? kHalves : kThirds);
  });
}

}  // namespace osteon
