#pragma once

#include "dxa/working_picture.hpp"

#include <Eigen/Core>
#include <opencv2/core.hpp>

#include <vector>

namespace osteon {

/// Brightness of a spine's picture: about 0 in soft tissue, 1 in the brightest bone. NaN where nothing was
/// scanned.
[[nodiscard]] cv::Mat1f spine_contrast(const WorkingPicture& picture);

/// Whether bone is darker than soft tissue, as on paper: then the way of a column between its flanks is
/// clearer in the picture's negative.
[[nodiscard]] bool bone_is_dark(const WorkingPicture& picture);

/// The middle of the column, from above, one place for each working pixel along it. Working pixels.
struct SpineAxis {
  std::vector<Eigen::Vector2d> place, along;  ///< along: unit, downwards
};
[[nodiscard]] SpineAxis spine_axis(const cv::Mat1f& contrast);

/// The picture along its axis: row = arc length, column = distance across, kHalfWidthMm on either side.
inline constexpr double kHalfWidthMm = 60;
[[nodiscard]] cv::Mat1f straightened(const cv::Mat1f& contrast, const SpineAxis& axis);

}  // namespace osteon
