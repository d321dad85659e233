#include "femur/femur_record.hpp"

#include "femur/bone_edge.hpp"
#include "femur/trochanters.hpp"

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace osteon {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;
constexpr double kWholeHead = 0.97;  // share of its surface in view; a voxel at the edge may be missing
constexpr double kTrochantersBelowMm = 80;  // the lesser trochanter ends at most that far below the head
constexpr double kEdgeSdMm = 0.35;          // one half-way edge of a cortex blurred by 3 mm

Eigen::Vector3d within_plane(const Eigen::Vector3d& v, const Eigen::Vector3d& normal) {
  return (v - v.dot(normal) * normal).normalized();
}

/// Of the neck about the shaft, from the patient's side towards his front.
MeasuredAngle anteversion(const NeckAxis& neck, const ShaftAxis& shaft, Side side) {
  const Eigen::Vector3d lateral = side == Side::left ? Eigen::Vector3d(1, 0, 0) : Eigen::Vector3d(-1, 0, 0);
  const Eigen::Vector3d towards_head = -within_plane(neck.direction, shaft.direction);
  const Eigen::Vector3d medial = -within_plane(lateral, shaft.direction);
  Eigen::Vector3d anterior = shaft.direction.cross(medial);
  if (side == Side::right) anterior = -anterior;
  const double deg = std::atan2(towards_head.dot(anterior), towards_head.dot(medial)) * kDegrees;
  const double across = neck.direction.cross(shaft.direction).norm();
  return {deg, std::hypot(neck.direction_sd_deg, shaft.direction_sd_deg) / std::max(0.3, across)};
}

FemoralNeck neck_record(const NeckAxis& neck, const Eigen::Vector3d& long_axis) {
  const Eigen::Vector3d across = within_plane(long_axis, neck.direction);
  std::vector<PatientPoint<3>> outline;
  for (const Eigen::Vector3d& p : neck.outline.points_mm) outline.push_back({p});
  return {{neck.narrowest_mm},   neck.direction,
          neck.direction_sd_deg, neck.area_mm2,
          neck.area_sd_mm2,      {mm(width_along(neck.outline, across)), mm(std::sqrt(2.0) * kEdgeSdMm)},
          std::move(outline)};
}

/// Where the neck's axis leaves the femur on the outer side, from the head's centre; nothing where the image
/// ends.
std::optional<double> outer_end_mm(const FemurRegion& femur, const VolumeSampler& scan,
                                   const HeadSphere& head, const NeckAxis& neck) {
  constexpr double kMostMm = 130, kNearMm = 3;
  double t = neck.along_mm;
  while (t < kMostMm && holds(femur, head.center_mm + t * neck.direction)) t += 0.25;
  if (t >= kMostMm || !shown(scan, head.center_mm + (t + kNearMm) * neck.direction)) return std::nullopt;
  double best = t, nearest = kNearMm;
  for (const BoneEdge& edge : bone_edges_on(scan, head.center_mm, neck.direction, t - 6, t + 6)) {
    if (std::abs(edge.at_mm - t) >= nearest) continue;
    nearest = std::abs(edge.at_mm - t);
    best = edge.at_mm;
  }
  return best;
}

/// Where the axis leaves the pelvis on the inner side, from the head's centre.
std::optional<double> inner_brim_mm(const VolumeSampler& scan, const HeadSphere& head, const NeckAxis& neck) {
  constexpr double kMostMm = 25, kLeastMm = 3;  // beyond the head: joint space, floor of the socket
  const Eigen::Vector3d inwards = -neck.direction;
  if (!shown(scan, head.center_mm + (head.radius_mm + kMostMm) * inwards)) return std::nullopt;
  const auto edges =
      bone_edges_on(scan, head.center_mm, inwards, head.radius_mm - 2, head.radius_mm + kMostMm);
  if (edges.empty() || edges.back().at_mm < head.radius_mm + kLeastMm) return std::nullopt;
  return edges.back().at_mm;
}

void add_shaft(const ShaftAxis& shaft, const FemurRegion& region, const HeadSphere& head,
               const NeckAxis& neck, SegmentedFemur& femur) {
  femur.shaft =
      FemoralShaft{{shaft.point_mm}, shaft.direction, shaft.direction_sd_deg, shaft.from_mm, shaft.to_mm};
  const double cosine = std::clamp(neck.direction.dot(shaft.direction), -1.0, 1.0);
  femur.neck_shaft_angle =
      MeasuredAngle{std::acos(cosine) * kDegrees, std::hypot(neck.direction_sd_deg, shaft.direction_sd_deg)};
  femur.anteversion_to_patient = anteversion(neck, shaft, femur.side);
  const FemurFrame frame = frame_of(shaft, head, femur.side);
  femur.in_view.trochanters = !cut_above(region, head, frame, kTrochantersBelowMm);
  const auto keep = [](const std::optional<BonyPlace>& place, std::optional<PatientPoint<3>>& point,
                       std::optional<double>& sd_mm) {
    if (!place) return;
    point = PatientPoint<3>{place->mm};
    sd_mm = place->sd_mm;
  };
  keep(greater_trochanter(region, frame), femur.greater_trochanter, femur.greater_trochanter_sd_mm);
  keep(lesser_trochanter(region, frame, shaft), femur.lesser_trochanter, femur.lesser_trochanter_sd_mm);
  keep(trochanteric_notch(region, frame, head, neck), femur.trochanteric_notch,
       femur.trochanteric_notch_sd_mm);
}

void add_lengths(const FemurRegion& region, const VolumeSampler& scan, const HeadSphere& head,
                 const NeckAxis& neck, SegmentedFemur& femur) {
  const auto outer = outer_end_mm(region, scan, head, neck);
  if (!outer) return;
  const double sd = std::hypot(kEdgeSdMm, head.center_sd_mm);
  femur.neck_axis_length =
      Measured<Length>{mm(*outer + head.radius_mm), mm(std::hypot(sd, head.radius_sd_mm))};
  if (const auto inner = inner_brim_mm(scan, head, neck))
    femur.hip_axis_length = Measured<Length>{mm(*outer + *inner), mm(std::hypot(kEdgeSdMm, kEdgeSdMm))};
}

void add_warnings(SegmentedFemur& femur) {
  if (!femur.in_view.head)
    femur.warnings.push_back({"femur.head-cut", "The image ends within the head of the femur."});
  if (!femur.in_view.shaft)
    femur.warnings.push_back(
        {"femur.no-shaft",
         "Too little of the shaft is in the image: no angles, no trochanters, no total hip."});
  else if (!femur.in_view.trochanters)
    femur.warnings.push_back({"femur.trochanter-cut", "The image ends within a trochanter: no total hip."});
}

}  // namespace

MeasuredFemur describe_femur(FemurRegion region, const VolumeSampler& scan, const HeadSphere& head,
                             const NeckAxis& neck, Side side) {
  const auto shaft = find_shaft_axis(region, head, neck);
  const Eigen::Vector3d long_axis = shaft ? shaft->direction : Eigen::Vector3d(0, 0, 1);
  SegmentedFemur femur{side,
                       {head.seen_share >= kWholeHead, false, shaft.has_value()},
                       {{head.center_mm}, {mm(head.radius_mm), mm(head.radius_sd_mm)}, head.center_sd_mm},
                       neck_record(neck, long_axis)};
  if (shaft) add_shaft(*shaft, region, head, neck, femur);
  add_lengths(region, scan, head, neck, femur);
  add_warnings(femur);
  return {std::move(region), std::move(femur)};
}

}  // namespace osteon
