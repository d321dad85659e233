#pragma once

#include <osteon/segmentation/dxa_spine.hpp>

#include <opencv2/core.hpp>

#include <vector>

namespace osteon {

/// Which line lies between L4 and L5: its index in the row (may lie outside) with its probability, most
/// likely first.
struct NamedRow {
  int l4_l5;
  double probability;
};
/// By ribs beside T12, iliac crests beside L4 and L5, and what a lumbar field usually holds.
[[nodiscard]] std::vector<NamedRow> named_rows(const cv::Mat1f& straight, const std::vector<double>& lines);

}  // namespace osteon
