#pragma once

#include <opencv2/core.hpp>

#include <vector>

namespace osteon {

/// Where the column of vertebrae ends on either side of its axis, row by row of a straightened picture:
/// working pixels across, to the left negative.
struct SpineEdges {
  std::vector<double> left, right;
};
[[nodiscard]] SpineEdges spine_edges(const cv::Mat1f& straight);

}  // namespace osteon
