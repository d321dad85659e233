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

/// How deep every voxel lies by steps to face neighbours: the least sum of steps to a voxel outside, one step
/// along axis n being `step_mm[n]` long. So a voxel survives k erosions by the 6-neighbour element of steps
/// of 1 when its depth is more than k. i varies fastest; beyond the edges of the box there is no mask.
[[nodiscard]] std::vector<double> steps_in_mask_mm(const std::vector<std::uint8_t>& mask,
                                                   const std::array<int, 3>& size,
                                                   const Eigen::Vector3d& step_mm);

}  // namespace osteon
