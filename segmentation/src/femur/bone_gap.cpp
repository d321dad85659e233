#include "femur/bone_gap.hpp"

#include "femur/bone_edge.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace osteon {
namespace {

// In head radii.
constexpr double kStep = 0.05;
constexpr double kNear = 0.15, kFar = 0.35;  // the bone on both sides that a sheet is compared with
constexpr double kCore = 0.35;               // marrow inside, cortex outside
constexpr double kTube = 0.85;               // widest neck

/// What a plane across the neck shows: its cortex, all round, and its marrow. Not seen: -1.
struct Sheet {
  double cortex_hu = -1, marrow_hu = -1;
};

Sheet looked_at(const VolumeSampler& scan, const HeadSphere& head, const Eigen::Vector3d& axis,
                const Eigen::Vector3d& middle, const Eigen::Vector3d& normal) {
  constexpr int kAround = 32, kLeastSeen = 20;
  constexpr double kStepMm = 0.75;
  const auto [u, v] = across(normal);
  const auto of_femur = [&](const Eigen::Vector3d& place) {
    const Eigen::Vector3d arm = place - head.center_mm;
    const double along = arm.dot(axis), r = head.radius_mm;
    return arm.norm() <= r + 1 || (along > 0.5 * r && (arm - along * axis).norm() <= kTube * r);
  };
  std::vector<double> brightest;
  double core = 0, count = 0;
  for (int n = 0; n < kAround; ++n) {
    const double angle = 2 * std::numbers::pi * n / kAround;
    const Eigen::Vector3d out = std::cos(angle) * u + std::sin(angle) * v;
    double most = -1;
    for (double t = 0; t <= 1.3 * head.radius_mm; t += kStepMm) {
      const Eigen::Vector3d place = middle + t * out;
      if (!of_femur(place)) break;
      if (!shown(scan, place)) {
        most = -1;
        break;
      }
      const double hu = scan.at(place);
      if (t <= kCore * head.radius_mm)
        core += t * hu, count += t;
      else
        most = std::max(most, hu);
    }
    if (most >= 0) brightest.push_back(most);
  }
  if (static_cast<int>(brightest.size()) < kLeastSeen || count == 0) return {};
  const auto median = brightest.begin() + static_cast<std::ptrdiff_t>(brightest.size() / 2);
  std::nth_element(brightest.begin(), median, brightest.end());
  return {*median, core / count};
}

/// How much darker a value is than the brightest on the duller of its two sides.
double dip_at(const std::vector<double>& values, std::size_t at) {
  constexpr auto kFrom = static_cast<std::size_t>(kNear / kStep + 0.5),
                 kTo = static_cast<std::size_t>(kFar / kStep + 0.5);
  if (at < kTo || at + kTo >= values.size() || values[at] < 0) return 0;
  double before = -1, after = -1;
  for (std::size_t n = kFrom; n <= kTo; ++n) {
    before = std::max(before, values[at - n]);
    after = std::max(after, values[at + n]);
  }
  const double sides = std::min(before, after);
  return sides <= 50 ? 0 : std::clamp(1 - values[at] / sides, 0.0, 1.0);
}

/// Normals of the planes to be tried.
std::vector<Eigen::Vector3d> normals_about(const Eigen::Vector3d& axis) {
  const auto [u, v] = across(axis);
  std::vector<Eigen::Vector3d> normals{axis};
  for (const double deg : {15.0, 30.0, 45.0})
    for (int n = 0; n < 8; ++n) {
      const double tilt = deg * std::numbers::pi / 180, angle = std::numbers::pi * n / 4;
      normals.emplace_back(std::cos(tilt) * axis +
                           std::sin(tilt) * (std::cos(angle) * u + std::sin(angle) * v));
    }
  return normals;
}

/// Every place, from `from` to `to` head radii along the axis, of every plane.
std::vector<BoneGap> gaps(const VolumeSampler& scan, const HeadSphere& head, const Eigen::Vector3d& axis,
                          double from, double to) {
  const std::vector<Eigen::Vector3d> normals = normals_about(axis);
  const auto count = static_cast<std::size_t>((to - from + 2 * kFar) / kStep + 1.5);
  std::vector<BoneGap> all(normals.size() * count);
  tbb::parallel_for(std::size_t{0}, normals.size(), [&](std::size_t m) {
    std::vector<double> along, cortex, marrow;
    for (std::size_t n = 0; n < count; ++n) {
      along.push_back((from - kFar + kStep * static_cast<double>(n)) * head.radius_mm);
      const Sheet sheet = looked_at(scan, head, axis, head.center_mm + along.back() * axis, normals[m]);
      cortex.push_back(sheet.cortex_hu);
      marrow.push_back(sheet.marrow_hu);
    }
    for (std::size_t n = 0; n < count; ++n)
      all[m * count + n] = {along[n], dip_at(cortex, n), dip_at(marrow, n)};
  });
  return all;
}

template <class Depth>
std::optional<BoneGap> deepest(const std::vector<BoneGap>& all, const Depth& depth) {
  const auto best = std::max_element(all.begin(), all.end(),
                                     [&](const BoneGap& a, const BoneGap& b) { return depth(a) < depth(b); });
  if (best == all.end() || depth(*best) <= 0) return std::nullopt;
  return *best;
}

}  // namespace

std::optional<BoneGap> darkest_plate(const VolumeSampler& scan, const HeadSphere& head,
                                     const Eigen::Vector3d& axis) {
  return deepest(gaps(scan, head, axis, 0.1, 0.9),
                 [](const BoneGap& gap) { return std::min(gap.cortex_dip, gap.marrow_dip); });
}

std::optional<BoneGap> widest_break(const VolumeSampler& scan, const HeadSphere& head,
                                    const Eigen::Vector3d& axis) {
  return deepest(gaps(scan, head, axis, 0.9, 1.6), [](const BoneGap& gap) { return gap.cortex_dip; });
}

}  // namespace osteon
