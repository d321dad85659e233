#include "spine/side_wall.hpp"

#include "spine/profile.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr int kRays = SideWall::kRays;
constexpr double kFirstRadiusMm = 4, kRadiusStepMm = 0.75;
constexpr int kRadii = 42;                // to 34.75 mm
constexpr double kWidthPerDepth = 1.35;   // a body is wider than deep
constexpr int kNeighbourhoodMm = 40;      // to either side: two to four vertebrae
constexpr double kStepCost = 0.25;        // per squared radius step between neighbouring rays
constexpr double kStrongestEdgeHu = 250;  // beyond it calcified vessels and metal would pull
constexpr double kCertainEdgeHu = 60;     // who has passed such an edge has left the bone
constexpr double kMostPassed = 3;         // of them count, in units of 100 HU
// Soft tissue against fat or lung is no edge of a bone.
constexpr double kSoftTissueHu = 40, kDenseHu = 450;

double angle_of(int ray) { return 2 * std::numbers::pi * ray / kRays; }

using Section = std::array<std::array<double, kRadii>, kRays>;  // [ray][radius]
using Costs = std::vector<Section>;                             // [s]

/// Expected radius per ray.
using Template = std::array<double, kRays>;

/// Where the rays of a section start: in front of the canal and to the left of it.
struct Centre {
  double u_mm, v_mm;
};

/// Falling edge outwards, in units of 100 HU.
Costs edge_strengths(const VolumeSampler& scan, const SpineFrame& frame, const std::vector<Centre>& centres,
                     int from_s) {
  Costs edges(centres.size());
  tbb::parallel_for(std::size_t{0}, centres.size(), [&](std::size_t n) {
    const SpineFrame::Axes axes = frame.axes_at(from_s + static_cast<double>(n));
    const Eigen::Vector3d middle =
        axes.origin_mm + centres[n].u_mm * axes.anterior + centres[n].v_mm * axes.left;
    for (int ray = 0; ray < kRays; ++ray) {
      const Eigen::Vector3d out =
          std::cos(angle_of(ray)) * axes.anterior + std::sin(angle_of(ray)) * axes.left;
      std::array<double, kRadii + 2> hu{};
      for (int m = 0; m < kRadii + 2; ++m)
        hu[static_cast<std::size_t>(m)] = std::clamp(
            static_cast<double>(scan.at(middle + (kFirstRadiusMm + kRadiusStepMm * (m - 1)) * out)),
            kSoftTissueHu, kDenseHu);
      for (std::size_t m = 0; m < kRadii; ++m)
        edges[n][static_cast<std::size_t>(ray)][m] =
            std::clamp(hu[m] - hu[m + 2], 0.0, kStrongestEdgeHu) / 100;
    }
  });
  return edges;
}

/// Takes from every edge the certain ones that were passed on the way out: beyond them lies something else.
void subtract_passed(Costs& edges) {
  for (Section& section : edges)
    for (auto& line : section) {
      const std::array<double, kRadii> own = line;
      double passed = 0;
      for (std::size_t m = 2; m < kRadii; ++m) {
        line[m] -= std::min(passed, kMostPassed);
        const bool peak = own[m - 1] >= own[m] && own[m - 1] > own[m - 2];
        if (peak && own[m - 1] > kCertainEdgeHu / 100) passed += own[m - 1];
      }
    }
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
std::vector<double> closed_curve(const Section& edges, const Template& expected_mm, double tolerance) {
  constexpr int kTurns = 2 * kRays;
  std::array<double, kRadii> sum{}, next{};
  std::vector<std::array<std::int8_t, kRadii>> from(kTurns);
  for (int n = 0; n < kTurns; ++n) {
    const int ray = n % kRays;
    const double expected = expected_mm[static_cast<std::size_t>(ray)];
    for (int m = 0; m < kRadii; ++m) {
      const auto at = static_cast<std::size_t>(m);
      const double off = ((kFirstRadiusMm + kRadiusStepMm * m) / expected - 1) / tolerance;
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

using Curves = std::vector<std::vector<double>>;  // [s][ray] radius in mm

/// Middle of a closed curve about its centre.
Centre middle_of(const std::vector<double>& radius, const Centre& about) {
  double area = 0, u = 0, v = 0;
  for (int ray = 0; ray < kRays; ++ray) {
    const double r = radius[static_cast<std::size_t>(ray)];
    area += r * r / 2;
    u += r * r * r / 3 * std::cos(angle_of(ray));
    v += r * r * r / 3 * std::sin(angle_of(ray));
  }
  return {about.u_mm + u / area, about.v_mm + v / area};
}

/// The centres of the curves: running median, then mean, so that a leak does not move them.
std::vector<Centre> middles_of(const Curves& radius, const std::vector<Centre>& about) {
  Profile u, v;
  for (std::size_t n = 0; n < radius.size(); ++n) {
    const Centre middle = middle_of(radius[n], about[n]);
    u.push_back(middle.u_mm);
    v.push_back(middle.v_mm);
  }
  u = smoothed(running_percentile(u, kNeighbourhoodMm, 0.5), 8.0);
  v = smoothed(running_percentile(v, kNeighbourhoodMm, 0.5), 8.0);
  std::vector<Centre> middles;
  for (std::size_t n = 0; n < u.size(); ++n) middles.push_back({u[n], v[n]});
  return middles;
}

/// The curves seen from other centres, roughly: each point moves with its ray.
Curves seen_from(const Curves& radius, const std::vector<Centre>& before, const std::vector<Centre>& now) {
  Curves result = radius;
  for (std::size_t n = 0; n < radius.size(); ++n)
    for (int ray = 0; ray < kRays; ++ray)
      result[n][static_cast<std::size_t>(ray)] -= (now[n].u_mm - before[n].u_mm) * std::cos(angle_of(ray)) +
                                                  (now[n].v_mm - before[n].v_mm) * std::sin(angle_of(ray));
  return result;
}

/// What is expected of every section: the shape that the sections have in common, as large as the sections
/// near by are.
std::vector<Template> expected_curves(const Curves& radius) {
  Profile size;
  for (const auto& section : radius) size.push_back(percentile(section, 0.5));
  Template shape{};
  for (std::size_t ray = 0; ray < kRays; ++ray) {
    Profile ratio;
    for (std::size_t n = 0; n < radius.size(); ++n) ratio.push_back(radius[n][ray] / size[n]);
    shape[ray] = percentile(std::move(ratio), 0.5);
  }
  size = smoothed(running_percentile(size, kNeighbourhoodMm, 0.5), 8.0);
  std::vector<Template> expected;
  for (const double scale : size) {
    Template curve = shape;
    for (double& r : curve) r *= scale;
    expected.push_back(curve);
  }
  return expected;
}

std::vector<Template> ellipses(const ColumnWalls& walls, int first_s, int count) {
  std::vector<Template> expected(static_cast<std::size_t>(count));
  for (int n = 0; n < count; ++n)
    for (int ray = 0; ray < kRays; ++ray)
      expected[static_cast<std::size_t>(n)][static_cast<std::size_t>(ray)] =
          0.5 * walls.depth(first_s + n) /
          std::hypot(std::cos(angle_of(ray)), std::sin(angle_of(ray)) / kWidthPerDepth);
  return expected;
}

}  // namespace

double SideWall::share(const SpinePlace& place) const {
  const double s = std::clamp(place.s_mm - first_s_, 0.0, static_cast<double>(radius_mm_.size() - 1));
  const auto low = static_cast<std::size_t>(s);
  const std::size_t high = std::min(low + 1, radius_mm_.size() - 1);
  const double du = place.u_mm - value_at(centre_u_mm_, s), dv = place.v_mm - value_at(centre_v_mm_, s);
  double turn = std::atan2(dv, du) / (2 * std::numbers::pi);
  if (turn < 0) turn += 1;
  const double ray = turn * kRays;
  const auto first = static_cast<std::size_t>(ray) % kRays;
  const std::size_t second = (first + 1) % kRays;
  const double f = s - static_cast<double>(low), g = ray - std::floor(ray);
  const double radius = (1 - f) * ((1 - g) * radius_mm_[low][first] + g * radius_mm_[low][second]) +
                        f * ((1 - g) * radius_mm_[high][first] + g * radius_mm_[high][second]);
  return std::hypot(du, dv) / radius;
}

const std::vector<double>& SideWall::section(double s_mm) const {
  const double s = std::clamp(s_mm - first_s_, 0.0, static_cast<double>(radius_mm_.size() - 1));
  return radius_mm_[static_cast<std::size_t>(std::lround(s))];
}

double SideWall::back_u_mm(double s_mm) const {
  constexpr int kBeside = 3;  // rays to either side of straight back: 5 mm
  double sum = 0;
  for (int ray = kRays / 2 - kBeside; ray <= kRays / 2 + kBeside; ++ray)
    sum += section(s_mm)[static_cast<std::size_t>(ray)] * std::cos(angle_of(ray));
  return centre_u_mm(s_mm) + sum / (2 * kBeside + 1);
}

double SideWall::half_width_mm(double s_mm) const {
  const auto& radius = section(s_mm);
  double left = 0, right = 0;
  for (int ray = 0; ray <= kRays / 4; ++ray) {
    const double across = std::sin(angle_of(ray));
    left = std::max(left, radius[static_cast<std::size_t>(ray)] * across);
    right = std::max(right, radius[static_cast<std::size_t>((kRays - ray) % kRays)] * across);
  }
  return 0.5 * (left + right);
}

double SideWall::centre_u_mm(double s_mm) const { return value_at(centre_u_mm_, s_mm - first_s_); }
double SideWall::centre_v_mm(double s_mm) const { return value_at(centre_v_mm_, s_mm - first_s_); }

SideWall find_side_wall(const VolumeSampler& scan, const SpineFrame& frame, const ColumnWalls& walls,
                        int from_s, int to_s) {
  constexpr double kAnyBody = 0.40, kBodyOfThisSpine = 0.15;  // tolerance of the expected radius
  const int first = std::clamp(from_s, 0, frame.length_mm() - 1),
            last = std::clamp(to_s, first, frame.length_mm() - 1);
  const int count = last - first + 1;
  const auto traced = [&](const std::vector<Centre>& centres, const std::vector<Template>& expected,
                          double tolerance) {
    Costs edges = smoothed_costs(edge_strengths(scan, frame, centres, first));
    subtract_passed(edges);
    Curves radius(centres.size());
    tbb::parallel_for(std::size_t{0}, radius.size(),
                      [&](std::size_t n) { radius[n] = closed_curve(edges[n], expected[n], tolerance); });
    return radius;
  };
  std::vector<Centre> centres;
  for (int n = 0; n < count; ++n) centres.push_back({walls.centre(first + n), 0});
  Curves radius = traced(centres, ellipses(walls, first, count), kAnyBody);
  const std::vector<Centre> middles = middles_of(radius, centres);
  radius = traced(middles, expected_curves(seen_from(radius, centres, middles)), kBodyOfThisSpine);
  Profile u, v;
  for (const Centre& middle : middles) {
    u.push_back(middle.u_mm);
    v.push_back(middle.v_mm);
  }
  return {first, std::move(u), std::move(v), cleaned(radius)};
}

}  // namespace osteon
