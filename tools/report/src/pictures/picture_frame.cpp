#include "picture_frame.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <vector>

namespace osteon {

PictureFrame::PictureFrame(const Grid<2>& grid, double mm_per_pixel)
    : grid_(grid),
      mm_per_pixel_(mm_per_pixel),
      size_(std::max(1, static_cast<int>(grid.size[0] * grid.spacing_mm[0] / mm_per_pixel)),
            std::max(1, static_cast<int>(grid.size[1] * grid.spacing_mm[1] / mm_per_pixel))) {}

cv::Point2d PictureFrame::pixel(const Eigen::Vector2d& place_mm) const {
  const Eigen::Vector2d p = (place_mm - grid_.origin_mm + 0.5 * grid_.spacing_mm) / mm_per_pixel_;
  return {p.x() - 0.5, p.y() - 0.5};
}

cv::Mat PictureFrame::drawn(const Image2D<float>& grey) const {
  cv::Mat1f m(grid_.size[1], grid_.size[0]), result;
  std::copy(grey.pixels().begin(), grey.pixels().end(), m.begin());
  cv::resize(m, result, size_, 0, 0, cv::INTER_LINEAR);
  return result;
}

cv::Mat PictureFrame::drawn(const LabelMap<2>& map) const {
  cv::Mat1b m(grid_.size[1], grid_.size[0]), result;
  std::copy(map.pixels().begin(), map.pixels().end(), m.begin());
  cv::resize(m, result, size_, 0, 0, cv::INTER_NEAREST);
  return result;
}

PictureOptions window_of(const Image2D<float>& grey) {
  std::vector<float> values = grey.pixels();
  const auto at = [&](double share) {
    const auto nth =
        values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), nth, values.end());
    return static_cast<double>(*nth);
  };
  const double low = at(0.01), high = std::max(at(0.998), low + 1e-6);
  PictureOptions options;
  options.window_center_hu = 0.5 * (low + high);
  options.window_width_hu = high - low;
  return options;
}

}  // namespace osteon
