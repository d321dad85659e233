#pragma once

#include "femur/femur_axes.hpp"

#include <osteon/imaging/anatomy.hpp>

#include <optional>

namespace osteon {

/// Axes of a femur: unit vectors, perpendicular to each other.
struct FemurFrame {
  Eigen::Vector3d origin_mm;  ///< on the shaft's axis, nearest to the head's centre
  Eigen::Vector3d superior;   ///< along the shaft
  Eigen::Vector3d medial;     ///< from the shaft's axis to the head
  Eigen::Vector3d posterior;
};
[[nodiscard]] FemurFrame frame_of(const ShaftAxis& shaft, const HeadSphere& head, Side side);

/// Tip of the greater trochanter: the most proximal place on the side of the shaft's axis away from the head.
[[nodiscard]] std::optional<Eigen::Vector3d> greater_trochanter(const FemurRegion& femur,
                                                                const FemurFrame& frame);

/// The most prominent place between medial and posterior below the neck.
[[nodiscard]] std::optional<Eigen::Vector3d> lesser_trochanter(const FemurRegion& femur,
                                                               const FemurFrame& frame,
                                                               const ShaftAxis& shaft);

/// Whether the image ends within the femur less than `to_mm` below the head's level (the head itself aside).
[[nodiscard]] bool cut_above(const FemurRegion& femur, const HeadSphere& head, const FemurFrame& frame,
                             double to_mm);

}  // namespace osteon
