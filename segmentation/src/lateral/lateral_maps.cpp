#include "lateral/lateral_maps.hpp"

#include "dxa/working_picture.hpp"
#include "lateral/lateral_networks.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace osteon::lateral {
namespace {

float median(const cv::Mat1f& values, const cv::Mat1b& field) {
  std::vector<float> inside;
  for (int y = 0; y < values.rows; ++y)
    for (int x = 0; x < values.cols; ++x)
      if (field(y, x) != 0) inside.push_back(values(y, x));
  if (inside.empty()) return 0;
  const auto middle = inside.begin() + static_cast<std::ptrdiff_t>(inside.size() / 2);
  std::nth_element(inside.begin(), middle, inside.end());
  return *middle;
}

/// Without what shows nothing: areas at the rim as dark or as bright as the picture can be. Collimators may
/// be slanted, and nobody tells where they are.
cv::Mat1b without_flat_rim(const cv::Mat1f& grey, cv::Mat1b field) {
  constexpr double kFlat = 1.0 / 255;  // of the range
  constexpr int kLeastMm2 = 100;
  for (const auto& [low, high] : {std::pair(-1.0, kFlat), std::pair(1 - kFlat, 2.0)}) {
    cv::Mat1b flat;
    cv::inRange(grey, low, high, flat);
    cv::Mat1i areas, boxes;
    cv::Mat1d middles;
    const int count = cv::connectedComponentsWithStats(flat, areas, boxes, middles);
    for (int n = 1; n < count; ++n) {
      const cv::Rect box(boxes(n, cv::CC_STAT_LEFT), boxes(n, cv::CC_STAT_TOP), boxes(n, cv::CC_STAT_WIDTH),
                         boxes(n, cv::CC_STAT_HEIGHT));
      const bool at_rim = box.x == 0 || box.y == 0 || box.br().x == grey.cols || box.br().y == grey.rows;
      if (at_rim && boxes(n, cv::CC_STAT_AREA) >= kLeastMm2) field.setTo(0, areas == n);
    }
  }
  return field;
}

cv::Mat1f logistic(const cv::Mat1f& scores) {
  cv::Mat1f result;
  cv::exp(-scores, result);
  return cv::Mat1f(1.0 / (1.0 + result));
}

}  // namespace

Eigen::Vector2d Upright::place_mm(const Eigen::Vector2d& pixel) const {
  const double x = pose.anterior_is_left ? grey.cols - 1 - pixel.x() : pixel.x();
  const double y = pose.upside_down ? grey.rows - 1 - pixel.y() : pixel.y();
  return first_mm + step_mm.cwiseProduct(Eigen::Vector2d(x, y));
}

Upright upright(const DxaPicture& picture) {
  const Grid<2>& grid = picture.grey.grid();
  cv::Mat1f grey(grid.size[1], grid.size[0]);
  std::copy(picture.grey.pixels().begin(), picture.grey.pixels().end(), grey.begin());
  cv::normalize(grey, grey, 0, 1, cv::NORM_MINMAX);
  const Eigen::Vector2d extent_mm = grid.spacing_mm.cwiseProduct(Eigen::Vector2d(grid.size[0], grid.size[1]));
  const cv::Size size(std::max(1, static_cast<int>(std::lround(extent_mm.x() / kStepMm))),
                      std::max(1, static_cast<int>(std::lround(extent_mm.y() / kStepMm))));
  Upright result;
  cv::resize(grey, result.grey, size, 0, 0, cv::INTER_AREA);
  cv::resize(scanned_field(picture), result.field, size, 0, 0, cv::INTER_NEAREST);
  result.shown = without_flat_rim(result.grey, result.field.clone());
  result.step_mm = extent_mm.cwiseQuotient(Eigen::Vector2d(size.width, size.height));
  result.first_mm = grid.origin_mm + 0.5 * (result.step_mm - grid.spacing_mm);
  result.normal = normalised(result.grey, result.field);
  return result;
}

Upright turned(const Upright& picture, const LateralPose& pose) {
  Upright result = picture;
  result.pose = pose;
  const auto held = [&](const cv::Mat& plane) {
    cv::Mat turned = plane.clone();
    if (pose.anterior_is_left) cv::flip(turned, turned, 1);
    if (pose.upside_down) cv::flip(turned, turned, 0);
    return turned;
  };
  result.grey = held(picture.grey);
  result.field = held(picture.field);
  result.shown = held(picture.shown);
  result.normal = held(picture.normal);
  if (pose.bone_is_dark) {
    result.grey = cv::Mat1f(-result.grey);
    result.normal = cv::Mat1f(-result.normal);
  }
  return result;
}

cv::Mat1f normalised(const cv::Mat1f& grey, const cv::Mat1b& field) {
  constexpr double kSurroundings = 20;  // pixels of kStepMm
  constexpr float kLeastSpread = 0.5F, kLargest = 4;
  cv::Mat1f inside, share, mean, square;
  field.convertTo(inside, CV_32F, 1.0 / 255);
  const auto blurred = [&](const cv::Mat& plane, cv::Mat1f& to) {
    cv::GaussianBlur(plane, to, {}, kSurroundings, kSurroundings, cv::BORDER_CONSTANT);
  };
  blurred(inside, share);
  share = cv::max(share, 1e-3);
  blurred(grey.mul(inside), mean);
  mean /= share;
  blurred(grey.mul(grey).mul(inside), square);
  cv::Mat1f spread(cv::max(square / share - mean.mul(mean), 0));
  cv::sqrt(spread, spread);
  const float least = std::max(kLeastSpread * median(spread, field), 1e-6F);
  cv::Mat1f result((grey - mean) / cv::max(spread, least));
  result = cv::min(cv::max(result, -kLargest), kLargest);
  return cv::Mat1f(result.mul(inside));
}

Maps maps_of(const cv::Mat1f& normal) {
  const cv::Mat scores = scores_of(body_network(), normal);
  const auto map = [&](int n) {
    const cv::Mat1f plane(scores.size[2], scores.size[3], const_cast<float*>(scores.ptr<float>(0, n)));
    return logistic(plane(cv::Rect(0, 0, normal.cols, normal.rows)));
  };
  return {{map(0), map(1), map(2), map(3), map(4), map(5)}, map(6), map(7), map(8)};
}

}  // namespace osteon::lateral
