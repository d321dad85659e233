#pragma once

#include "spine/working_volume.hpp"

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace osteon {

/// The articular surface of a femoral head as a sphere.
struct HeadSphere {
  Eigen::Vector3d center_mm;
  double radius_mm;
  double center_sd_mm, radius_sd_mm;
  double seen_share;                        ///< of all directions whose surface lies in the volume
  double surface_share;                     ///< of the directions seen that meet the surface near the sphere
  double rms_mm;                            ///< of those, from the sphere
  std::vector<Eigen::Vector3d> directions;  ///< that were tried; unit vectors, even over the sphere
  std::vector<char> state;                  ///< of each: 0 not seen, 1 no surface near the sphere, 2 surface
};

/// Sphere through the ends of bone round `start_mm`, robust to neck, fovea and socket; `start_mm` may be a
/// few millimetres off. Nothing where there is no such sphere of a head's size.
[[nodiscard]] std::optional<HeadSphere> fit_head(const VolumeSampler& scan, const Eigen::Vector3d& start_mm);

}  // namespace osteon
