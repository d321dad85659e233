#pragma once

#include "femur/femur_region.hpp"
#include "spine/working_volume.hpp"

#include <Eigen/Core>

#include <optional>
#include <utility>
#include <vector>

namespace osteon {

/// A plane through the femur: a place in it and two perpendicular unit vectors that span it.
struct SectionPlane {
  Eigen::Vector3d middle_mm, u, v;
};
[[nodiscard]] SectionPlane plane_across(const Eigen::Vector3d& middle_mm, const Eigen::Vector3d& axis);

/// The piece of bone in a plane that lies round (or nearest to) the plane's middle.
struct BoneSection {
  double area_mm2;
  Eigen::Vector3d centroid_mm;
  bool cut;  ///< the image ends within it
};

/// Nothing where no bone lies within `reach_mm` of the plane's middle; pieces end at 45 mm from it.
[[nodiscard]] std::optional<BoneSection> section_of(const FemurRegion& femur, const SectionPlane& plane,
                                                    double reach_mm = 12);

/// The same piece's outline, between the voxels: half-way places on rays from its centroid.
struct Outline {
  Eigen::Vector3d centroid_mm;
  std::vector<Eigen::Vector3d> points_mm;  ///< even angles
  double met_share;  ///< of rays on which an edge of bone was met; the others follow the mask
  double area_mm2;
  double rms_mm;  ///< of the edges, from a smooth course
};
[[nodiscard]] std::optional<Outline> outline_of(const FemurRegion& femur, const VolumeSampler& scan,
                                                const SectionPlane& plane);

/// Extent of an outline along a direction.
[[nodiscard]] double width_along(const Outline& outline, const Eigen::Vector3d& direction);

/// Whether bone lies at a place.
[[nodiscard]] bool holds(const FemurRegion& femur, const Eigen::Vector3d& place_mm);

}  // namespace osteon
