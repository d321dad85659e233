#pragma once

#include <osteon/imaging/image.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <optional>

namespace osteon {

/// The scan with every axis coarser than `spacing_mm` divided into whole parts below it: through each voxel
/// and its neighbours runs a parabola whose mean over the voxel is the voxel's own value (Colella and
/// Woodward, J Comput Phys 54:174, 1984, without limits). What partial volume mixed is parted as far as
/// neighbours tell. Nothing where no axis is as coarse.
[[nodiscard]] std::optional<Image3D<std::int16_t>> refined_volume(const Image3D<std::int16_t>& scan,
                                                                  double spacing_mm);

/// sd along each axis of what is left of the voxels' blur when the refined volume of a scan with this spacing
/// is read linearly between its voxels (kernel of the scanner not included).
[[nodiscard]] Eigen::Vector3d refined_blur_mm(const Eigen::Vector3d& scan_spacing_mm, double spacing_mm);

}  // namespace osteon
