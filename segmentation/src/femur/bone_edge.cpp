#include "femur/bone_edge.hpp"

#include "spine/plate_model.hpp"

#include <Eigen/Geometry>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr double kStepMm = 0.5;
constexpr float kLeastDropHu = 50;  // more than noise; porotic marrow against a joint has more
constexpr float kLeastTopHu = 100;  // muscle that ends in fat is no bone
constexpr float kFlatHu = 4;        // noise within a falling flank
constexpr float kDarkestHu = -50;   // marrow fat; air would shift the half-way place
constexpr float kBrightestHu = 1500;
// Cortex that is not blurred: 1000 to 1300 HU at 120 kV. An error of 200 HU shifts a plate's surface by 0.15
// mm.
constexpr double kCortexHu = 1150;

struct Plate {
  double surface_mm, thick_mm, blur_mm;
};

/// Squared difference between a line and marrow, plate and soft tissue, the brightness of the two sides free.
double misfit(const std::vector<double>& at, const std::vector<double>& hu, const Plate& plate) {
  const auto beyond = [&](double t, double border) {  // share of what lies behind the border
    return 0.5 * std::erfc((border - t) / (plate.blur_mm * std::numbers::sqrt2));
  };
  double mm = 0, ms = 0, ss = 0, my = 0, sy = 0, yy = 0;
  for (std::size_t n = 0; n < at.size(); ++n) {
    const double soft = beyond(at[n], plate.surface_mm);
    const double marrow = 1 - beyond(at[n], plate.surface_mm - plate.thick_mm);
    const double y = hu[n] - kCortexHu * (1 - soft - marrow);
    mm += marrow * marrow, ms += marrow * soft, ss += soft * soft;
    my += marrow * y, sy += soft * y, yy += y * y;
  }
  mm += 1e-6, ss += 1e-6;
  const double determinant = mm * ss - ms * ms;
  if (determinant < 1e-9) return yy;
  const double m = (my * ss - sy * ms) / determinant, s = (sy * mm - my * ms) / determinant;
  return std::max(0.0, yy - m * my - s * sy);
}

}  // namespace

bool shown(const VolumeSampler& scan, const Eigen::Vector3d& place_mm) {
  constexpr float kPaddingHu = -1012;
  return scan.inside(place_mm) && scan.at(place_mm) > kPaddingHu;
}

std::vector<BoneEdge> bone_edges_on(const VolumeSampler& scan, const Eigen::Vector3d& start,
                                    const Eigen::Vector3d& direction, double from_mm, double to_mm) {
  std::vector<float> hu;
  for (double t = from_mm; t <= to_mm; t += kStepMm) {
    const Eigen::Vector3d place = start + t * direction;
    if (!shown(scan, place)) break;
    hu.push_back(std::clamp(scan.at(place), kDarkestHu, kBrightestHu));
  }
  std::vector<BoneEdge> edges;
  for (std::size_t n = 0; n + 1 < hu.size();) {
    std::size_t top = n;
    while (top + 1 < hu.size() && hu[top + 1] >= hu[top]) ++top;
    std::size_t foot = top;  // walks on over small rises as long as it goes further down
    for (std::size_t m = top + 1; m < hu.size() && hu[m] < hu[foot] + kFlatHu; ++m)
      if (hu[m] < hu[foot]) foot = m;
    const float drop = hu[top] - hu[foot];
    if (drop >= kLeastDropHu && hu[top] >= kLeastTopHu) {
      const float half = 0.5F * (hu[top] + hu[foot]);
      std::size_t m = top;
      while (hu[m + 1] > half) ++m;
      const double part = (hu[m] - half) / std::max(hu[m] - hu[m + 1], 1e-3F);
      const auto mm_at = [&](double sample) { return from_mm + kStepMm * sample; };
      edges.push_back({mm_at(static_cast<double>(m) + part), drop, mm_at(static_cast<double>(top)),
                       mm_at(static_cast<double>(foot))});
    }
    n = std::max(foot, top + 1);
  }
  return edges;
}

double surface_at(const VolumeSampler& scan, const Eigen::Vector3d& start, const Eigen::Vector3d& direction,
                  const BoneEdge& edge) {
  constexpr double kInsideMm = 3, kOutsideMm = 4, kPlaceStepMm = 0.2;
  constexpr std::array<double, 11> kThicknessMm{0.3, 0.5, 0.75, 1, 1.35, 1.75, 2.25, 3, 4, 5.5, 8};
  const double blur = blur_along(scan, direction);
  const double from = edge.top_mm - kInsideMm, to = std::min(edge.foot_mm, edge.at_mm + kOutsideMm);
  std::vector<double> at, hu;
  for (double t = from; t <= to; t += kStepMm) {
    const Eigen::Vector3d place = start + t * direction;
    if (!shown(scan, place)) return edge.at_mm;
    at.push_back(t);
    hu.push_back(std::clamp(scan.at(place), kDarkestHu, kBrightestHu));
  }
  double best = edge.at_mm, least = 1e30;
  for (const double thick : kThicknessMm)
    for (double place = edge.at_mm - 2.4; place <= edge.at_mm + 0.81; place += kPlaceStepMm) {
      const double cost = misfit(at, hu, {place, thick, blur});
      if (cost >= least) continue;
      least = cost;
      best = place;
    }
  return best;
}

std::vector<Eigen::Vector3d> even_directions(int count) {
  const double golden = std::numbers::pi * (3 - std::sqrt(5.0));
  std::vector<Eigen::Vector3d> result;
  for (int n = 0; n < count; ++n) {
    const double z = 1 - (2 * n + 1.0) / count, r = std::sqrt(1 - z * z);
    result.emplace_back(r * std::cos(golden * n), r * std::sin(golden * n), z);
  }
  return result;
}

std::pair<Eigen::Vector3d, Eigen::Vector3d> across(const Eigen::Vector3d& axis) {
  int least = 0;
  axis.cwiseAbs().minCoeff(&least);
  const Eigen::Vector3d first = axis.cross(Eigen::Vector3d::Unit(least)).normalized();
  return {first, axis.cross(first)};
}

}  // namespace osteon
