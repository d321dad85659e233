#include "canvas.hpp"

#include <osteon/report/dxa_pictures.hpp>

#include <opencv2/imgproc.hpp>

#include <cmath>

namespace osteon {
namespace {

constexpr double kLarger = 3;  // pixels of the drawing along one of the picture
constexpr int kMargin = 60;
inline const cv::Scalar kOurs{60, 220, 255}, kDrawn{255, 160, 60};

cv::Point2d at(const Eigen::Vector2d& pixel) {
  return {kLarger * (pixel.x() + 0.5) - 0.5, kLarger * (pixel.y() + 0.5) - 0.5};
}

cv::Mat enlarged(const PageCut& cut) {
  const cv::Mat1b stored(cut.height, cut.width, const_cast<std::uint8_t*>(cut.grey.data()));
  cv::Mat1f grey;
  stored.convertTo(grey, CV_32F);
  cv::Mat large;
  cv::resize(grey, large, {}, kLarger, kLarger, cv::INTER_LINEAR);
  return large;
}

void draw_spine(Canvas& canvas, const PrintedPicture& picture) {
  const double mm = picture.spine->assumed_mm;
  const auto& lines = picture.spine->found.lines;
  const cv::Scalar& names = picture.names_agree ? kSure : kDoubtful;
  for (const IntervertebralLine& line : lines) canvas.line(at(line.left / mm), at(line.right / mm), kOurs);
  for (std::size_t k = 0; k + 1 < lines.size(); ++k) {
    const cv::Point2d place = at(0.5 / mm * (lines[k].right + lines[k + 1].right));
    canvas.text(name(lines[k].below) + (picture.names_agree ? "" : "?"), {place.x + 10, place.y + 5}, names);
  }
}

void draw_hip(Canvas& canvas, const Unscaled<DxaHip>& unscaled) {
  const DxaHip& hip = unscaled.found;
  const double mm = unscaled.assumed_mm, radius = in_mm(hip.head_radius.value) / mm;
  const Eigen::Vector2d head = hip.head_center.mm / mm, neck = hip.neck_center.mm / mm;
  constexpr int kCorners = 72;
  const auto border = [&](int n) {
    const double a = 2 * 3.14159265358979 * n / kCorners;
    return at(head + radius * Eigen::Vector2d(std::cos(a), std::sin(a)));
  };
  for (int n = 0; n < kCorners; ++n) canvas.line(border(n), border(n + 1), kOurs);
  const Eigen::Vector2d along = hip.neck.direction, across(along.y(), -along.x());
  canvas.line(at(neck - 1.6 * radius * along), at(neck + 1.6 * radius * along), kOurs);
  const double half = 0.5 * in_mm(hip.neck_width.value) / mm;
  canvas.line(at(neck - half * across), at(neck + half * across), kSure);
  canvas.dot(at(hip.greater_trochanter.mm / mm), kSuspected);
}

void draw_box(Canvas& canvas, const DrawnNeckBox& box) {
  const Eigen::Vector2d across(-box.axis.y(), box.axis.x());
  constexpr double kLongSide = 49.0 / 15;  // of the usual box
  const double half = 0.5 * kLongSide * box.along;
  for (const double side : {-0.5, 0.5}) {
    const Eigen::Vector2d middle = box.center + side * box.along * box.axis;
    canvas.line(at(middle - half * across), at(middle + half * across), kDrawn);
  }
}

}  // namespace

Picture overlay(const PrintedPicture& picture, int number) {
  PictureOptions options;
  options.window_center_hu = 127.5;
  options.window_width_hu = 255;
  Canvas canvas(enlarged(picture.scan.grey), options, kMargin);
  for (const DrawnLine& line : picture.drawn_lines) canvas.line(at(line.left), at(line.right), kDrawn);
  if (picture.drawn_box) draw_box(canvas, *picture.drawn_box);
  if (picture.spine) draw_spine(canvas, picture);
  if (picture.hip) draw_hip(canvas, *picture.hip);
  Picture drawn = canvas.picture(picture.series_uid, "dxa-page-" + std::to_string(number),
                                 "Picture on page " + std::to_string(picture.scan.box.page + 1) +
                                     " of the report, without what was printed over it: found (yellow), "
                                     "drawn by the densitometer (blue).");
  drawn.series_part = picture.series_part;
  return drawn;
}

}  // namespace osteon
