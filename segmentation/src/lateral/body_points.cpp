#include "lateral/body_points.hpp"

#include "lateral/body_shape.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon::lateral {
namespace {

/// Where a body lies: its middle, its axes and half its width.
struct Pose {
  Eigen::Vector2d centre, forwards;
  double half_width;
  [[nodiscard]] Eigen::Vector2d up() const { return {forwards.y(), -forwards.x()}; }
  [[nodiscard]] Eigen::Vector2d place(double u, double w) const {
    return centre + half_width * (u * forwards + w * up());
  }
};

/// Across the line to the neighbours; size by the second moments of the body's mask.
Pose first_pose(const Maps& maps, const Chain& chain, std::size_t n) {
  constexpr double kReach = 26, kLeastHalf = 8, kLargestHalf = 24;
  const std::size_t above = n > 0 ? n - 1 : n, below = std::min(n + 1, chain.centres.size() - 1);
  const Eigen::Vector2d down = (chain.centres[below] - chain.centres[above]).normalized();
  const double cell =
      0.5 * (chain.centres[below] - chain.centres[above]).norm() / static_cast<double>(below - above);
  Pose pose{chain.centres[n], {down.y(), -down.x()}, 0};
  double mass = 0, first = 0, second = 0, up = 0;
  for (int y = 0; y < maps.body.rows; ++y)
    for (int x = 0; x < maps.body.cols; ++x) {
      const Eigen::Vector2d from = Eigen::Vector2d(x, y) - pose.centre;
      const double u = from.dot(pose.forwards), w = from.dot(pose.up());
      if (std::abs(u) > kReach || std::abs(w) > cell || maps.body(y, x) < 0.5F) continue;
      mass += 1;
      first += u;
      second += u * u;
      up += w;
    }
  constexpr double kUsualHalf = 14, kFewest = 40;
  if (mass < kFewest) {
    pose.half_width = kUsualHalf;
    return pose;
  }
  pose.centre += first / mass * pose.forwards + up / mass * pose.up();
  pose.half_width = std::clamp(std::sqrt(3 * std::max(second / mass - first * first / (mass * mass), 0.0)),
                               kLeastHalf, kLargestHalf);
  return pose;
}

struct Seen {
  Eigen::Vector2d at;
  double mass, variance;
};

/// What a heatmap shows near a place.
Seen seen_near(const cv::Mat1f& heat, const Eigen::Vector2d& place, double sigma) {
  const int reach = static_cast<int>(std::ceil(3 * sigma));
  const int cx = static_cast<int>(std::lround(place.x())), cy = static_cast<int>(std::lround(place.y()));
  double mass = 0;
  Eigen::Vector2d sum = Eigen::Vector2d::Zero();
  for (int y = std::max(cy - reach, 0); y <= std::min(cy + reach, heat.rows - 1); ++y)
    for (int x = std::max(cx - reach, 0); x <= std::min(cx + reach, heat.cols - 1); ++x) {
      const Eigen::Vector2d here(x, y);
      const double weight = std::pow(static_cast<double>(heat(y, x)), 1.5) *
                            std::exp(-(here - place).squaredNorm() / (2 * sigma * sigma));
      mass += weight;
      sum += weight * here;
    }
  constexpr double kNone = 1e-6;
  const double variance = 0.25 + 1.2 / std::max(mass, kNone) * sigma * sigma / 9;
  return {mass > kNone ? Eigen::Vector2d(sum / mass) : place, mass, variance};
}

/// The similarity, turned little, that brings a mean shape nearest to what is seen.
Pose fitted(const Pose& start, const Shape& mean, const std::array<Seen, 6>& seen) {
  constexpr double kLargestTurn = 0.3;
  double all = 0;
  Eigen::Vector2d middle = Eigen::Vector2d::Zero(), shape_middle = Eigen::Vector2d::Zero();
  for (int k = 0; k < 6; ++k) {
    const double weight = 1 / seen[static_cast<std::size_t>(k)].variance;
    all += weight;
    middle += weight * seen[static_cast<std::size_t>(k)].at;
    shape_middle += weight * Eigen::Vector2d(mean[k], mean[k + 6]);
  }
  middle /= all;
  shape_middle /= all;
  double along = 0, across = 0, size = 0;
  for (int k = 0; k < 6; ++k) {
    const Seen& one = seen[static_cast<std::size_t>(k)];
    const Eigen::Vector2d from = one.at - middle;
    const Eigen::Vector2d u(from.dot(start.forwards), from.dot(start.up()));
    const Eigen::Vector2d m = Eigen::Vector2d(mean[k], mean[k + 6]) - shape_middle;
    along += u.dot(m) / one.variance;
    across += (m.x() * u.y() - m.y() * u.x()) / one.variance;
    size += m.squaredNorm() / one.variance;
  }
  const double turn = std::clamp(std::atan2(across, along), -kLargestTurn, kLargestTurn);
  Pose pose;
  pose.forwards = std::cos(turn) * start.forwards + std::sin(turn) * start.up();
  pose.half_width =
      std::clamp(std::hypot(along, across) / size, 0.7 * start.half_width, 1.4 * start.half_width);
  pose.centre = middle - pose.half_width * (shape_middle.x() * pose.forwards + shape_middle.y() * pose.up());
  return pose;
}

/// From wide to narrow about each point, as far as the form of bodies allows.
BodyPoints fit(const Maps& maps, const Pose& start) {
  constexpr int kRounds = 12;
  constexpr double kWide = 5, kNarrow = 1.8;  // pixels
  const auto& [mean, wanted] = shape_model();
  BodyPoints points{};
  for (std::size_t k = 0; k < 6; ++k) {
    const auto at = static_cast<Eigen::Index>(k);
    points.at[k] = start.place(mean[at], mean[at + 6]);
  }
  for (int round = 0; round < kRounds; ++round) {
    const double sigma = kWide * std::pow(kNarrow / kWide, static_cast<double>(round) / (kRounds - 1));
    std::array<Seen, 6> seen;
    for (std::size_t k = 0; k < 6; ++k) seen[k] = seen_near(maps.points[k], points.at[k], sigma);
    const Pose pose = fitted(start, mean, seen);
    Shape off = Shape::Zero(), weight = Shape::Zero();
    for (std::size_t k = 0; k < 6; ++k) {
      const auto at = static_cast<Eigen::Index>(k);
      const Eigen::Vector2d place = (seen[k].at - pose.centre) / pose.half_width;
      weight[at] = weight[at + 6] = pose.half_width * pose.half_width / seen[k].variance;
      off[at] = place.dot(pose.forwards) - mean[at];
      off[at + 6] = place.dot(pose.up()) - mean[at + 6];
    }
    const ShapeCovariance left = (wanted + ShapeCovariance(weight.asDiagonal())).inverse();
    const Shape shape = mean + left * weight.cwiseProduct(off);
    for (std::size_t k = 0; k < 6; ++k) {
      const auto at = static_cast<Eigen::Index>(k);
      points.at[k] = pose.place(shape[at], shape[at + 6]);
      points.mass[k] = seen[k].mass;
    }
  }
  return points;
}

}  // namespace

std::vector<BodyPoints> body_points(const Maps& maps, const Chain& chain) {
  std::vector<BodyPoints> all;
  for (std::size_t n = 0; n < chain.centres.size(); ++n) all.push_back(fit(maps, first_pose(maps, chain, n)));
  return all;
}

double unsureness(const std::vector<BodyPoints>& bodies) {
  std::vector<double> unsure;
  for (const BodyPoints& body : bodies) {
    const double depth = 0.5 * (body.at[0] + body.at[3] - body.at[2] - body.at[5]).norm();
    for (const double sd : body.sd) unsure.push_back(sd / depth);
  }
  const auto middle = unsure.begin() + static_cast<std::ptrdiff_t>(unsure.size() / 2);
  std::nth_element(unsure.begin(), middle, unsure.end());
  return *middle;
}

}  // namespace osteon::lateral
