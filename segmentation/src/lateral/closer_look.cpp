#include "lateral/closer_look.hpp"

#include "lateral/lateral_networks.hpp"

#include <Eigen/Dense>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace osteon::lateral {
namespace {

// As in training (train_lateral_points.py).
constexpr int kSide = 64;          // pixels of a crop
constexpr double kReach = 1.6;     // half widths of a body from its middle to the crop's edge
constexpr double kTargetSd = 0.8;  // pixels: the truth was drawn so wide

/// From the picture's pixels to those of a crop: the body in the middle, its front to the right.
struct Frame {
  Eigen::Matrix2d turn;
  Eigen::Vector2d shift;
  double scale;

  explicit Frame(const BodyPoints& body) {
    const Eigen::Vector2d across = 0.5 * (body.at[0] + body.at[3] - body.at[2] - body.at[5]);
    const Eigen::Vector2d forwards = across.normalized();
    scale = kSide / (kReach * across.norm());
    turn << forwards.x(), forwards.y(), -forwards.y(), forwards.x();
    shift = Eigen::Vector2d::Constant(0.5 * kSide - 0.5) - scale * turn * body.middle();
  }
  [[nodiscard]] cv::Mat1f crop(const cv::Mat1f& picture) const {
    const Eigen::Matrix2d m = scale * turn;
    const cv::Matx23d through(m(0, 0), m(0, 1), shift.x(), m(1, 0), m(1, 1), shift.y());
    cv::Mat1f result;
    cv::warpAffine(picture, result, through, {kSide, kSide}, cv::INTER_LINEAR, cv::BORDER_CONSTANT);
    return result;
  }
  [[nodiscard]] Eigen::Vector2d back(const Eigen::Vector2d& at) const {
    return turn.transpose() * (at - shift) / scale;
  }
};

struct Place {
  Eigen::Vector2d mean;
  double sd;  ///< in each direction
};

/// Mean and spread of where a point may lie, from the scores of a plane.
Place place_of(const cv::Mat1f& scores) {
  cv::Mat1f chance;
  double highest = 0;
  cv::minMaxLoc(scores, nullptr, &highest);
  cv::exp(scores - highest, chance);
  double sum = 0, square = 0;
  Eigen::Vector2d mean = Eigen::Vector2d::Zero();
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      const auto p = static_cast<double>(chance(y, x));
      sum += p;
      mean += p * Eigen::Vector2d(x, y);
      square += p * (x * x + y * y);
    }
  mean /= sum;
  const double variance = 0.5 * (square / sum - mean.squaredNorm()) - kTargetSd * kTargetSd;
  return {mean, std::sqrt(std::max(variance, 0.0))};
}

}  // namespace

std::vector<BodyPoints> looked_at_closely(const cv::Mat1f& picture, std::vector<BodyPoints> bodies) {
  for (BodyPoints& body : bodies) {
    const Frame frame(body);
    const cv::Mat scores = scores_of(points_network(), frame.crop(picture));
    for (std::size_t k = 0; k < body.at.size(); ++k) {
      const cv::Mat1f plane(kSide, kSide, const_cast<float*>(scores.ptr<float>(0, static_cast<int>(k))));
      const Place place = place_of(plane);
      body.at[k] = frame.back(place.mean);
      body.sd[k] = place.sd / frame.scale;
    }
  }
  return bodies;
}

}  // namespace osteon::lateral
