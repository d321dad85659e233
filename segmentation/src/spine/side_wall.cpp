#include "spine/side_wall.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr int kRays = SideWall::kRays;
constexpr double kFirstRadiusMm = 5, kRadiusStepMm = 0.75;
constexpr int kRadii = 40;                // to 34 mm
constexpr double kWidthPerDepth = 1.35;   // a body is wider than deep
constexpr double kTolerance = 0.28;       // of the ellipse that is expected
constexpr double kStepCost = 0.25;        // per squared radius step between neighbouring rays
constexpr double kStrongestEdgeHu = 250;  // per 1.5 mm; beyond it calcified vessels and metal would pull

double angle_of(int ray) { return 2 * std::numbers::pi * ray / kRays; }

using Costs = std::vector<std::array<std::array<double, kRadii>, kRays>>;  // [s][ray][radius]

/// Falling edge outwards, in units of 100 HU.
Costs edge_strengths(const StraightVolume& volume, const ColumnWalls& walls, int from_s, int count) {
  Costs edges(static_cast<std::size_t>(count));
  tbb::parallel_for(0, count, [&](int n) {
    const double s = from_s + n, centre = walls.centre(s);
    for (int ray = 0; ray < kRays; ++ray) {
      const double cu = std::cos(angle_of(ray)), cv = std::sin(angle_of(ray));
      const auto hu = [&](double r) {
        return std::clamp(volume.at(SpinePlace{s, centre + r * cu, r * cv}), -100.0, 500.0);
      };
      for (int m = 0; m < kRadii; ++m) {
        const double r = kFirstRadiusMm + kRadiusStepMm * m;
        edges[static_cast<std::size_t>(n)][static_cast<std::size_t>(ray)][static_cast<std::size_t>(m)] =
            std::clamp(hu(r - kRadiusStepMm) - hu(r + kRadiusStepMm), 0.0, kStrongestEdgeHu) / 100;
      }
    }
  });
  return edges;
}

/// Mean along s with sigma 2 mm and over the neighbouring rays.
Costs smoothed_costs(const Costs& edges) {
  constexpr int kReach = 5;
  const int count = static_cast<int>(edges.size());
  Costs result(edges.size());
  tbb::parallel_for(0, count, [&](int n) {
    for (std::size_t ray = 0; ray < kRays; ++ray)
      for (std::size_t m = 0; m < kRadii; ++m) {
        double sum = 0, total = 0;
        for (int d = -kReach; d <= kReach; ++d) {
          if (n + d < 0 || n + d >= count) continue;
          const auto& section = edges[static_cast<std::size_t>(n + d)];
          const double w = std::exp(-0.125 * d * d);
          const double value = 0.5 * section[ray][m] + 0.25 * section[(ray + 1) % kRays][m] +
                               0.25 * section[(ray + kRays - 1) % kRays][m];
          sum += w * value;
          total += w;
        }
        result[static_cast<std::size_t>(n)][ray][m] = sum / total;
      }
  });
  return result;
}

/// The closed curve of one section: dynamic programme over two turns, of which the middle part is taken.
std::vector<double> closed_curve(const std::array<std::array<double, kRadii>, kRays>& edges,
                                 double half_depth_mm) {
  constexpr int kTurns = 2 * kRays;
  std::array<double, kRadii> sum{}, next{};
  std::vector<std::array<std::int8_t, kRadii>> from(kTurns);
  for (int n = 0; n < kTurns; ++n) {
    const int ray = n % kRays;
    const double c = std::cos(angle_of(ray)), d = std::sin(angle_of(ray)) / kWidthPerDepth;
    const double expected = half_depth_mm / std::hypot(c, d);
    for (int m = 0; m < kRadii; ++m) {
      const auto at = static_cast<std::size_t>(m);
      const double off = ((kFirstRadiusMm + kRadiusStepMm * m) / expected - 1) / kTolerance;
      double best = -1e30;
      for (int step = -3; step <= 3; ++step) {
        if (m + step < 0 || m + step >= kRadii) continue;
        const double value = sum[static_cast<std::size_t>(m + step)] - kStepCost * step * step;
        if (value > best) {
          best = value;
          from[static_cast<std::size_t>(n)][at] = static_cast<std::int8_t>(step);
        }
      }
      next[at] = best + edges[static_cast<std::size_t>(ray)][at] - 0.5 * off * off;
    }
    sum = next;
  }
  std::vector<double> radius(kRays);
  auto place = static_cast<int>(std::max_element(sum.begin(), sum.end()) - sum.begin());
  for (int n = kTurns - 1; n >= kRays / 2; --n) {
    if (n < kRays / 2 + kRays)
      radius[static_cast<std::size_t>(n % kRays)] = kFirstRadiusMm + kRadiusStepMm * place;
    place += from[static_cast<std::size_t>(n)][static_cast<std::size_t>(place)];
  }
  return radius;
}

/// Median over 5 mm along s and three rays, then a short mean: single leaks into vessels and ribs go.
std::vector<std::vector<double>> cleaned(const std::vector<std::vector<double>>& radius) {
  const int count = static_cast<int>(radius.size());
  std::vector<std::vector<double>> result(radius.size(), std::vector<double>(kRays));
  for (int n = 0; n < count; ++n)
    for (int ray = 0; ray < kRays; ++ray) {
      std::vector<double> near;
      for (int d = std::max(0, n - 2); d <= std::min(count - 1, n + 2); ++d)
        for (int e = -1; e <= 1; ++e)
          near.push_back(
              radius[static_cast<std::size_t>(d)][static_cast<std::size_t>((ray + e + kRays) % kRays)]);
      std::sort(near.begin(), near.end());
      const std::size_t third = near.size() / 3;
      double sum = 0;
      for (std::size_t m = third; m < near.size() - third; ++m) sum += near[m];
      result[static_cast<std::size_t>(n)][static_cast<std::size_t>(ray)] =
          sum / static_cast<double>(near.size() - 2 * third);
    }
  return result;
}

}  // namespace

double SideWall::radius_mm(double s_mm, double du_mm, double dv_mm) const {
  const double s = std::clamp(s_mm - first_s_, 0.0, static_cast<double>(radius_mm_.size() - 1));
  const auto low = static_cast<std::size_t>(s);
  const std::size_t high = std::min(low + 1, radius_mm_.size() - 1);
  double turn = std::atan2(dv_mm, du_mm) / (2 * std::numbers::pi);
  if (turn < 0) turn += 1;
  const double ray = turn * kRays;
  const auto first = static_cast<std::size_t>(ray) % kRays;
  const std::size_t second = (first + 1) % kRays;
  const double f = s - static_cast<double>(low), g = ray - std::floor(ray);
  return (1 - f) * ((1 - g) * radius_mm_[low][first] + g * radius_mm_[low][second]) +
         f * ((1 - g) * radius_mm_[high][first] + g * radius_mm_[high][second]);
}

SideWall find_side_wall(const StraightVolume& volume, const ColumnWalls& walls, int from_s, int to_s) {
  const int first = std::clamp(from_s, 0, volume.length() - 1),
            last = std::clamp(to_s, first, volume.length() - 1);
  const int count = last - first + 1;
  const Costs edges = smoothed_costs(edge_strengths(volume, walls, first, count));
  std::vector<std::vector<double>> radius(static_cast<std::size_t>(count));
  tbb::parallel_for(0, count, [&](int n) {
    radius[static_cast<std::size_t>(n)] =
        closed_curve(edges[static_cast<std::size_t>(n)], 0.5 * walls.depth(first + n));
  });
  return {first, cleaned(radius)};
}

}  // namespace osteon
