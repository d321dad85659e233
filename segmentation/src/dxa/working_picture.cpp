#include "dxa/working_picture.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

cv::Mat1f as_mat(const Image2D<float>& image) {
  cv::Mat1f m(image.grid().size[1], image.grid().size[0]);
  std::copy(image.pixels().begin(), image.pixels().end(), m.begin());
  return m;
}

/// Affine map from working pixels to those of `grid`, by both axes.
cv::Matx23d to_grid(const Grid<2>& grid) {
  const double sx = kWorkingStepMm / grid.spacing_mm[0], sy = kWorkingStepMm / grid.spacing_mm[1];
  // Both cover the picture from border to border.
  return {sx, 0, 0.5 * sx - 0.5, 0, sy, 0.5 * sy - 0.5};
}

/// Averages over a working pixel before the picture is made coarser.
cv::Mat1f smoothed_for_working_step(const cv::Mat1f& image, const Grid<2>& grid) {
  const auto sigma = [&](int axis) {  // a box of the new width less a box of the old one
    const double old = grid.spacing_mm[axis];
    return old < kWorkingStepMm ? std::sqrt((kWorkingStepMm * kWorkingStepMm - old * old) / 12) / old : 0.0;
  };
  const double x = sigma(0), y = sigma(1);
  if (x <= 0 && y <= 0) return image;
  cv::Mat1f smooth;
  cv::GaussianBlur(image, smooth, {}, std::max(x, 0.01), std::max(y, 0.01), cv::BORDER_REPLICATE);
  return smooth;
}

}  // namespace

Eigen::Vector2d WorkingPicture::place_mm(const Eigen::Vector2d& pixel) const {
  const double x = mirrored ? grey.cols - 1 - pixel.x() : pixel.x();
  return origin_mm + kWorkingStepMm * Eigen::Vector2d(x, pixel.y());
}

Eigen::Vector2d WorkingPicture::pixel_of(const Eigen::Vector2d& place_mm) const {
  const Eigen::Vector2d p = (place_mm - origin_mm) / kWorkingStepMm;
  return {mirrored ? grey.cols - 1 - p.x() : p.x(), p.y()};
}

bool is_larger_than(const Grid<2>& field, double width_mm, double height_mm) {
  return !(field.size[0] * field.spacing_mm[0] <= width_mm &&
           field.size[1] * field.spacing_mm[1] <= height_mm);
}

WorkingPicture working_picture(const DxaPicture& picture) {
  const Grid<2>& grid = picture.grey.grid();
  const cv::Mat1b field = scanned_field(picture);
  cv::Mat1f grey = as_mat(picture.grey);
  // As dark as soft tissue: most of a field holds no bone.
  grey.setTo(quantile(grey, field, 0.25), ~field);
  const cv::Size size(
      std::max(1, static_cast<int>(std::floor(grid.size[0] * grid.spacing_mm[0] / kWorkingStepMm))),
      std::max(1, static_cast<int>(std::floor(grid.size[1] * grid.spacing_mm[1] / kWorkingStepMm))));
  WorkingPicture working;
  const auto warp = [&](const cv::Mat& from, cv::Mat& to, int interpolation) {
    cv::warpAffine(from, to, to_grid(grid), size, interpolation | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  };
  warp(smoothed_for_working_step(grey, grid), working.grey, cv::INTER_LINEAR);
  warp(field, working.field, cv::INTER_NEAREST);
  working.origin_mm = grid.origin_mm + 0.5 * (Eigen::Vector2d::Constant(kWorkingStepMm) - grid.spacing_mm);
  return working;
}

WorkingPicture mirrored(const WorkingPicture& picture) {
  WorkingPicture other{{}, {}, picture.origin_mm, !picture.mirrored};
  cv::flip(picture.grey, other.grey, 1);
  cv::flip(picture.field, other.field, 1);
  return other;
}

LabelMap<2> on_grid(const cv::Mat1b& mask, const WorkingPicture& from, const Grid<2>& grid) {
  LabelMap<2> map(grid);
  for (int j = 0; j < grid.size[1]; ++j)
    for (int i = 0; i < grid.size[0]; ++i) {
      const Eigen::Vector2d p =
          from.pixel_of(grid.patient_from_index({Eigen::Vector2d(i, j)}).mm).array().round();
      const int x = std::clamp(static_cast<int>(p.x()), 0, mask.cols - 1);
      const int y = std::clamp(static_cast<int>(p.y()), 0, mask.rows - 1);
      map.at(i, j) = mask(y, x) != 0 ? 1 : 0;
    }
  return map;
}

float sample(const cv::Mat1f& image, const Eigen::Vector2d& pixel) {
  const double x = std::clamp(pixel.x(), 0.0, image.cols - 1.001);
  const double y = std::clamp(pixel.y(), 0.0, image.rows - 1.001);
  const int i = static_cast<int>(x), j = static_cast<int>(y);
  const int i1 = std::min(i + 1, image.cols - 1), j1 = std::min(j + 1, image.rows - 1);
  const auto f = static_cast<float>(x - i), g = static_cast<float>(y - j);
  return (1 - g) * ((1 - f) * image(j, i) + f * image(j, i1)) +
         g * ((1 - f) * image(j1, i) + f * image(j1, i1));
}

float quantile(const cv::Mat1f& image, const cv::Mat1b& mask, double share) {
  std::vector<float> values;
  values.reserve(image.total());
  for (int y = 0; y < image.rows; ++y)
    for (int x = 0; x < image.cols; ++x)
      if (mask.empty() || mask(y, x) != 0) values.push_back(image(y, x));
  if (values.empty()) return 0;
  const auto nth =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

}  // namespace osteon
