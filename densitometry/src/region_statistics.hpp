#pragma once

#include "label_box.hpp"

#include <osteon/imaging/study.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace osteon {

/// Attenuation within a mask in a box.
struct RegionStatistics {
  std::size_t voxels = 0;
  double mean_hu = 0;
  double standard_error_hu = 0;  ///< of the mean, by noise and texture
  double slope_hu_per_mm = 0;    ///< how much the region brightens from one side to the other
  double dense_share = 0;        ///< of the voxels, above 800 HU
};

/// Voxels scatter by noise and texture, and neighbours repeat each other: the standard error is that of the
/// sums over blocks of 5 mm (smaller ones in small regions), about a plane through the region's HU, for what
/// changes evenly across it is no noise.
/// (batch means).
[[nodiscard]] RegionStatistics region_statistics(const Image3D<std::int16_t>& volume, const LabelBox& box,
                                                 const std::vector<std::uint8_t>& mask);

/// SHA-256 of (i, j, k) as little-endian int32 of every voxel of the mask, i fastest.
[[nodiscard]] std::string region_sha256(const LabelBox& box, const std::vector<std::uint8_t>& mask);

}  // namespace osteon
