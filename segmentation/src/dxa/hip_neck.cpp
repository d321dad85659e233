#include "dxa/hip_neck.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace osteon {
namespace {

constexpr double kRadians = std::numbers::pi / 180;
double px(double mm) { return mm / kWorkingStepMm; }

Eigen::Vector2d turned(const Eigen::Vector2d& v, double deg) {
  const double c = std::cos(deg * kRadians), s = std::sin(deg * kRadians);
  return {c * v.x() - s * v.y(), s * v.x() + c * v.y()};
}

struct Section {
  Eigen::Vector2d upper, lower;
  [[nodiscard]] Eigen::Vector2d middle() const { return 0.5 * (upper + lower); }
  [[nodiscard]] double width() const { return (upper - lower).norm(); }
};

/// The length of a section of the neck, slanted ones longer; absent where it cannot be one.
std::optional<double> length_of(const Section& section, const HipOutline& outline, const HeadCircle& head) {
  constexpr double kNarrowestMm = 20, kWidestMm = 50, kNearest = 0.8, kFarthest = 2.0;  // radii of the head
  constexpr double kAcross = 0.29;                                                      // sine of 17 degrees
  const double width = section.width();
  if (width < px(kNarrowestMm) || width > px(kWidestMm)) return std::nullopt;
  const Eigen::Vector2d way = section.middle() - head.center;
  const double away = way.norm();
  if (away < kNearest * head.radius || away > kFarthest * head.radius ||
      way.dot(outline.shaft.medially()) >= 0)
    return std::nullopt;
  const double cosine = way.dot(section.upper - section.lower) / (away * width);
  if (std::abs(cosine) > kAcross) return std::nullopt;
  return width * (1 + 0.5 * cosine * cosine);
}

/// The shortest way from bay to bay that crosses the neck: the mean of all that are as short within half a
/// millimetre, since a neck may be even for a while.
std::optional<Section> shortest_section(const HipOutline& outline, const HeadCircle& head) {
  constexpr double kEvenMm = 0.5;
  std::vector<std::pair<double, Section>> sections;
  double shortest = 1e9;
  for (const Eigen::Vector2d& upper : outline.superior)
    for (const Eigen::Vector2d& lower : outline.inferior) {
      const Section section{upper, lower};
      const auto length = length_of(section, outline, head);
      if (!length || *length > shortest + px(kEvenMm)) continue;
      sections.emplace_back(*length, section);
      shortest = std::min(shortest, *length);
    }
  Section mean{Eigen::Vector2d::Zero(), Eigen::Vector2d::Zero()};
  double count = 0;
  for (const auto& [length, section] : sections) {
    if (length > shortest + px(kEvenMm)) continue;
    mean.upper += section.upper;
    mean.lower += section.lower;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return Section{mean.upper / count, mean.lower / count};
}

/// How far bone reaches from a place, to a quarter of a pixel.
double reach(const cv::Mat1f& bone, const Eigen::Vector2d& from, const Eigen::Vector2d& direction) {
  constexpr double kStep = 0.5, kFarthestMm = 35;
  float last = sample(bone, from);
  for (double t = kStep; t < px(kFarthestMm); t += kStep) {
    const float value = sample(bone, from + t * direction);
    if (value < 0.5F) return t - kStep * (0.5 - value) / std::max(1e-6F, last - value);
    last = value;
  }
  return px(kFarthestMm);
}

/// Sections across a direction over 10 mm of the neck: their mean width and middle.
struct Stretch {
  double width;
  Eigen::Vector2d middle;
};
Stretch stretch_of(const cv::Mat1f& bone, const Eigen::Vector2d& place, const Eigen::Vector2d& along) {
  constexpr double kHalfMm = 5;
  constexpr int kSections = 11;
  const Eigen::Vector2d across(along.y(), -along.x());
  Stretch mean{0, Eigen::Vector2d::Zero()};
  for (int n = 0; n < kSections; ++n) {
    const Eigen::Vector2d from = place + px(kHalfMm) * (2.0 * n / (kSections - 1) - 1) * along;
    const double up = reach(bone, from, across), down = reach(bone, from, -across);
    mean.width += (up + down) / kSections;
    mean.middle += (from + 0.5 * (up - down) * across) / kSections;
  }
  return mean;
}

}  // namespace

std::optional<PictureNeck> neck_axis(const HipOutline& outline, const HeadCircle& head) {
  constexpr double kTurnDeg = 20, kTurnCostMm = 0.01, kOwnWeight = 10, kHeadWeight = 0.6;
  const auto section = shortest_section(outline, head);
  if (!section) return std::nullopt;
  cv::Mat1f bone;
  outline.bone.convertTo(bone, CV_32F, 1.0 / 255);
  cv::GaussianBlur(bone, bone, {}, 1);
  // The middle of ten millimetres of neck tells the way from the head better than one section.
  Eigen::Vector2d middle = section->middle();
  for (int round = 0; round < 2; ++round)
    middle = stretch_of(bone, middle, (middle - head.center).normalized()).middle;
  const Eigen::Vector2d from_head = (middle - head.center).normalized();
  double best_cost = 1e9, best_deg = 0;
  for (double deg = -kTurnDeg; deg <= kTurnDeg; deg += 1) {
    const double cost = stretch_of(bone, middle, turned(from_head, deg)).width + px(kTurnCostMm) * deg * deg;
    if (cost < best_cost) {
      best_cost = cost;
      best_deg = deg;
    }
  }
  const double head_weight = kHeadWeight * (middle - head.center).norm() * kWorkingStepMm;
  const Eigen::Vector2d direction = turned(from_head, best_deg * kOwnWeight / (kOwnWeight + head_weight));
  const Eigen::Vector2d across(direction.y(), -direction.x());
  const double up = reach(bone, middle, across), down = reach(bone, middle, -across);
  const Eigen::Vector2d upper = middle + up * across, lower = middle - down * across;
  return PictureNeck{
      0.5 * (upper + lower), direction, std::max(1.0, 0.5 * std::abs(best_deg)), up + down, upper, lower};
}

Eigen::Vector2d trochanteric_notch(const HipOutline& outline, const PictureNeck& neck,
                                   const Eigen::Vector2d& tip) {
  Polyline way(outline.superior);
  way.insert(way.end(), outline.lateral.begin(), outline.lateral.end());
  const auto nearest = [&](const Eigen::Vector2d& p) {
    std::size_t best = 0;
    for (std::size_t k = 1; k < way.size(); ++k)
      if ((way[k] - p).squaredNorm() < (way[best] - p).squaredNorm()) best = k;
    return best;
  };
  const std::size_t from = nearest(neck.upper), to = nearest(tip);
  const Eigen::Vector2d along = (tip - neck.upper).normalized(), below(-along.y(), along.x());
  Eigen::Vector2d corner = neck.upper;
  double deepest = -1e9;
  for (std::size_t k = std::min(from, to); k <= std::max(from, to); ++k) {
    const double depth = (way[k] - neck.upper).dot(below);
    if (depth > deepest) {
      deepest = depth;
      corner = way[k];
    }
  }
  return corner;
}

std::optional<LesserTrochanter> lesser_trochanter(const HipOutline& outline) {
  constexpr double kBelowNeckMm = 22, kSmoothMm = 1.5, kMiddleShare = 0.7;
  const double first_row = outline.inferior[outline.inferior_deepest].y() + px(kBelowNeckMm);
  const HipShaft& shaft = outline.shaft;
  // How far the medial edge stands medial of the axis, from below.
  std::vector<float> heights;
  Polyline places;
  for (const Eigen::Vector2d& p : shaft.medial) {
    if (p.y() < first_row) break;
    heights.push_back(static_cast<float>((p - shaft.point).dot(shaft.medially())));
    places.push_back(p);
  }
  if (static_cast<double>(heights.size()) < px(20)) return std::nullopt;
  cv::Mat1f smooth;
  cv::GaussianBlur(cv::Mat1f(1, static_cast<int>(heights.size()), heights.data()), smooth, {}, px(kSmoothMm),
                   0.01, cv::BORDER_REPLICATE);
  std::optional<LesserTrochanter> best;
  for (const double chord_mm : {20.0, 26.0, 32.0, 40.0}) {
    const int length = static_cast<int>(px(chord_mm));
    for (int a = 0; a + length < smooth.cols; ++a) {
      const int margin = static_cast<int>(0.5 * (1 - kMiddleShare) * length);
      for (int k = a + margin; k <= a + length - margin; ++k) {
        const double first = smooth(0, a), last = smooth(0, a + length);
        const double chord = first + (last - first) * (k - a) / length;
        const double height = smooth(0, k) - chord;
        if (!best || height > best->height)
          best = LesserTrochanter{places[static_cast<std::size_t>(k)], height};
      }
    }
  }
  return best;
}

}  // namespace osteon
