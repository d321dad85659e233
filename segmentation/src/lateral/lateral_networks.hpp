#pragma once

#include <opencv2/dnn.hpp>

// The networks that tools/train/lateral trains, one of each for every thread.

namespace osteon::lateral {

[[nodiscard]] cv::dnn::Net& body_network();    ///< train_lateral_finder.py
[[nodiscard]] cv::dnn::Net& points_network();  ///< train_lateral_points.py
[[nodiscard]] cv::dnn::Net& pose_network();    ///< train_lateral_pose.py

/// Planes of scores for a picture; rows and columns are padded to multiples of 64.
[[nodiscard]] cv::Mat scores_of(cv::dnn::Net& network, const cv::Mat1f& picture);

}  // namespace osteon::lateral
