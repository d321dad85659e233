#pragma once

#include "dxa/hip_head.hpp"

namespace osteon {

/// The neck across the picture, working pixels.
struct PictureNeck {
  Eigen::Vector2d center;     ///< middle of the narrowest section
  Eigen::Vector2d direction;  ///< away from the head; unit
  double sd_deg;              ///< by how much its own axis and the way to the head's centre differ
  double width;
  Eigen::Vector2d upper, lower;  ///< ends of the narrowest section
};
/// Absent where no section between both bays lies beside the head and across the way to it.
[[nodiscard]] std::optional<PictureNeck> neck_axis(const HipOutline& outline, const HeadCircle& head);

/// Where the neck's upper border turns into the greater trochanter: the corner farthest below the straight
/// line from the neck's narrowest section to the trochanter's tip.
[[nodiscard]] Eigen::Vector2d trochanteric_notch(const HipOutline& outline, const PictureNeck& neck,
                                                 const Eigen::Vector2d& trochanter_tip);

/// What stands out of the shaft's medial edge below the neck.
struct LesserTrochanter {
  Eigen::Vector2d top;
  double height;  ///< above the edge without it
};
[[nodiscard]] std::optional<LesserTrochanter> lesser_trochanter(const HipOutline& outline);

/// The femur of the outline: its head as a circle, and what lies beyond it within the neck's own borders.
[[nodiscard]] cv::Mat1b femur_of(const HipOutline& outline, const HeadCircle& head, const PictureNeck& neck);

}  // namespace osteon
