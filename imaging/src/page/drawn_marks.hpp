#pragma once

#include <opencv2/core.hpp>

namespace osteon::page {

/// A scan's picture without what a densitometer drew into it.
struct CleanedPicture {
  cv::Mat1b grey;   ///< bone is brighter
  cv::Mat1b marks;  ///< 255 = drawn over
  bool in_colours;  ///< the picture itself is a scale of colours, darker = less bone
};

/// Largest less smallest of red, green and blue.
[[nodiscard]] cv::Mat1b chroma_of(const cv::Mat3b& picture);

/// Marks are coloured in a grey picture, grey in a coloured one, and straight, thin and even in a picture of
/// one tint; they are filled from what is beside them. `picture`: red, green, blue; no drawn line is wider
/// than `line_px`.
[[nodiscard]] CleanedPicture without_marks(const cv::Mat3b& picture, int line_px);

}  // namespace osteon::page
