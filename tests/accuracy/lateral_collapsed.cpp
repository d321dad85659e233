#include "lateral_collapsed.hpp"

#include <Eigen/Geometry>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <vector>

namespace osteon {
namespace {

using Eigen::Vector2d;

/// Height of a plate at any place along the body, by the parabola through its three points; level beyond
/// its ends.
class Plate {
 public:
  explicit Plate(const std::array<Vector2d, 3>& points) : p_(points) {}

  [[nodiscard]] double operator()(double x) const {
    x = std::clamp(x, std::min(p_[0].x(), p_[2].x()), std::max(p_[0].x(), p_[2].x()));
    double y = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const Vector2d &one = p_[(k + 1) % 3], &other = p_[(k + 2) % 3];
      y += p_[k].y() * (x - one.x()) * (x - other.x()) / ((p_[k].x() - one.x()) * (p_[k].x() - other.x()));
    }
    return y;
  }

 private:
  std::array<Vector2d, 3> p_;
};

/// Axes of one body, millimetres: x forwards, y towards the head.
struct Body {
  Vector2d origin, forwards, upwards;
  Plate upper, lower;
  Vector2d front, back;  ///< corners of the upper plate

  [[nodiscard]] Vector2d inside(const Vector2d& place) const {
    return {(place - origin).dot(forwards), (place - origin).dot(upwards)};
  }
  [[nodiscard]] Vector2d outside(const Vector2d& local) const {
    return origin + local.x() * forwards + local.y() * upwards;
  }
  [[nodiscard]] double height(double x) const { return upper(x) - lower(x); }
};

Body body_of(const std::array<Vector2d, 6>& p) {
  const Vector2d origin = (p[0] + p[2] + p[3] + p[5]) / 4;
  const Vector2d forwards = (p[0] - p[2] + p[3] - p[5]).normalized();
  Vector2d upwards(-forwards.y(), forwards.x());
  if (upwards.dot(p[1] - p[4]) < 0) upwards = -upwards;
  const auto local = [&](std::size_t k) {
    return Vector2d((p[k] - origin).dot(forwards), (p[k] - origin).dot(upwards));
  };
  return {origin,
          forwards,
          upwards,
          Plate({local(0), local(1), local(2)}),
          Plate({local(3), local(4), local(5)}),
          local(0),
          local(2)};
}

/// Where a place of the drawn picture comes from, and where a marked place goes to: in the body's axes.
struct Moved {
  std::function<Vector2d(const Vector2d&)> source, above;
};

/// The spine above leans forwards or comes down as a whole.
Moved brought_down(const Body& body, DeformityShape shape, double loss) {
  const bool leans = shape == DeformityShape::wedge;
  const double lean =
      leans ? std::atan2(loss * body.height(body.front.x()), body.front.x() - body.back.x()) : 0;
  const Vector2d down(0, leans ? 0 : loss * body.height(body.back.x()));
  const Eigen::Rotation2Dd turn(-lean);
  const auto above = [=](const Vector2d& p) -> Vector2d { return turn * (p - body.back) + body.back - down; };
  // The upper plate as it lies now, along the body.
  std::vector<Vector2d> plate;
  const double depth = body.front.x() - body.back.x();
  constexpr int kSteps = 400, kDepths = 3;
  for (int n = 0; n <= kSteps; ++n) {
    const double x = body.back.x() - kDepths * depth + (2 * kDepths + 1) * depth * n / kSteps;
    plate.push_back(above({x, body.upper(x)}));
  }
  const auto plate_at = [plate = std::move(plate)](double x) {
    const auto next = std::lower_bound(plate.begin() + 1, plate.end() - 1, x,
                                       [](const Vector2d& p, double at) { return p.x() < at; });
    const double share = std::clamp((x - next[-1].x()) / (next->x() - next[-1].x()), 0.0, 1.0);
    return next[-1].y() + share * (next->y() - next[-1].y());
  };
  const auto source = [=](const Vector2d& p) -> Vector2d {
    const double floor = body.lower(p.x()), height = body.height(p.x());
    const double roof = std::max(plate_at(p.x()), floor + 0.1 * height);
    if (p.y() > roof) return turn.inverse() * (p + down - body.back) + body.back;
    if (p.y() <= floor) return p;
    return {p.x(), floor + (p.y() - floor) * height / (roof - floor)};
  };
  return {source, above};
}

/// The middle of the plate is pressed in, and the disc above follows it. `next`: the plate above the disc.
Moved hollowed(const Body& body, const Plate& next, double loss) {
  constexpr double kFade = 0.3;  // of the depth, in front and behind
  const auto share = [=](double x) {
    const double along = (x - body.back.x()) / (body.front.x() - body.back.x());
    const double within = 2 * std::clamp(along, 0.0, 1.0) - 1;
    const double fade = std::clamp(1 - std::max(-along, along - 1) / kFade, 0.0, 1.0);
    return loss * (1 - within * within) * fade;
  };
  const auto source = [=](const Vector2d& p) -> Vector2d {
    const double floor = body.lower(p.x()), was = body.upper(p.x()), height = was - floor;
    const double disc = std::max(next(p.x()) - was, 0.12 * height), roof = was - share(p.x()) * height;
    if (p.y() <= floor || p.y() > was + disc) return p;
    if (p.y() <= roof) return {p.x(), floor + (p.y() - floor) / (1 - share(p.x()))};
    return {p.x(), was + (p.y() - roof) * disc / (was + disc - roof)};
  };
  const auto above = [=](const Vector2d& p) -> Vector2d {
    return {p.x(), p.y() - share(p.x()) * (p.y() - body.lower(p.x()))};
  };
  return {source, above};
}

DxaPicture drawn_anew(const DxaPicture& picture, const Body& body, const Moved& moved) {
  const Grid<2>& grid = picture.grey.grid();
  cv::Mat1f grey(grid.size[1], grid.size[0]), columns(grey.size()), rows(grey.size());
  std::copy(picture.grey.pixels().begin(), picture.grey.pixels().end(), grey.begin());
  for (int r = 0; r < grey.rows; ++r)
    for (int c = 0; c < grey.cols; ++c) {
      const Vector2d place = grid.origin_mm + grid.spacing_mm.cwiseProduct(Vector2d(c, r));
      const Vector2d from =
          (body.outside(moved.source(body.inside(place))) - grid.origin_mm).cwiseQuotient(grid.spacing_mm);
      columns(r, c) = static_cast<float>(from.x());
      rows(r, c) = static_cast<float>(from.y());
    }
  cv::Mat1f drawn;
  cv::remap(grey, drawn, columns, rows, cv::INTER_LINEAR, cv::BORDER_CONSTANT);
  return {Image2D<float>(grid, std::vector<float>(drawn.begin(), drawn.end()))};
}

std::optional<std::array<Vector2d, 6>> all_of(const TruePoints& points) {
  std::array<Vector2d, 6> all;
  for (std::size_t k = 0; k < 6; ++k) {
    if (!points[k]) return std::nullopt;
    all[k] = *points[k];
  }
  return all;
}

}  // namespace

std::optional<MarkedPicture> collapsed(const MarkedPicture& marked, BoneRegion level, DeformityShape shape,
                                       double loss) {
  const auto own = marked.truth.find(level);
  if (own == marked.truth.end() || own == marked.truth.begin()) return std::nullopt;
  const auto points = all_of(own->second);
  const TruePoints& next = std::prev(own)->second;
  if (!points || !next[3] || !next[4] || !next[5]) return std::nullopt;
  const Body body = body_of(*points);
  const bool is_hollow = shape == DeformityShape::biconcave;
  const Moved moved =
      is_hollow
          ? hollowed(body, Plate({body.inside(*next[3]), body.inside(*next[4]), body.inside(*next[5])}), loss)
          : brought_down(body, shape, loss);
  LateralTruth truth = marked.truth;
  const auto move = [&](std::optional<Vector2d>& p) {
    if (p) p = body.outside(moved.above(body.inside(*p)));
  };
  for (std::size_t k = 0; k < 3; ++k) move(truth[level][k]);
  if (!is_hollow)
    for (auto at = truth.begin(); at->first != level; ++at)
      for (auto& p : at->second) move(p);
  return MarkedPicture{drawn_anew(marked.picture, body, moved), std::move(truth)};
}

}  // namespace osteon
