#pragma once

#include "canvas.hpp"

#include <osteon/imaging/image.hpp>
#include <osteon/report/pictures.hpp>

#include <Eigen/Core>
#include <opencv2/core.hpp>

namespace osteon {

/// From picture millimetres to pixels of the drawing, in true proportions.
class PictureFrame {
 public:
  PictureFrame(const Grid<2>& grid, double mm_per_pixel);
  [[nodiscard]] cv::Point2d pixel(const Eigen::Vector2d& place_mm) const;
  [[nodiscard]] cv::Mat drawn(const Image2D<float>& grey) const;
  [[nodiscard]] cv::Mat drawn(const LabelMap<2>& map) const;

 private:
  Grid<2> grid_;
  double mm_per_pixel_;
  cv::Size size_;
};

/// Black and white of the display: all but the brightest thousandths.
[[nodiscard]] PictureOptions window_of(const Image2D<float>& grey);

}  // namespace osteon
