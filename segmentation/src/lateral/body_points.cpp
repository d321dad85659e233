#include "lateral/body_points.hpp"

#include "lateral/body_shape.hpp"

#include <Eigen/Dense>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
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

struct Fit {
  BodyPoints points;
  Pose pose;
  double energy;  ///< how little what is seen and the form of bodies agree
};

/// The best place of a map within a pixel.
double heat_at(const cv::Mat1f& heat, const Eigen::Vector2d& at) {
  const int x = static_cast<int>(std::lround(at.x())), y = static_cast<int>(std::lround(at.y()));
  float best = 0;
  for (int dy = -1; dy <= 1; ++dy)
    for (int dx = -1; dx <= 1; ++dx)
      if (x + dx >= 0 && y + dy >= 0 && x + dx < heat.cols && y + dy < heat.rows)
        best = std::max(best, heat(y + dy, x + dx));
  return static_cast<double>(best);
}

/// From wide to narrow: what is looked at about each point.
struct Search {
  int rounds;
  double wide, narrow;
};

/// Between pixels; 0 outside.
double value_at(const cv::Mat1f& map, const Eigen::Vector2d& at) {
  const int x = static_cast<int>(std::floor(at.x())), y = static_cast<int>(std::floor(at.y()));
  if (x < 0 || y < 0 || x + 1 >= map.cols || y + 1 >= map.rows) return 0;
  const double u = at.x() - x, v = at.y() - y;
  return (1 - v) * ((1 - u) * map(y, x) + u * map(y, x + 1)) +
         v * ((1 - u) * map(y + 1, x) + u * map(y + 1, x + 1));
}

/// How far upwards (w of the pose) the body's area reaches above (1) or below (-1) its middle, at a place
/// along it; nothing where it does not end.
std::optional<double> edge_of(const cv::Mat1f& body, const Pose& pose, double u, double side) {
  constexpr double kStep = 0.5, kInside = 0.5, kFarthest = 1.6;
  constexpr double kDrawnWider = 0.5;  // pixels: areas were learned with the pixels on their outline
  double before = value_at(body, pose.place(u, 0));
  if (before < kInside) return std::nullopt;
  const double step = kStep / pose.half_width;
  for (double w = step; w < kFarthest; w += step) {
    const double here = value_at(body, pose.place(u, side * w));
    if (here < kInside)
      return side * (w - step + step * (before - kInside) / (before - here) - kDrawnWider / pose.half_width);
    before = here;
  }
  return std::nullopt;
}

/// Where something pulls the points of a shape to, in half widths, and how strongly (1 / variance).
struct Pull {
  Shape to = Shape::Zero(), weight = Shape::Zero();
  void add(Eigen::Index at, double place, double strength) {
    to[at] += strength * place;
    weight[at] += strength;
  }
};

/// The edges of the body's area tell how high its plates are, at the middle and near the corners.
void add_edges(const Maps& maps, const Pose& pose, Pull& pull) {
  constexpr double kMiddleSd = 2.0, kCornerSd = 4.0, kNearCorner = 0.75;  // pixels; of a half width
  for (const double side : {1.0, -1.0}) {
    const Eigen::Index first = side > 0 ? 6 : 9;
    const auto middle = edge_of(maps.body, pose, 0, side);
    if (!middle) continue;
    pull.add(first + 1, *middle, std::pow(pose.half_width / kMiddleSd, 2));
    for (const double end : {1.0, -1.0})
      if (const auto edge = edge_of(maps.body, pose, end * kNearCorner, side))
        pull.add(first + (end > 0 ? 0 : 2), *middle + (*edge - *middle) / kNearCorner,
                 std::pow(pose.half_width / kCornerSd, 2));
  }
}

/// How badly the outline through six points covers the body's area: what differs, in nats.
double outside_area(const Maps& maps, const BodyPoints& points, double reach) {
  constexpr double kAlike = 25;  // neighbouring pixels know the same
  constexpr float kSurest = 0.02F;
  std::vector<cv::Point> ring;
  for (const std::size_t k : {0, 1, 2, 5, 4, 3})
    ring.emplace_back(static_cast<int>(std::lround(points.at[k].x())),
                      static_cast<int>(std::lround(points.at[k].y())));
  const cv::Point grow(static_cast<int>(reach), static_cast<int>(reach));
  cv::Rect box = cv::boundingRect(ring);
  box = cv::Rect(box.tl() - grow, box.br() + grow) & cv::Rect({}, maps.body.size());
  if (box.empty()) return 0;
  for (cv::Point& p : ring) p -= box.tl();
  cv::Mat1b inside(box.size(), uchar{0});
  cv::fillPoly(inside, std::vector<std::vector<cv::Point>>{ring}, 255);
  double sum = 0;
  for (int y = 0; y < box.height; ++y)
    for (int x = 0; x < box.width; ++x) {
      const float body = maps.body(box.y + y, box.x + x);
      sum -= static_cast<double>(std::log(std::max(inside(y, x) > 0 ? body : 1 - body, kSurest)));
    }
  return sum / kAlike;
}

Fit fit(const Maps& maps, const Pose& start, const ShapeModel& model, const Search& search) {
  constexpr double kNoHeat = 0.05;
  const Shape& mean = model.mean;
  Fit result{{}, start, 0};
  BodyPoints& points = result.points;
  for (std::size_t k = 0; k < 6; ++k) {
    const auto at = static_cast<Eigen::Index>(k);
    points.at[k] = start.place(mean[at], mean[at + 6]);
  }
  for (int round = 0; round < search.rounds; ++round) {
    const double sigma =
        search.wide * std::pow(search.narrow / search.wide, static_cast<double>(round) / (search.rounds - 1));
    std::array<Seen, 6> seen;
    for (std::size_t k = 0; k < 6; ++k) seen[k] = seen_near(maps.points[k], points.at[k], sigma);
    const Pose pose = fitted(start, mean, seen);
    Pull pull;
    for (std::size_t k = 0; k < 6; ++k) {
      const auto at = static_cast<Eigen::Index>(k);
      const Eigen::Vector2d place = (seen[k].at - pose.centre) / pose.half_width;
      const double strength = pose.half_width * pose.half_width / seen[k].variance;
      pull.add(at, place.dot(pose.forwards), strength);
      pull.add(at + 6, place.dot(pose.up()), strength);
    }
    add_edges(maps, pose, pull);
    const ShapeCovariance left = (model.wanted + ShapeCovariance(pull.weight.asDiagonal())).inverse();
    const Shape shape = mean + left * (pull.to - pull.weight.cwiseProduct(mean));
    for (std::size_t k = 0; k < 6; ++k) {
      const auto at = static_cast<Eigen::Index>(k);
      points.at[k] = pose.place(shape[at], shape[at + 6]);
      points.sd[k] = pose.half_width * std::sqrt(0.5 * (left(at, at) + left(at + 6, at + 6)));
      points.mass[k] = seen[k].mass;
    }
    result.pose = pose;
    result.energy = model.surprise(shape);
  }
  for (std::size_t k = 0; k < 6; ++k)
    result.energy -= std::log(kNoHeat + heat_at(maps.points[k], points.at[k]));
  result.energy += outside_area(maps, points, 0.25 * result.pose.half_width);
  return result;
}

constexpr Search kFirst{12, 5, 1.8}, kAgain{6, 3, 1.8};

Fit sound_fit(const Maps& maps, const Pose& start) {
  return fit(maps, start, shape_models().front(), kFirst);
}

BodyPoints best_fit(const Maps& maps, const Pose& start) {
  constexpr double kClearly = 1.0;
  const auto& models = shape_models();
  Fit best = sound_fit(maps, start);
  const Pose sound = best.pose;
  best.energy -= kClearly;
  for (std::size_t n = 1; n < models.size(); ++n) {
    Fit other = fit(maps, sound, models[n], kAgain);
    if (other.energy < best.energy) best = std::move(other);
  }
  return best.points;
}

template <typename PointsOf>
std::vector<BodyPoints> each_body(const Maps& maps, const Chain& chain, const PointsOf& points_of) {
  std::vector<BodyPoints> all;
  for (std::size_t n = 0; n < chain.centres.size(); ++n)
    all.push_back(points_of(maps, first_pose(maps, chain, n)));
  return all;
}

}  // namespace

std::vector<BodyPoints> sound_body_points(const Maps& maps, const Chain& chain) {
  return each_body(maps, chain, [](const Maps& m, const Pose& start) { return sound_fit(m, start).points; });
}

std::vector<BodyPoints> body_points(const Maps& maps, const Chain& chain) {
  return each_body(maps, chain, best_fit);
}

}  // namespace osteon::lateral
