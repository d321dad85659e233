#pragma once

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <vector>

namespace osteon {

/// How deep every voxel centre lies inside a mask: the exact Euclidean distance in mm to its outline, which
/// runs along the faces of its voxels; 0 outside, never more than `cap_mm`. i varies fastest.
/// Beyond the edges of the box there is no mask.
[[nodiscard]] std::vector<double> depth_in_mask_mm(const std::vector<std::uint8_t>& mask,
                                                   const std::array<int, 3>& size,
                                                   const Eigen::Vector3d& spacing_mm, double cap_mm);

}  // namespace osteon
