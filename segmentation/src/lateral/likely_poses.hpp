#pragma once

#include <osteon/segmentation/lateral_spine.hpp>

#include <opencv2/core.hpp>

#include <vector>

namespace osteon::lateral {

/// `count` of the eight ways to hold a picture, the likeliest first, as a small network
/// (tools/train/lateral/train_lateral_pose.py) takes the bodies in it. Which end is up it knows least: both
/// ways up follow each other. `normal` is what `normalised` gives, in pixels of kStepMm.
[[nodiscard]] std::vector<LateralPose> likely_poses(const cv::Mat1f& normal, std::size_t count);

}  // namespace osteon::lateral
