#include "dxa/hip_lengths.hpp"

#include <cmath>

namespace osteon {
namespace {

constexpr double kStepMm = 0.25;
constexpr double kEdgeSdMm = 0.7;                       // of an outline: a pixel and a half of the finder's
constexpr double kFloorLeastMm = 3, kFloorMostMm = 25;  // from the head to the brim: as in CT

/// What a place of the picture shows: a value of `DxaHip::femur`; nothing beyond what was scanned.
std::optional<int> shown_at(const DxaHip& hip, const Eigen::Vector2d& place) {
  const Grid<2>& grid = hip.femur.grid();
  const Eigen::Vector2d p = grid.index_from_patient({place}).ijk.array().round();
  const int x = static_cast<int>(p[0]), y = static_cast<int>(p[1]);
  if (x < 0 || y < 0 || x >= grid.size[0] || y >= grid.size[1] || hip.field.at(x, y) == 0)
    return std::nullopt;
  return hip.femur.at(x, y);
}

/// Where the axis leaves the femur on the outer side, from the neck's middle.
std::optional<double> outer_end(const DxaHip& hip) {
  constexpr double kMostMm = 120;
  double last = 0;
  for (double t = 0; t < kMostMm; t += kStepMm) {
    const auto value = shown_at(hip, hip.neck_center.mm + t * hip.neck.direction);
    if (!value) return std::nullopt;
    if ((*value & 1) == 0) return last + 0.5 * kStepMm;
    last = t;
  }
  return std::nullopt;
}

/// Where the last bone beyond the head ends on the inner side, from the neck's middle; `apex` is the head's.
std::optional<double> inner_brim(const DxaHip& hip, double apex) {
  std::optional<double> end;
  bool bone = true;
  for (double t = kFloorLeastMm; t <= kFloorMostMm; t += kStepMm) {
    const auto value = shown_at(hip, hip.neck_center.mm + (apex - t) * hip.neck.direction);
    if (!value) return std::nullopt;
    if (bone && *value == 0) end = apex - t + 0.5 * kStepMm;
    bone = *value != 0;
  }
  return bone || !end || apex - *end <= kFloorLeastMm ? std::nullopt : end;
}

}  // namespace

HipLengths lengths_of(const DxaHip& hip) {
  HipLengths lengths;
  const auto outer = outer_end(hip);
  if (!outer) return lengths;
  const Eigen::Vector2d to_head = hip.head_center.mm - hip.neck_center.mm;
  const double along = to_head.dot(hip.neck.direction), radius = in_mm(hip.head_radius.value);
  const double beside_2 = to_head.squaredNorm() - along * along;
  if (beside_2 >= radius * radius) return lengths;
  const double apex = along - std::sqrt(radius * radius - beside_2);
  const double head_sd = std::hypot(hip.head_center.sd_mm, in_mm(*hip.head_radius.sd));
  lengths.neck_axis = Measured<Length>{mm(*outer - apex), mm(std::hypot(kEdgeSdMm, head_sd))};
  if (const auto brim = inner_brim(hip, apex))
    lengths.hip_axis = Measured<Length>{mm(*outer - *brim), mm(std::sqrt(2.0) * kEdgeSdMm)};
  return lengths;
}

}  // namespace osteon
