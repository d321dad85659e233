#pragma once

#include <osteon/densitometry/hip_density.hpp>
#include <osteon/segmentation/femur_segmenter.hpp>

namespace osteon {

/// Where a femur stands, as its projection needs it; nothing without its shaft.
[[nodiscard]] std::optional<FemurPlacement> placement_of(const SegmentedFemur& femur);

/// Its density. Errors: femur.no-shaft, and those of measure_hip_density.
[[nodiscard]] Result<HipDensity> hip_density(const CtScan& scan, const LabelMap<3>& femurs,
                                             const SegmentedFemur& femur, const DensityLine& line);

}  // namespace osteon
