#pragma once

#include "spine/working_volume.hpp"

#include <Eigen/Core>

#include <vector>

namespace osteon {

/// A place on a line where bone ends: half-way down from its highest to its lowest attenuation.
struct BoneEdge {
  double at_mm;            ///< along the line
  double drop_hu;          ///< from the bone's top to what lies behind
  double top_mm, foot_mm;  ///< where those two are
};

/// Whether the image shows a place: padding (-1024 HU, darker than air by its noise alone) is no image.
[[nodiscard]] bool shown(const VolumeSampler& scan, const Eigen::Vector3d& place_mm);

/// Ends of bone on the line start + t * direction, from_mm <= t <= to_mm, in order. What leaves the volume
/// is not looked at.
[[nodiscard]] std::vector<BoneEdge> bone_edges_on(const VolumeSampler& scan, const Eigen::Vector3d& start,
                                                  const Eigen::Vector3d& direction, double from_mm,
                                                  double to_mm);

/// Where the surface really stands: blur makes a plate thinner than itself look broader. The line is
/// explained as marrow, cortex of full density and soft tissue, blurred as the scan blurs; the cortex's
/// thickness comes out of its brightness (after Treece et al., Medical Image Analysis 14:276, 2010). `edge`
/// was found on the same line.
[[nodiscard]] double surface_at(const VolumeSampler& scan, const Eigen::Vector3d& start,
                                const Eigen::Vector3d& direction, const BoneEdge& edge);

/// Unit vectors spread evenly over the sphere (golden-angle spiral).
[[nodiscard]] std::vector<Eigen::Vector3d> even_directions(int count);

/// Two unit vectors that are perpendicular to `axis` and to each other.
[[nodiscard]] std::pair<Eigen::Vector3d, Eigen::Vector3d> across(const Eigen::Vector3d& axis);

}  // namespace osteon
