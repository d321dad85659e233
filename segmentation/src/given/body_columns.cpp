#include "given/body_columns.hpp"

#include <Eigen/Dense>

#include <array>
#include <cmath>
#include <limits>

namespace osteon {
namespace {

constexpr double kSampleMm = 0.5;
constexpr double kBridgedMm = 8;       // a screw, or a cleft of a fracture, that a mask leaves out
constexpr double kColumnReachMm = 45;  // taller than any body, from its middle

/// Where the mask passes one half between two neighbouring samples.
double crossing(double at, double inside, double outside_at, double outside) {
  return at + (outside_at - at) * (inside - 0.5) / (inside - outside);
}

}  // namespace

std::optional<Stretch> longest_stretch(const MaskSampler& mask, const Eigen::Vector3d& origin,
                                       const Eigen::Vector3d& direction, double reach_mm) {
  std::optional<Stretch> best, last;
  const int steps = static_cast<int>(std::ceil(reach_mm / kSampleMm));
  double before = 0, start = 0;
  bool open = false;
  for (int n = -steps; n <= steps + 1; ++n) {
    const double at = n * kSampleMm;
    const double value = n > steps ? 0 : mask.at(origin + at * direction);
    if (value >= 0.5 && !open) {
      open = true;
      start = n == -steps ? at : crossing(at, value, at - kSampleMm, before);
    } else if (value < 0.5 && open) {
      open = false;
      const double end = crossing(at - kSampleMm, before, at, value);
      last = last && start - last->high_mm <= kBridgedMm ? Stretch{last->low_mm, end} : Stretch{start, end};
      if (!best || last->high_mm - last->low_mm > best->high_mm - best->low_mm) best = last;
    }
    before = value;
  }
  return best;
}

std::optional<double> reach_of_bone(const MaskSampler& mask, const Eigen::Vector3d& from,
                                    const Eigen::Vector3d& direction) {
  constexpr double kFurthestMm = 80;
  double before = mask.at(from);
  if (before < 0.5) return std::nullopt;
  std::optional<double> end;
  for (double at = kSampleMm; at <= kFurthestMm && (!end || at - *end <= kBridgedMm); at += kSampleMm) {
    const double value = mask.at(from + at * direction);
    if (value < 0.5 && before >= 0.5) end = crossing(at - kSampleMm, before, at, value);
    if (value >= 0.5) end.reset();
    before = value;
  }
  return end;
}

Columns body_columns(const MaskSampler& mask, const VertebraAxes& axes, double reach_mm, double step_mm) {
  Columns columns{step_mm, static_cast<int>(std::ceil(reach_mm / step_mm)), {}, {}};
  for (int a = -columns.reach; a <= columns.reach; ++a)
    for (int l = -columns.reach; l <= columns.reach; ++l) {
      const auto bone = longest_stretch(mask, axes.center.mm + step_mm * (a * axes.anterior + l * axes.left),
                                        axes.superior, kColumnReachMm);
      columns.low_mm.push_back(bone ? static_cast<float>(bone->low_mm) : std::nanf(""));
      columns.high_mm.push_back(bone ? static_cast<float>(bone->high_mm) : std::nanf(""));
    }
  return columns;
}

std::vector<float> levelled(const std::vector<float>& heights, int reach, double step_mm, double width_mm) {
  const int side = 2 * reach + 1, window = static_cast<int>(std::ceil(2.2 * width_mm / step_mm));
  std::vector<float> result(heights.size(), std::nanf(""));
  const auto at = [&](int a, int l) { return static_cast<std::size_t>(a * side + l); };
  for (int a = 0; a < side; ++a)
    for (int l = 0; l < side; ++l) {
      const float middle = heights[at(a, l)];
      if (std::isnan(middle)) continue;
      Eigen::Matrix<double, 6, 6> normal = Eigen::Matrix<double, 6, 6>::Zero();
      Eigen::Matrix<double, 6, 1> right = Eigen::Matrix<double, 6, 1>::Zero();
      for (int da = -window; da <= window; ++da)
        for (int dl = -window; dl <= window; ++dl) {
          if (a + da < 0 || l + dl < 0 || a + da >= side || l + dl >= side) continue;
          const float h = heights[at(a + da, l + dl)];
          if (std::isnan(h)) continue;
          const double x = da * step_mm / width_mm, y = dl * step_mm / width_mm;
          const double weight = std::exp(-0.5 * (x * x + y * y));
          Eigen::Matrix<double, 6, 1> basis;
          basis << 1, x, y, x * x, x * y, y * y;
          normal.noalias() += weight * basis * basis.transpose();
          right.noalias() += weight * (h - middle) * basis;
        }
      for (int n = 3; n < 6; ++n)
        normal(n, n) += 0.02 * normal(0, 0);  // at a rim there is no parabola to see
      for (int n = 1; n < 6; ++n) normal(n, n) += 1e-9;
      result[at(a, l)] = middle + static_cast<float>(normal.ldlt().solve(right)[0]);
    }
  return result;
}

}  // namespace osteon
