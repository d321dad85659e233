#include "dxa/hip_neck.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace osteon {
namespace {

/// Where a piece of the border touches the head's circle first.
std::size_t first_touch(const Polyline& way, const HeadCircle& head) {
  constexpr double kTouchMm = 2;
  const auto off = [&](std::size_t k) { return std::abs((way[k] - head.center).norm() - head.radius); };
  std::size_t nearest = 0;
  for (std::size_t k = 0; k < way.size(); ++k) {
    if (off(k) * kWorkingStepMm <= kTouchMm) return k;
    if (off(k) < off(nearest)) nearest = k;
  }
  return nearest;
}

double angle_of(const Eigen::Vector2d& v) { return std::atan2(v.y(), v.x()); }

/// Around the head from one direction to another, on the side away from the neck.
Polyline round_the_head(const HeadCircle& head, const Eigen::Vector2d& from, const Eigen::Vector2d& to,
                        const Eigen::Vector2d& neck) {
  constexpr double kStep = 0.05;
  const double turn = 2 * std::numbers::pi;
  const double first = angle_of(from);
  double span = std::fmod(angle_of(to) - first + 2 * turn, turn);
  const double neck_at = std::fmod(angle_of(neck) - first + 2 * turn, turn);
  if (neck_at < span) span -= turn;  // the other way round
  Polyline arc;
  const int steps = std::max(1, static_cast<int>(std::abs(span) / kStep));
  for (int n = 0; n <= steps; ++n) {
    const double a = first + span * n / steps;
    arc.emplace_back(head.center + head.radius * Eigen::Vector2d(std::cos(a), std::sin(a)));
  }
  return arc;
}

}  // namespace

cv::Mat1b femur_of(const HipOutline& outline, const HeadCircle& head, const PictureNeck& neck) {
  const std::size_t upper = first_touch(outline.superior, head);
  const Polyline below(outline.inferior.begin() + static_cast<std::ptrdiff_t>(outline.inferior_deepest),
                       outline.inferior.end());
  const std::size_t lower = first_touch(below, head);
  Polyline border(outline.superior.begin() + static_cast<std::ptrdiff_t>(upper), outline.superior.end());
  border.insert(border.end(), outline.lateral.begin(), outline.lateral.end());
  // The shaft's lower end, then up its medial side.
  Polyline up(below.begin() + static_cast<std::ptrdiff_t>(lower), below.end());
  while (!up.empty() && up.back().y() > border.back().y()) up.pop_back();
  border.insert(border.end(), up.rbegin(), up.rend());
  const Polyline arc =
      round_the_head(head, below[lower] - head.center, outline.superior[upper] - head.center, neck.direction);
  border.insert(border.end(), arc.begin(), arc.end());
  std::vector<cv::Point> polygon;
  polygon.reserve(border.size());
  for (const Eigen::Vector2d& p : border)
    polygon.emplace_back(static_cast<int>(std::lround(p.x())), static_cast<int>(std::lround(p.y())));
  cv::Mat1b femur(outline.bone.size(), uchar{0});
  cv::fillPoly(femur, std::vector<std::vector<cv::Point>>{polygon}, 255);
  return femur;
}

}  // namespace osteon
