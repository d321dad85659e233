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
  double standard_error_hu = 0;  ///< of the mean, from the scatter of the voxels
  double dense_share = 0;        ///< of the voxels, above 800 HU
};

/// Neighbouring voxels repeat each other, so the number of independent ones is taken as
/// N * product over the axes of (1 - r) / (1 + r), r = correlation of neighbours along the axis.
/// Source: Bayley GV, Hammersley JM, Suppl J R Stat Soc 1946;8(2):184-197 (series with r, r^2, r^3 ...).
[[nodiscard]] RegionStatistics region_statistics(const Image3D<std::int16_t>& volume, const LabelBox& box,
                                                 const std::vector<std::uint8_t>& mask);

/// SHA-256 of (i, j, k) as little-endian int32 of every voxel of the mask, i fastest.
[[nodiscard]] std::string region_sha256(const LabelBox& box, const std::vector<std::uint8_t>& mask);

}  // namespace osteon
