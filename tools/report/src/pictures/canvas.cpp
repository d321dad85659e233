#include "canvas.hpp"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace osteon {
namespace {

constexpr int kFractionBits = 4;  // OpenCV draws at sixteenths of a pixel

cv::Point fixed_point(cv::Point2d pixel) {
  constexpr double kScale = 1 << kFractionBits;
  return {cvRound(pixel.x * kScale), cvRound(pixel.y * kScale)};
}

}  // namespace

Canvas::Canvas(const cv::Mat& hounsfield, const PictureOptions& options, int margin)
    : image_columns_(hounsfield.cols) {
  const double darkest_hu = options.window_center_hu - 0.5 * options.window_width_hu;
  const double grey_per_hu = 255.0 / options.window_width_hu;
  cv::Mat grey, color;
  hounsfield.convertTo(grey, CV_8U, grey_per_hu, -darkest_hu * grey_per_hu);
  cv::cvtColor(grey, color, cv::COLOR_GRAY2BGR);
  cv::copyMakeBorder(color, pixels_, 0, 0, 0, margin, cv::BORDER_CONSTANT, cv::Scalar(18, 18, 18));
}

void Canvas::outline(const cv::Mat& labels, int label, const cv::Scalar& color, int thickness) {
  const cv::Mat mask = labels == label;
  std::vector<std::vector<cv::Point>> contours;
  cv::findContours(mask, contours, cv::RETR_LIST, cv::CHAIN_APPROX_NONE);
  cv::polylines(pixels_, contours, true, color, thickness, cv::LINE_AA);
}

void Canvas::tint(const cv::Mat& labels, int label, const cv::Scalar& color, double strength) {
  cv::Mat image = pixels_.colRange(0, image_columns_);
  cv::Mat colored(image.size(), image.type(), color), mixed;
  cv::addWeighted(image, 1.0 - strength, colored, strength, 0.0, mixed);
  mixed.copyTo(image, labels == label);
}

void Canvas::dot(cv::Point2d pixel, const cv::Scalar& color) {
  cv::circle(pixels_, fixed_point(pixel), 3 << kFractionBits, cv::Scalar(0, 0, 0), cv::FILLED, cv::LINE_AA,
             kFractionBits);
  cv::circle(pixels_, fixed_point(pixel), 2 << kFractionBits, color, cv::FILLED, cv::LINE_AA, kFractionBits);
}

void Canvas::line(cv::Point2d from, cv::Point2d to, const cv::Scalar& color) {
  cv::line(pixels_, fixed_point(from), fixed_point(to), color, 1, cv::LINE_AA, kFractionBits);
}

void Canvas::text(const std::string& words, cv::Point2d baseline, const cv::Scalar& color, double scale) {
  const cv::Point place(cvRound(baseline.x), cvRound(baseline.y));
  cv::putText(pixels_, words, place, cv::FONT_HERSHEY_SIMPLEX, scale, cv::Scalar(0, 0, 0), 3, cv::LINE_AA);
  cv::putText(pixels_, words, place, cv::FONT_HERSHEY_SIMPLEX, scale, color, 1, cv::LINE_AA);
}

void Canvas::frame(const std::string& left, const std::string& right, const std::string& top,
                   double mm_per_pixel) {
  const double middle = 0.5 * rows();
  text(left, {6.0, middle}, kQuiet);
  text(right, {image_columns_ - 16.0, middle}, kQuiet);
  text(top, {0.5 * image_columns_ - 5.0, 16.0}, kQuiet);
  const double bar = 50.0 / mm_per_pixel;
  const double y = rows() - 12.0, x = image_columns_ - bar - 10.0;
  for (const double end : {x, x + bar}) line({end, y - 4.0}, {end, y + 4.0}, kText);
  line({x, y}, {x + bar, y}, kText);
  text("50 mm", {x, y - 8.0}, kText, 0.4);
}

Picture Canvas::picture(std::string series_uid, std::string name, std::string caption) const {
  Picture result{std::move(series_uid), std::move(name), std::move(caption), pixels_.cols, pixels_.rows, {}};
  // A fixed level and strategy: the bytes must not depend on a default that changes.
  if (!cv::imencode(
          ".png", pixels_, result.png,
          {cv::IMWRITE_PNG_COMPRESSION, 6, cv::IMWRITE_PNG_STRATEGY, cv::IMWRITE_PNG_STRATEGY_FILTERED}))
    throw std::runtime_error("spine_pictures: PNG could not be encoded");
  return result;
}

}  // namespace osteon
