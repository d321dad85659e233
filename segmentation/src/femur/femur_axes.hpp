#pragma once

#include "femur/section.hpp"

#include <osteon/imaging/result.hpp>

#include <Eigen/Core>

#include <optional>

namespace osteon {

/// The neck's axis: from the head's centre through the middle of the narrowest section across it.
struct NeckAxis {
  Eigen::Vector3d direction;  ///< unit, away from the head
  double direction_sd_deg;
  Eigen::Vector3d narrowest_mm;  ///< middle of the narrowest section
  double along_mm;               ///< its distance from the head's centre
  double area_mm2, area_sd_mm2;  ///< sub-voxel outline
  Outline outline;
};

/// Errors: femur.no-neck, where no section between head and trochanters is narrower than those on either
/// side; femur.neck-cut.
[[nodiscard]] Result<NeckAxis> find_neck_axis(const FemurRegion& femur, const VolumeSampler& scan,
                                              const HeadSphere& head, const NeckCourse& course);

/// Straight line through the middles of the shaft's sections below the lesser trochanter.
struct ShaftAxis {
  Eigen::Vector3d point_mm;   ///< on the axis, nearest to the head's centre
  Eigen::Vector3d direction;  ///< unit, towards the hip
  double direction_sd_deg;
  double from_mm, to_mm;  ///< sections used, as distances below point_mm
  double area_mm2;        ///< median section
};

/// Nothing where less than 25 mm of the shaft are in view.
[[nodiscard]] std::optional<ShaftAxis> find_shaft_axis(const FemurRegion& femur, const HeadSphere& head,
                                                       const NeckAxis& neck);

}  // namespace osteon
