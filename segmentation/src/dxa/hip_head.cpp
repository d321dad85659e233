#include "dxa/hip_head.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace osteon {
namespace {

constexpr double kRadians = std::numbers::pi / 180;
double px(double mm) { return mm / kWorkingStepMm; }

constexpr double kMedialMm = 50, kMedialSdMm = 6, kBelowMm = 7.3, kBelowSdMm = 5.1;
constexpr double kRadiusMm = 23.5, kRadiusSdMm = 2.5, kPrior = 0.06, kRadiusPrior = 0.06;
constexpr double kBorder = 0.6;
constexpr double kNeckDeg = 35, kFreeDeg = 110, kHiddenWeight = 0.2, kStepDeg = 4;

double squared(double v) { return v * v; }

/// Directions of a circle with their weights; 0 degrees = towards the neck.
struct Spoke {
  Eigen::Vector2d out;
  double weight;
  bool free;  ///< where the head borders on soft tissue
};
std::vector<Spoke> spokes(const Eigen::Vector2d& neck) {
  std::vector<Spoke> all;
  for (double deg = -180; deg < 180; deg += kStepDeg) {
    if (std::abs(deg) < kNeckDeg) continue;
    const double c = std::cos(deg * kRadians), s = std::sin(deg * kRadians);
    all.push_back({{c * neck.x() - s * neck.y(), s * neck.x() + c * neck.y()},
                   std::abs(deg) <= kFreeDeg ? 1.0 : kHiddenWeight,
                   std::abs(deg) <= kFreeDeg});
  }
  return all;
}

/// How far the picture grows darker outwards all along a circle.
double edge_along(const EdgeField& edges, const std::vector<Spoke>& spokes, const Eigen::Vector2d& center,
                  double radius) {
  double sum = 0, weights = 0;
  for (const Spoke& spoke : spokes) {
    weights += spoke.weight;
    const Eigen::Vector2d p = center + radius * spoke.out;
    const int x = static_cast<int>(std::lround(p.x())), y = static_cast<int>(std::lround(p.y()));
    if (x < 0 || y < 0 || x >= edges.x.cols || y >= edges.x.rows) continue;
    const double fall = -(edges.x(y, x) * spoke.out.x() + edges.y(y, x) * spoke.out.y());
    sum += spoke.weight * std::clamp(fall, -0.25, 1.0);
  }
  return sum / weights;
}

/// How much of the free arcs runs along the border of the bone.
double border_along(const HipOutline& outline, const std::vector<Spoke>& spokes,
                    const Eigen::Vector2d& center, double radius) {
  constexpr double kNearMm = 1.5;
  double sum = 0, count = 0;
  for (const Spoke& spoke : spokes) {
    if (!spoke.free) continue;
    ++count;
    const Eigen::Vector2d p = center + radius * spoke.out;
    const int x = static_cast<int>(std::lround(p.x())), y = static_cast<int>(std::lround(p.y()));
    if (x < 0 || y < 0 || x >= outline.bone.cols || y >= outline.bone.rows) continue;
    sum += std::exp(-0.5 * squared(outline.border_distance(y, x) / px(kNearMm)));
  }
  return sum / count;
}

}  // namespace

EdgeField edge_field(const WorkingPicture& picture) {
  constexpr double kBlurMm = 1.2, kWeak = 1.5;
  cv::Mat1f root;
  cv::GaussianBlur(picture.grey, root, {}, px(kBlurMm));
  root -= quantile(root, picture.field, 0.01);
  cv::max(root, 0.0F, root);
  cv::sqrt(root, root);
  EdgeField edges;
  cv::Sobel(root, edges.x, CV_32F, 1, 0, 3, 0.125);
  cv::Sobel(root, edges.y, CV_32F, 0, 1, 3, 0.125);
  cv::Mat1f strength;
  cv::magnitude(edges.x, edges.y, strength);
  strength += static_cast<float>(kWeak) * quantile(strength, picture.field, 0.5) + 1e-9F;
  cv::divide(edges.x, strength, edges.x);
  cv::divide(edges.y, strength, edges.y);
  return edges;
}

HeadCircle head_circle(const EdgeField& edges, const HipOutline& outline, const Eigen::Vector2d& tip) {
  const Eigen::Vector2d medially = outline.shaft.medially(), up = outline.shaft.direction;
  const Eigen::Vector2d neck_place =
      0.5 * (outline.superior[outline.superior_deepest] + outline.inferior[outline.inferior_deepest]);
  const Eigen::Vector2d expected = tip + px(kMedialMm) * medially - px(kBelowMm) * up;
  const std::vector<Spoke> all = spokes((neck_place - expected).normalized());
  HeadCircle best{expected, px(kRadiusMm), -1e9, 0, 0};
  const auto look = [&](double medial_mm, double below_mm, double radius_mm) {
    const Eigen::Vector2d center = tip + px(medial_mm) * medially - px(below_mm) * up;
    const double edge = edge_along(edges, all, center, px(radius_mm));
    const double border = border_along(outline, all, center, px(radius_mm));
    const double score = edge + kBorder * border - kPrior * squared((medial_mm - kMedialMm) / kMedialSdMm) -
                         kPrior * squared((below_mm - kBelowMm) / kBelowSdMm) -
                         kRadiusPrior * squared((radius_mm - kRadiusMm) / kRadiusSdMm);
    if (score > best.score) best = {center, px(radius_mm), score, edge, border};
  };
  for (double medial = 34; medial <= 66; medial += 1)
    for (double below = -10; below <= 27; below += 1)
      for (double radius = 18; radius <= 30; radius += 0.5) look(medial, below, radius);
  return best;
}

Polyline trochanter_tips(const HipOutline& outline) {
  constexpr double kDropMm = 1.5, kLeastHeightMm = 40;
  constexpr double kMedialOfShaftMm = 15;  // farther in rise head and pelvis
  Polyline way(outline.lateral.rbegin(), outline.lateral.rend());
  for (std::size_t k = outline.superior.size(); k-- > outline.superior_deepest;)
    way.push_back(outline.superior[k]);
  Polyline tips;
  const auto height = [&](const Eigen::Vector2d& p) {
    return (p - way.front()).dot(outline.shaft.direction);
  };
  std::size_t highest = 0;
  double lowest_since = 0;
  bool rising = true;
  for (std::size_t k = 1; k < way.size(); ++k) {
    const double h = height(way[k]);
    if (rising) {
      if (h > height(way[highest])) highest = k;
      if (height(way[highest]) - h >= px(kDropMm)) {
        const double medial = (way[highest] - outline.shaft.point).dot(outline.shaft.medially());
        if (height(way[highest]) > px(kLeastHeightMm) && medial < px(kMedialOfShaftMm))
          tips.push_back(way[highest]);
        rising = false;
        lowest_since = h;
      }
    } else {
      lowest_since = std::min(lowest_since, h);
      if (h - lowest_since >= px(kDropMm)) {
        rising = true;
        highest = k;
      }
    }
  }
  return tips;
}

}  // namespace osteon
