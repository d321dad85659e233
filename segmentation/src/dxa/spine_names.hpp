#pragma once

#include <osteon/segmentation/dxa_spine.hpp>

#include <opencv2/core.hpp>

#include <optional>
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

/// Rows of the straightened picture where the bone begins that reaches its lower end beside the spine: to the
/// left and to the right. Absent where none is seen.
struct IliacCrests {
  std::optional<double> left, right;
};
[[nodiscard]] IliacCrests iliac_crests(const cv::Mat1f& straight);

}  // namespace osteon
