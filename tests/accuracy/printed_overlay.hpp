#pragma once

#include <osteon/pipeline/printed_pictures.hpp>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <filesystem>
#include <string>

namespace osteon {

/// What was found (yellow, green) and what was drawn (blue), on the cleaned picture enlarged three times.
inline void draw_printed(const PrintedPicture& picture, const std::filesystem::path& file) {
  constexpr double kLarger = 3;
  const PageCut& grey = picture.scan.grey;
  cv::Mat1b stored(grey.height, grey.width, const_cast<std::uint8_t*>(grey.grey.data()));
  cv::Mat canvas;
  cv::resize(stored, canvas, {}, kLarger, kLarger, cv::INTER_CUBIC);
  cv::cvtColor(canvas, canvas, cv::COLOR_GRAY2BGR);
  const cv::Scalar ours(60, 220, 255), drawn(255, 160, 60), bone(80, 255, 80);
  const auto at = [&](const Eigen::Vector2d& p) {
    return cv::Point(static_cast<int>(kLarger * (p.x() + 0.5)), static_cast<int>(kLarger * (p.y() + 0.5)));
  };
  const auto line = [&](const Eigen::Vector2d& a, const Eigen::Vector2d& b, const cv::Scalar& colour) {
    cv::line(canvas, at(a), at(b), colour, 1, cv::LINE_AA);
  };
  for (const DrawnLine& one : picture.drawn_lines) line(one.left, one.right, drawn);
  if (picture.spine) {
    const double mm = picture.spine->assumed_mm;
    for (const IntervertebralLine& one : picture.spine->found.lines) {
      line(one.left / mm, one.right / mm, ours);
      cv::putText(canvas, name(one.below), at(one.right / mm + Eigen::Vector2d(4, 10)),
                  cv::FONT_HERSHEY_SIMPLEX, 0.5, bone, 1, cv::LINE_AA);
    }
  }
  if (picture.drawn_box) {
    const auto& box = *picture.drawn_box;
    const Eigen::Vector2d across(-box.axis.y(), box.axis.x());
    for (const double side : {-0.5, 0.5})
      line(box.center + side * box.along * box.axis - 35 * across,
           box.center + side * box.along * box.axis + 35 * across, drawn);
    line(box.center - 60 * box.axis, box.center + 60 * box.axis, drawn);
  }
  if (picture.hip) {
    const double mm = picture.hip->assumed_mm;
    const DxaHip& hip = picture.hip->found;
    cv::circle(canvas, at(hip.head_center.mm / mm),
               static_cast<int>(kLarger * in_mm(hip.head_radius.value) / mm), ours, 1, cv::LINE_AA);
    const Eigen::Vector2d neck = hip.neck_center.mm / mm,
                          across(-hip.neck.direction.y(), hip.neck.direction.x());
    line(neck - 50 * hip.neck.direction, neck + 50 * hip.neck.direction, ours);
    const double half = 0.5 * in_mm(hip.neck_width.value) / mm;
    line(neck - half * across, neck + half * across, bone);
    line((hip.shaft_point - 30 * hip.shaft.direction) / mm, (hip.shaft_point + 90 * hip.shaft.direction) / mm,
         ours);
    cv::circle(canvas, at(hip.greater_trochanter.mm / mm), 4, bone, 1, cv::LINE_AA);
    cv::circle(canvas, at(hip.notch.mm / mm), 4, drawn, 1, cv::LINE_AA);
  }
  std::filesystem::create_directories(file.parent_path());
  cv::imwrite(file.string(), canvas);
}

}  // namespace osteon
