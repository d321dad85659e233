#pragma once

#include "dxa/working_picture.hpp"

#include <osteon/imaging/result.hpp>

#include <Eigen/Core>
#include <opencv2/core.hpp>

#include <cstddef>
#include <optional>
#include <vector>

// The bone of a hip in a densitometer's picture: what lies above soft tissue, its shaft and its outline. All
// in working pixels, medial to the left, y downwards.

namespace osteon {

using Polyline = std::vector<Eigen::Vector2d>;

struct HipShaft {
  Eigen::Vector2d point;      ///< on the axis
  Eigen::Vector2d direction;  ///< towards the hip; unit
  double sd_deg;
  double width;              ///< where it is straight
  Polyline medial, lateral;  ///< its edges row by row, from below
  [[nodiscard]] Eigen::Vector2d medially() const { return {direction.y(), -direction.x()}; }
};

struct HipOutline {
  cv::Mat1b bone;             ///< 255 = femur and pelvis, holes filled
  cv::Mat1f border_distance;  ///< to the bone's outer border
  HipShaft shaft;
  /// Pieces of the border. Superior: from the pelvis down to the neck and up towards the greater trochanter;
  /// inferior: from ischium or pelvis up to the neck and down the shaft; lateral: from where the superior one
  /// ends down to the shaft's lower end.
  Polyline superior, inferior, lateral;
  std::size_t superior_deepest, inferior_deepest;  ///< places farthest below the mouths
};

/// Where bone begins between soft tissue (0) and bone (1): both are medians of what Otsu parts.
inline constexpr double kBoneShare = 0.20;  // heads may be thin

/// The bone above soft tissue. 255 = bone.
[[nodiscard]] cv::Mat1b hip_bone(const WorkingPicture& picture, double share = kBoneShare);

/// The shaft where it leaves the picture below.
struct ShaftStart {
  int row, left, right;
  bool medial_is_right;  ///< most of what the shaft carries lies there
};
[[nodiscard]] std::optional<ShaftStart> shaft_start(const cv::Mat1b& bone, const WorkingPicture& picture);

/// One outline for each bay that may lie between pelvis and greater trochanter; never empty.
/// Errors: anatomy.not-a-hip.
[[nodiscard]] Result<std::vector<HipOutline>> hip_outlines(const cv::Mat1b& bone, const ShaftStart& start);

[[nodiscard]] Error not_a_hip(const std::string& what_is_missing);

}  // namespace osteon
