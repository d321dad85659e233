#include "depth_in_mask.hpp"

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

/// Squared distance along one axis from a centre to the nearer face of the voxel `steps` away.
std::vector<double> squared_to_face(double spacing_mm, double cap_mm) {
  std::vector<double> result;
  for (int steps = 0;; ++steps) {
    const double distance_mm = std::max(0.0, (steps - 0.5) * spacing_mm);
    if (distance_mm > cap_mm) return result;
    result.push_back(distance_mm * distance_mm);
  }
}

/// out[n] = min over m of in[m] + cost[|n - m|]; beyond both ends in = 0.
void pass(const std::vector<double>& in, const std::vector<double>& cost, std::vector<double>& out) {
  const int length = static_cast<int>(in.size());
  const int reach = static_cast<int>(cost.size()) - 1;
  for (int n = 0; n < length; ++n) {
    double best = in[static_cast<std::size_t>(n)];
    for (int step = 1; step <= reach && cost[static_cast<std::size_t>(step)] < best; ++step) {
      const double before = n - step < 0 ? 0.0 : in[static_cast<std::size_t>(n - step)];
      const double behind = n + step >= length ? 0.0 : in[static_cast<std::size_t>(n + step)];
      best = std::min(best, std::min(before, behind) + cost[static_cast<std::size_t>(step)]);
    }
    out[static_cast<std::size_t>(n)] = best;
  }
}

}  // namespace

// The squared distance to a box is a sum over the axes, so its minimum over all background boxes is found by
// one pass along each axis (as for points: Felzenszwalb PF, Huttenlocher DP, Theory Comput 2012;8:415-428),
// and with the distance capped a plain search within reach does it.
std::vector<double> depth_in_mask_mm(const std::vector<std::uint8_t>& mask, const std::array<int, 3>& size,
                                     const Eigen::Vector3d& spacing_mm, double cap_mm) {
  std::vector<double> squared(mask.size());
  std::transform(mask.begin(), mask.end(), squared.begin(),
                 [&](std::uint8_t inside) { return inside ? cap_mm * cap_mm : 0.0; });
  const std::array<std::size_t, 3> length{static_cast<std::size_t>(size[0]),
                                          static_cast<std::size_t>(size[1]),
                                          static_cast<std::size_t>(size[2])};
  const std::array<std::size_t, 3> stride{1, length[0], length[0] * length[1]};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto cost = squared_to_face(spacing_mm[static_cast<int>(axis)], cap_mm);
    const std::size_t u = (axis + 1) % 3, v = (axis + 2) % 3;
    std::vector<double> line(length[axis]), result(length[axis]);
    for (std::size_t b = 0; b < length[v]; ++b) {
      for (std::size_t a = 0; a < length[u]; ++a) {
        double* const first = squared.data() + a * stride[u] + b * stride[v];
        for (std::size_t n = 0; n < line.size(); ++n) line[n] = first[n * stride[axis]];
        pass(line, cost, result);
        for (std::size_t n = 0; n < line.size(); ++n) first[n * stride[axis]] = result[n];
      }
    }
  }
  for (double& value : squared) value = std::sqrt(value);
  return squared;
}

// The sum is taken apart into axes as above; along one axis a run forwards and one backwards find the least.
std::vector<double> steps_in_mask_mm(const std::vector<std::uint8_t>& mask, const std::array<int, 3>& size,
                                     const Eigen::Vector3d& step_mm) {
  constexpr double kFar = 1e9;
  std::vector<double> depth(mask.size());
  std::transform(mask.begin(), mask.end(), depth.begin(),
                 [&](std::uint8_t inside) { return inside ? kFar : 0.0; });
  const std::array<std::size_t, 3> length{static_cast<std::size_t>(size[0]),
                                          static_cast<std::size_t>(size[1]),
                                          static_cast<std::size_t>(size[2])};
  const std::array<std::size_t, 3> stride{1, length[0], length[0] * length[1]};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double step = step_mm[static_cast<int>(axis)];
    const std::size_t u = (axis + 1) % 3, v = (axis + 2) % 3;
    for (std::size_t b = 0; b < length[v]; ++b)
      for (std::size_t a = 0; a < length[u]; ++a) {
        double* const first = depth.data() + a * stride[u] + b * stride[v];
        double before = 0, behind = 0;
        for (std::size_t n = 0; n < length[axis]; ++n) {
          double& forwards = first[n * stride[axis]];
          before = forwards = std::min(forwards, before + step);
        }
        for (std::size_t n = length[axis]; n-- > 0;) {
          double& backwards = first[n * stride[axis]];
          behind = backwards = std::min(backwards, behind + step);
        }
      }
  }
  return depth;
}

}  // namespace osteon
