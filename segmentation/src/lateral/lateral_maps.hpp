#pragma once

#include <osteon/imaging/study.hpp>
#include <osteon/segmentation/lateral_spine.hpp>

#include <opencv2/core.hpp>

#include <array>

namespace osteon::lateral {

inline constexpr double kStepMm = 1.0;  ///< of the network's pixels, nearly

/// A picture in pixels of about a millimetre, as the network wants it: anterior right, head up, bone bright.
struct Upright {
  cv::Mat1f grey;
  cv::Mat1f normal;  ///< what `normalised` makes of it
  cv::Mat1b field;   ///< 255 = was scanned or exposed
  cv::Mat1b shown;   ///< 255 = and shows something
  Eigen::Vector2d step_mm;
  Eigen::Vector2d first_mm;  ///< centre of the first pixel
  LateralPose pose;

  [[nodiscard]] Eigen::Vector2d place_mm(const Eigen::Vector2d& pixel) const;
};

[[nodiscard]] Upright upright(const DxaPicture& picture);
[[nodiscard]] Upright turned(const Upright& picture, const LateralPose& pose);

/// Each pixel against its surroundings of 2 cm, -4...4; tools/train/lateral/lateral_pictures.py does the
/// same.
[[nodiscard]] cv::Mat1f normalised(const cv::Mat1f& grey, const cv::Mat1b& field);

/// What the network says of every pixel, 0...1.
struct Maps {
  std::array<cv::Mat1f, 6> points;
  cv::Mat1f centre, body, sacrum;
};

/// Of a normalised picture.
[[nodiscard]] Maps maps_of(const cv::Mat1f& normal);

}  // namespace osteon::lateral
