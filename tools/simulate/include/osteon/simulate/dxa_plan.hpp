#pragma once

#include <osteon/densitometry/dxa_simulation.hpp>
#include <osteon/densitometry/hip_projection.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

// What a technologist does before a scan: which part of the patient is taken, and how he lies.

namespace osteon {

struct DxaPlan {
  DxaView view;
  Eigen::Vector3d pivot;  ///< in the middle of what is looked at: patients turn about it
};

/// From the front, 180 mm wide about the column, from the middle of T12 to the upper third of L5 and the
/// iliac crest, less where the CT ends. Without T12, 200 mm upwards from the lower end. Errors:
/// anatomy.no-spine (no lumbar vertebra).
[[nodiscard]] Result<DxaPlan> plan_spine(const CtScan& scan, const SpineSegmentation& spine,
                                         const Eigen::Vector2d& pixel_mm);

/// Across the plane of neck and shaft with the shaft upright, 170 x 150 mm as GE Lunar's objects hold them,
/// less where the CT ends. The patient's left is the picture's right.
[[nodiscard]] DxaPlan plan_hip(const CtScan& scan, const FemurPlacement& femur,
                               const Eigen::Vector2d& pixel_mm);

}  // namespace osteon
