#include "femur/trochanters.hpp"

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace osteon {
namespace {

template <class Visit>
void for_each_bone_voxel(const FemurRegion& femur, const Visit& visit) {
  const Grid<3>& grid = femur.mask.grid();
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i)
        if (femur.mask.at(i, j, k) != 0)
          visit(std::array<int, 3>{i, j, k}, grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm);
}

/// Whether the image ends beside a voxel.
bool at_end(const FemurRegion& femur, const std::array<int, 3>& p) {
  const auto& size = femur.mask.grid().size;
  for (std::size_t n = 0; n < 3; ++n)
    for (const int step : {-1, 1}) {
      auto q = p;
      q[n] += step;
      if (q[n] < 0 || q[n] >= size[n]) return true;
      if (femur.hounsfield.at(q[0], q[1], q[2]) == kOutsideHu) return true;
    }
  return false;
}

}  // namespace

FemurFrame frame_of(const ShaftAxis& shaft, const HeadSphere& head, Side side) {
  const Eigen::Vector3d up = shaft.direction;
  Eigen::Vector3d medial = head.center_mm - shaft.point_mm;
  medial = (medial - medial.dot(up) * up).normalized();
  const Eigen::Vector3d right_handed = up.cross(medial);
  return {shaft.point_mm, up, medial, side == Side::right ? right_handed : Eigen::Vector3d(-right_handed)};
}

std::optional<BonyPlace> greater_trochanter(const FemurRegion& femur, const FemurFrame& frame) {
  constexpr double kTipMm = 2.5;     // mean of what lies this close to the very top
  constexpr double kEdgeSdMm = 0.6;  // of the surface, from voxels of 1.5 to 3 mm
  double top = -1e30;
  const auto lateral = [&](const Eigen::Vector3d& place) {
    return (place - frame.origin_mm).dot(frame.medial) <= 0;
  };
  for_each_bone_voxel(femur, [&](const auto&, const Eigen::Vector3d& place) {
    if (lateral(place)) top = std::max(top, place.dot(frame.superior));
  });
  if (top < -1e29) return std::nullopt;
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  double count = 0;
  for_each_bone_voxel(femur, [&](const auto&, const Eigen::Vector3d& place) {
    if (!lateral(place) || place.dot(frame.superior) < top - kTipMm) return;
    sum += place;
    ++count;
  });
  const Eigen::Vector3d mean = sum / count;
  const double breadth = std::sqrt(count * femur.mask.grid().pixel_volume_mm() / kTipMm);
  return BonyPlace{mean + (top - mean.dot(frame.superior)) * frame.superior,
                   std::hypot(kEdgeSdMm, 0.1 * breadth)};
}

std::optional<BonyPlace> lesser_trochanter(const FemurRegion& femur, const FemurFrame& frame,
                                           const ShaftAxis& shaft) {
  // Four femurs: 41 to 59 mm below the head's level, 40 to 60 degrees behind medial, twice the shaft's
  // radius.
  constexpr double kFromMm = 25, kToMm = 100, kStepMm = 1, kFirstDeg = 30, kLastDeg = 90, kReachMm = 45;
  constexpr double kProminent = 1.3;
  constexpr double kSummitMm = 2.5;  // the apex is the middle of the cap of this depth, its top counting most
  struct Place {
    double level_mm, radius_mm;
    Eigen::Vector3d mm;
  };
  std::vector<Place> places;
  for (double t = kFromMm; t <= kToMm; t += kStepMm)
    for (double deg = kFirstDeg; deg <= kLastDeg; deg += 3) {
      const double rad = deg * std::numbers::pi / 180;
      const Eigen::Vector3d out = std::cos(rad) * frame.medial + std::sin(rad) * frame.posterior;
      const Eigen::Vector3d middle = frame.origin_mm - t * frame.superior;
      double r = kReachMm;
      while (r > 0 && !holds(femur, middle + r * out)) r -= 0.25;
      if (r < kReachMm) places.push_back({t, r, middle + r * out});
    }
  if (places.empty()) return std::nullopt;
  const Place& summit = *std::max_element(
      places.begin(), places.end(), [](const Place& a, const Place& b) { return a.radius_mm < b.radius_mm; });
  // At the upper end of what is searched it is the neck that stands out; at the lower one nothing does.
  const double shaft_radius = std::sqrt(shaft.area_mm2 / std::numbers::pi);
  if (summit.radius_mm < kProminent * shaft_radius || summit.level_mm <= kFromMm + 2) return std::nullopt;
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  double weights = 0, squares = 0;
  for (const Place& place : places) {
    const double weight = place.radius_mm - (summit.radius_mm - kSummitMm);
    if (weight <= 0 || (place.mm - summit.mm).norm() > 15) continue;
    sum += weight * place.mm;
    weights += weight;
    squares += weight * (place.mm - summit.mm).squaredNorm();
  }
  const Eigen::Vector3d apex = sum / weights;
  const double breadth = std::sqrt(std::max(0.0, squares / weights - (apex - summit.mm).squaredNorm()));
  return BonyPlace{apex, std::hypot(0.5, 0.15 * breadth)};
}

namespace {

constexpr double kOutlineStepMm = 0.5;

/// Heights of the projection's upper outline above a place, along the shaft: from `from_mm` to `to_mm`
/// sidewards.
std::vector<double> upper_outline(const FemurRegion& femur, const Eigen::Vector3d& origin,
                                  const Eigen::Vector3d& lateral, const Eigen::Vector3d& superior,
                                  double from_mm, double to_mm) {
  constexpr double kDepthMm = 40, kDepthStepMm = 1.5, kAboveMm = 30,
                   kBelowMm = 60;  // a trochanter is as thick
  const Eigen::Vector3d normal = lateral.cross(superior);
  std::vector<double> outline;
  for (double x = from_mm; x <= to_mm; x += kOutlineStepMm) {
    double top = -kBelowMm;
    for (double depth = -kDepthMm; depth <= kDepthMm; depth += kDepthStepMm)
      for (double h = kAboveMm; h > top; h -= kOutlineStepMm)
        if (holds(femur, origin + x * lateral + h * superior + depth * normal)) top = h;
    outline.push_back(top);
  }
  return outline;
}

}  // namespace

std::optional<BonyPlace> trochanteric_notch(const FemurRegion& femur, const FemurFrame& frame,
                                            const HeadSphere& head, const NeckAxis& neck) {
  // From the neck's narrowest section to the trochanter's tip, which stands on the shaft's axis or outside.
  constexpr double kInsideAxisMm = 5, kOutsideAxisMm = 15;
  // The neck's upper outline runs sidewards or down by up to 40 degrees, the trochanter's rises by 50 and
  // more: seen from a line that rises by 20 the corner between both is the lowest place.
  constexpr double kRise = 0.36;
  constexpr double kLeastDepthMm = 2;  // of the notch below the trochanter; less is none
  constexpr double kFlatMm = 1;        // the notch is the middle of what is nearly as deep
  constexpr double kEdgeSdMm = 0.6;    // of an outline, from voxels of 1.5 to 3 mm
  const Eigen::Vector3d lateral =
      (neck.direction - neck.direction.dot(frame.superior) * frame.superior).normalized();
  const double from = (neck.narrowest_mm - head.center_mm).dot(lateral);
  const double axis = (frame.origin_mm - head.center_mm).dot(lateral);
  const auto outline =
      upper_outline(femur, head.center_mm, lateral, frame.superior, from, axis + kOutsideAxisMm);
  const double before = std::max(0.0, axis - kInsideAxisMm - from) / kOutlineStepMm;
  if (before + 1 >= static_cast<double>(outline.size())) return std::nullopt;
  const auto tip = std::max_element(outline.begin() + static_cast<std::ptrdiff_t>(before), outline.end());
  std::vector<double> level;  // above a line that rises sidewards
  for (auto h = outline.begin(); h <= tip; ++h)
    level.push_back(*h - kRise * kOutlineStepMm * static_cast<double>(h - outline.begin()));
  const double lowest = *std::min_element(level.begin(), level.end());
  if (level.back() < lowest + kLeastDepthMm) return std::nullopt;
  double weights = 0, sum_x = 0, sum_h = 0, squares = 0;
  for (std::size_t n = 0; n < level.size(); ++n) {
    const double x = from + kOutlineStepMm * static_cast<double>(n);
    const double weight = std::max(0.0, lowest + kFlatMm - level[n]);
    weights += weight, sum_x += weight * x, sum_h += weight * outline[n], squares += weight * x * x;
  }
  const double x = sum_x / weights, breadth = std::sqrt(std::max(0.0, squares / weights - x * x));
  return BonyPlace{head.center_mm + x * lateral + sum_h / weights * frame.superior,
                   std::hypot(kEdgeSdMm, 0.3 * breadth)};
}

bool cut_above(const FemurRegion& femur, const HeadSphere& head, const FemurFrame& frame, double to_mm) {
  bool cut = false;
  for_each_bone_voxel(femur, [&](const std::array<int, 3>& p, const Eigen::Vector3d& place) {
    if (cut || (place - head.center_mm).norm() < head.radius_mm + 2) return;
    if ((frame.origin_mm - place).dot(frame.superior) < to_mm && at_end(femur, p)) cut = true;
  });
  return cut;
}

}  // namespace osteon
