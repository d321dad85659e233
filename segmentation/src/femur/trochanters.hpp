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

/// A place on the bone with one standard uncertainty along each axis.
struct BonyPlace {
  Eigen::Vector3d mm;
  double sd_mm;
};

/// Tip of the greater trochanter: the most proximal place on the side of the shaft's axis away from the head.
[[nodiscard]] std::optional<BonyPlace> greater_trochanter(const FemurRegion& femur, const FemurFrame& frame);

/// The most prominent place between medial and posterior below the neck.
[[nodiscard]] std::optional<BonyPlace> lesser_trochanter(const FemurRegion& femur, const FemurFrame& frame,
                                                         const ShaftAxis& shaft);

/// The corner between the neck's upper outline and the greater trochanter in the projection across the plane
/// of neck and shaft: the lowest place above a line that rises sidewards by 20 degrees. Nothing where no
/// trochanter rises beside it.
[[nodiscard]] std::optional<BonyPlace> trochanteric_notch(const FemurRegion& femur, const FemurFrame& frame,
                                                          const HeadSphere& head, const NeckAxis& neck);

/// Whether the image ends within the femur less than `to_mm` below the head's level (the head itself aside).
[[nodiscard]] bool cut_above(const FemurRegion& femur, const HeadSphere& head, const FemurFrame& frame,
                             double to_mm);

}  // namespace osteon
