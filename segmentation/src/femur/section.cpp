#include "femur/section.hpp"

#include "femur/between_voxels.hpp"
#include "femur/bone_edge.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr double kStepMm = 0.75, kExtentMm = 45;
// A surface beside the image's end is peeled off: what comes that near to it may go on beyond it.
constexpr int kCutReach = 2;
constexpr int kHalf = static_cast<int>(kExtentMm / kStepMm), kSide = 2 * kHalf + 1;

/// Whether the image shows nothing at a place: beyond the lattice, or padding.
bool beyond_image(const FemurRegion& femur, const Eigen::Vector3d& place) {
  const Eigen::Vector3d p = cube_index(femur.mask.grid(), place);
  Eigen::Vector3i near;
  for (int n = 0; n < 3; ++n) {
    const int size = femur.mask.grid().size[static_cast<std::size_t>(n)];
    if (!(p[n] >= -0.5 && p[n] <= size - 0.5)) return true;
    near[n] = std::clamp(static_cast<int>(std::lround(p[n])), 0, size - 1);
  }
  return femur.hounsfield.at(near[0], near[1], near[2]) == kOutsideHu;
}

/// Bone in the plane's lattice: 0 none, 1 bone, 2 outside of the image.
std::vector<char> sampled(const FemurRegion& femur, const SectionPlane& plane) {
  std::vector<char> bone(static_cast<std::size_t>(kSide * kSide));
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      const Eigen::Vector3d place =
          plane.middle_mm + kStepMm * ((x - kHalf) * plane.u + (y - kHalf) * plane.v);
      bone[static_cast<std::size_t>(y * kSide + x)] = beyond_image(femur, place) ? 2
                                                      : holds(femur, place)      ? 1
                                                                                 : 0;
    }
  return bone;
}

/// Nearest lattice place with bone, or nothing.
std::optional<std::array<int, 2>> start_in(const std::vector<char>& bone, double reach_mm) {
  std::optional<std::array<int, 2>> best;
  double least = reach_mm / kStepMm * reach_mm / kStepMm + 1e-6;
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      const double d = (x - kHalf) * (x - kHalf) + (y - kHalf) * (y - kHalf);
      if (d >= least || bone[static_cast<std::size_t>(y * kSide + x)] != 1) continue;
      least = d;
      best = {x, y};
    }
  return best;
}

}  // namespace

SectionPlane plane_across(const Eigen::Vector3d& middle_mm, const Eigen::Vector3d& axis) {
  const auto [u, v] = across(axis);
  return {middle_mm, u, v};
}

std::optional<BoneSection> section_of(const FemurRegion& femur, const SectionPlane& plane, double reach_mm) {
  std::vector<char> bone = sampled(femur, plane);
  const auto start = start_in(bone, reach_mm);
  if (!start) return std::nullopt;
  std::vector<std::array<int, 2>> piece{*start};
  bone[static_cast<std::size_t>((*start)[1] * kSide + (*start)[0])] = 3;
  bool cut = false;
  double sum_x = 0, sum_y = 0;
  for (std::size_t next = 0; next < piece.size(); ++next) {
    const auto [x, y] = piece[next];
    sum_x += x - kHalf;
    sum_y += y - kHalf;
    constexpr std::array<std::array<int, 2>, 4> kSteps{{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}};
    for (const auto& step : kSteps) {
      for (int far = 1; far <= kCutReach && !cut; ++far) {
        const int a = x + far * step[0], b = y + far * step[1];
        if (a < 0 || b < 0 || a >= kSide || b >= kSide) break;
        cut = bone[static_cast<std::size_t>(b * kSide + a)] == 2;
      }
      const int a = x + step[0], b = y + step[1];
      if (a < 0 || b < 0 || a >= kSide || b >= kSide) continue;
      char& here = bone[static_cast<std::size_t>(b * kSide + a)];
      if (here != 1) continue;
      here = 3;
      piece.push_back({a, b});
    }
  }
  const auto count = static_cast<double>(piece.size());
  const Eigen::Vector3d centroid =
      plane.middle_mm + kStepMm * (sum_x / count * plane.u + sum_y / count * plane.v);
  return BoneSection{count * kStepMm * kStepMm, centroid, cut};
}

std::optional<Outline> outline_of(const FemurRegion& femur, const VolumeSampler& scan,
                                  const SectionPlane& plane) {
  constexpr int kRays = 72;
  constexpr double kNearMm = 3;  // of the mask's surface, which is known to a voxel or two
  const auto section = section_of(femur, plane);
  if (!section) return std::nullopt;
  std::array<double, kRays> of_mask{}, radius{};
  int met = 0;
  for (std::size_t n = 0; n < kRays; ++n) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(n) / kRays;
    const Eigen::Vector3d out = std::cos(angle) * plane.u + std::sin(angle) * plane.v;
    double t = 0;
    while (t < kExtentMm && holds(femur, section->centroid_mm + t * out)) t += 0.25;
    of_mask[n] = radius[n] = t;
    double best = kNearMm;
    const double from = std::max(0.0, t - kNearMm - 3);
    for (const BoneEdge& edge : bone_edges_on(scan, section->centroid_mm, out, from, t + kNearMm + 3)) {
      if (std::abs(edge.at_mm - t) >= best) continue;
      best = std::abs(edge.at_mm - t);
      radius[n] = surface_at(scan, section->centroid_mm, out, edge);
    }
    if (best < kNearMm) ++met;
  }
  Outline outline{section->centroid_mm, {}, static_cast<double>(met) / kRays, 0, 0};
  double squares = 0;
  for (std::size_t n = 0; n < kRays;
       ++n) {  // single rays that met something else give way to their neighbours
    std::array<double, 5> near{};
    for (std::size_t m = 0; m < 5; ++m) near[m] = radius[(n + kRays + m - 2) % kRays];
    std::nth_element(near.begin(), near.begin() + 2, near.end());
    squares += (radius[n] - near[2]) * (radius[n] - near[2]);
    const double angle = 2 * std::numbers::pi * static_cast<double>(n) / kRays;
    outline.points_mm.push_back(section->centroid_mm +
                                near[2] * (std::cos(angle) * plane.u + std::sin(angle) * plane.v));
    outline.area_mm2 += 0.5 * near[2] * near[2] * 2 * std::numbers::pi / kRays;
  }
  outline.rms_mm = std::sqrt(squares / kRays);
  return outline;
}

double width_along(const Outline& outline, const Eigen::Vector3d& direction) {
  double low = 1e30, high = -1e30;
  for (const Eigen::Vector3d& p : outline.points_mm) {
    low = std::min(low, p.dot(direction));
    high = std::max(high, p.dot(direction));
  }
  return high - low;
}

bool holds(const FemurRegion& femur, const Eigen::Vector3d& place_mm) {
  return between_voxels(femur.depth_mm, place_mm, -1, [](float depth) { return depth; }) >= 0;
}

}  // namespace osteon
