#pragma once

#include <osteon/imaging/study.hpp>

#include <Eigen/Core>
#include <opencv2/core.hpp>

namespace osteon {

/// A picture on square pixels of kWorkingStepMm: what the finders of a densitometer's picture work on.
struct WorkingPicture {
  cv::Mat1f grey;             ///< bone is brighter; what was not scanned is as dark as soft tissue
  cv::Mat1b field;            ///< 255 = scanned
  Eigen::Vector2d origin_mm;  ///< picture place of the centre of pixel (0, 0)
  bool mirrored = false;      ///< columns run against the picture's

  [[nodiscard]] Eigen::Vector2d place_mm(const Eigen::Vector2d& pixel) const;
  [[nodiscard]] Eigen::Vector2d pixel_of(const Eigen::Vector2d& place_mm) const;
  [[nodiscard]] Eigen::Vector2d direction_mm(const Eigen::Vector2d& d) const {
    return {mirrored ? -d.x() : d.x(), d.y()};
  }
};

inline constexpr double kWorkingStepMm = 0.5;

/// Whether a field is larger than any of one hip or one lumbar spine; such a picture is not worked on.
[[nodiscard]] bool is_larger_than(const Grid<2>& field, double width_mm, double height_mm);

/// Where a picture was scanned. A region of one value is outside when it touches the picture's border, is
/// bordered by steps along rows and columns, and is wide: a display maximum or minimum may be bone or soft
/// tissue as well. 255 = scanned, on the picture's pixels.
[[nodiscard]] cv::Mat1b scanned_field(const DxaPicture& picture);

[[nodiscard]] WorkingPicture working_picture(const DxaPicture& picture);
[[nodiscard]] WorkingPicture mirrored(const WorkingPicture& picture);

/// Less what soft tissue shows on average about a place, so that its steps do not pass for bone; nought is
/// soft tissue.
[[nodiscard]] WorkingPicture with_even_soft_tissue(WorkingPicture picture);

/// A mask of the working picture on the picture's own pixels: 1 = within.
[[nodiscard]] LabelMap<2> on_grid(const cv::Mat1b& mask, const WorkingPicture& from, const Grid<2>& grid);

/// Between pixels; border pixels beyond the picture.
[[nodiscard]] float sample(const cv::Mat1f& image, const Eigen::Vector2d& pixel);

/// The value that a share of the masked pixels lies below; nought without pixels.
[[nodiscard]] float quantile(const cv::Mat1f& image, const cv::Mat1b& mask, double share);

}  // namespace osteon
