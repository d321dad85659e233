#pragma once

#include "reformat.hpp"

#include <osteon/report/pictures.hpp>

#include <opencv2/core.hpp>

#include <string>
#include <vector>

namespace osteon {

// Blue, green, red: told apart with every common colour blindness, and by their words in any case.
inline const cv::Scalar kSure{190, 200, 70};        ///< teal: a level named with confidence
inline const cv::Scalar kDoubtful{40, 170, 255};    ///< amber
inline const cv::Scalar kSuspected{110, 100, 255};  ///< light red: a suspected fracture
inline const cv::Scalar kQuiet{165, 165, 165};
inline const cv::Scalar kText{235, 235, 235};

/// A reformatted image in colour with a margin on its right for words.
class Canvas {
 public:
  Canvas(const cv::Mat& hounsfield, const PictureOptions& options, int margin);

  void outline(const cv::Mat& labels, int label, const cv::Scalar& color, int thickness = 1);
  void tint(const cv::Mat& labels, int label, const cv::Scalar& color, double strength);
  void dot(cv::Point2d pixel, const cv::Scalar& color);
  void line(cv::Point2d from, cv::Point2d to, const cv::Scalar& color);
  void text(const std::string& words, cv::Point2d baseline, const cv::Scalar& color, double scale = 0.45);
  /// Letters for the directions, and a bar of 50 mm.
  void frame(const std::string& left, const std::string& right, const std::string& top, double mm_per_pixel);

  [[nodiscard]] int image_columns() const { return image_columns_; }
  [[nodiscard]] int rows() const { return pixels_.rows; }
  [[nodiscard]] Picture picture(std::string series_uid, std::string name, std::string caption) const;

 private:
  cv::Mat pixels_;
  int image_columns_;
};

}  // namespace osteon
