#include "drawn_lateral_spine.hpp"

#include <Eigen/Geometry>
#include <opencv2/imgproc.hpp>

#include <cmath>
#include <random>

namespace osteon::testing {

Six body_at(const Eigen::Vector2d& c, double half_height, double dent) {
  const double h = half_height;
  return {c + Eigen::Vector2d(15, -h), c + Eigen::Vector2d(0, -h + dent), c + Eigen::Vector2d(-15, -h),
          c + Eigen::Vector2d(15, h),  c + Eigen::Vector2d(0, h),         c + Eigen::Vector2d(-15, h)};
}

namespace {

/// Its front downwards.
Six turned(Six body, const Eigen::Vector2d& about, double angle) {
  for (auto& p : body) p = about + Eigen::Rotation2Dd(angle) * (p - about);
  return body;
}

}  // namespace

DrawnSpine::DrawnSpine(bool lordotic, int flat) {
  for (int n = 0; n < 7; ++n) {
    const Eigen::Vector2d middle(80 + 8 * std::sin(0.5 * n), 30 + 36.0 * n);
    Six body = body_at(middle, 0.5 * kBodyHeight);
    for (std::size_t k = 0; n == flat && k < 3; ++k) body[k].y() += 0.5 * kBodyHeight;
    body = turned(body, middle, lordotic && n >= 4 ? 0.15 * (n - 3) : 0);
    bodies.push_back(body);
    std::vector<cv::Point> ring;
    for (const std::size_t k : {0, 1, 2, 5, 4, 3})
      ring.emplace_back(static_cast<int>(std::lround(8 * body[k].x())),
                        static_cast<int>(std::lround(8 * body[k].y())));
    const std::vector<std::vector<cv::Point>> rings{ring};
    cv::fillPoly(grey, rings, 120.0, cv::LINE_8, 3);
    cv::polylines(grey, rings, true, 190.0, 2, cv::LINE_8, 3);
    const Eigen::Vector2d back = 0.5 * (body[2] + body[5]);
    cv::ellipse(grey, cv::Point(static_cast<int>(back.x()) - 8, static_cast<int>(back.y()) - 5), {9, 6}, 0, 0,
                360, 160.0, -1);
    cv::ellipse(grey, cv::Point(static_cast<int>(back.x()) - 24, static_cast<int>(back.y()) + 6), {10, 14},
                20, 0, 360, 140.0, -1);
  }
  cv::GaussianBlur(grey, grey, {}, 1.0);
  std::minstd_rand random(1);
  std::uniform_real_distribution<float> noise(-6, 6);
  for (float& v : grey) v = std::round(v + noise(random));
}

}  // namespace osteon::testing
