#include "unread_row.hpp"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <stdexcept>

namespace osteon {

Picture picture_of(const PageCut& cut, const std::string& caption) {
  constexpr int kLowest = 60;  // pixels of height: three lines that an eye can read
  cv::Mat1b pixels(cut.height, cut.width);
  std::copy(cut.grey.begin(), cut.grey.end(), pixels.begin());
  if (cut.height < kLowest) cv::resize(pixels, pixels, {}, 2, 2, cv::INTER_CUBIC);
  Picture result{"", "unread-row", caption, pixels.cols, pixels.rows, {}};
  if (!cv::imencode(
          ".png", pixels, result.png,
          {cv::IMWRITE_PNG_COMPRESSION, 6, cv::IMWRITE_PNG_STRATEGY, cv::IMWRITE_PNG_STRATEGY_FILTERED}))
    throw std::runtime_error("picture_of: PNG could not be encoded");
  return result;
}

}  // namespace osteon
