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

std::optional<Eigen::Vector3d> greater_trochanter(const FemurRegion& femur, const FemurFrame& frame) {
  constexpr double kTipMm = 2.5;  // mean of what lies this close to the very top
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
  return mean + (top - mean.dot(frame.superior)) * frame.superior;
}

std::optional<Eigen::Vector3d> lesser_trochanter(const FemurRegion& femur, const FemurFrame& frame,
                                                 const ShaftAxis& shaft) {
  // Four femurs: 41 to 59 mm below the head's level, 40 to 60 degrees behind medial, twice the shaft's
  // radius.
  constexpr double kFromMm = 25, kToMm = 100, kStepMm = 1, kFirstDeg = 30, kLastDeg = 90, kReachMm = 45;
  constexpr double kProminent = 1.3;
  constexpr double kSummitMm = 1;  // the apex is the middle of what stands out this nearly as far
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
  double count = 0;
  for (const Place& place : places) {
    if (place.radius_mm < summit.radius_mm - kSummitMm || (place.mm - summit.mm).norm() > 15) continue;
    sum += place.mm;
    ++count;
  }
  return sum / count;
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
