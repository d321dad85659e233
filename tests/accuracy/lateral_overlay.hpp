#pragma once

#include "lateral_truth.hpp"

#include <osteon/imaging/study.hpp>
#include <osteon/segmentation/lateral_spine.hpp>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace osteon {

/// The picture, four pixels to the millimetre, with true points as green circles and found ones in red.
inline void draw_lateral(const DxaPicture& picture, const LateralSpine* spine, const LateralTruth& truth,
                         const std::filesystem::path& file) {
  constexpr double kZoom = 4;
  const Grid<2>& grid = picture.grey.grid();
  cv::Mat1f grey(grid.size[1], grid.size[0]);
  std::copy(picture.grey.pixels().begin(), picture.grey.pixels().end(), grey.begin());
  cv::normalize(grey, grey, 0, 255, cv::NORM_MINMAX);
  cv::Mat3b shown;
  cv::Mat1b bytes;
  grey.convertTo(bytes, CV_8U);
  cv::cvtColor(bytes, shown, cv::COLOR_GRAY2BGR);
  cv::resize(shown, shown, {}, kZoom * grid.spacing_mm[0], kZoom * grid.spacing_mm[1], cv::INTER_LINEAR);
  const auto at = [&](const Eigen::Vector2d& mm) {
    const Eigen::Vector2d pixel = kZoom * (mm + 0.5 * grid.spacing_mm);
    return cv::Point(static_cast<int>(std::lround(pixel.x())), static_cast<int>(std::lround(pixel.y())));
  };
  for (const auto& [level, points] : truth)
    for (const auto& p : points)
      if (p) cv::circle(shown, at(*p), 4, {0, 255, 0}, 1, cv::LINE_AA);
  if (spine != nullptr)
    for (const LateralVertebra& v : spine->found) {
      const std::array<std::size_t, 7> ring{0, 1, 2, 5, 4, 3, 0};
      for (std::size_t k = 0; k < 6; ++k)
        cv::line(shown, at(v.points[ring[k]]), at(v.points[ring[k + 1]]), {0, 200, 255}, 1, cv::LINE_AA);
      for (const auto& p : v.points) cv::circle(shown, at(p), 2, {0, 0, 255}, -1, cv::LINE_AA);
      cv::putText(shown, name(v.level), at(v.points[0]) + cv::Point(8, 14), cv::FONT_HERSHEY_SIMPLEX, 0.5,
                  {255, 255, 0}, 1, cv::LINE_AA);
    }
  std::filesystem::create_directories(file.parent_path());
  cv::imwrite(file.string(), shown);
}

}  // namespace osteon
