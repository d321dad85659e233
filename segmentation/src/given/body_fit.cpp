#include "given/body_fit.hpp"

#include "given/body_columns.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr int kRounds = 5;
constexpr double kPlateReach = 0.75;  // share of the half-axes within which a plate is taken for its plane
constexpr double kLeastHeightMm = 3;  // a stretch of bone shorter than this is no body
constexpr double kMostReachMm = 40;
constexpr double kLeastDepthMm = 9;
constexpr double kSideSlack = 1.08;  // a waist at mid-height, rims wider by this
constexpr double kRimMm = 3;         // lips stand beyond the plates by this at most

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// height = offset + along * a + across * l, without the tenth that fits worst, twice.
struct Plane {
  double offset, along, across;
};

std::optional<Plane> fit_plane(std::vector<Eigen::Vector3d> places) {
  Eigen::Vector3d coefficients = Eigen::Vector3d::Zero();
  for (int round = 0; round < 3; ++round) {
    if (places.size() < 12) return std::nullopt;
    Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
    for (const auto& p : places) {
      const Eigen::Vector3d basis(1, p[0], p[1]);
      normal += basis * basis.transpose();
      right += p[2] * basis;
    }
    coefficients = normal.ldlt().solve(right);
    const auto misfit = [&](const Eigen::Vector3d& p) {
      return std::abs(p[2] - coefficients.dot(Eigen::Vector3d(1, p[0], p[1])));
    };
    const auto keep = static_cast<std::ptrdiff_t>(places.size() - places.size() / 10);
    std::nth_element(places.begin(), places.begin() + keep - 1, places.end(),
                     [&](const auto& p, const auto& q) { return misfit(p) < misfit(q); });
    if (round < 2) places.resize(static_cast<std::size_t>(keep));
  }
  return Plane{coefficients[0], coefficients[1], coefficients[2]};
}

/// Walls of the body, in its own frame.
struct Walls {
  double back_mm, back_slope, front_mm, left_mm, right_mm;
  [[nodiscard]] double middle_mm() const { return 0.5 * (back_mm + front_mm); }
  [[nodiscard]] double half_depth_mm() const { return 0.5 * (front_mm - back_mm); }
  [[nodiscard]] double half_width_mm() const { return 0.5 * (left_mm - right_mm); }
};

/// How far bone goes on from `from` along `direction`; nothing where there is none to begin with.
std::optional<double> reach_of_bone(const MaskSampler& mask, const Eigen::Vector3d& from,
                                    const Eigen::Vector3d& direction) {
  constexpr double kStepMm = 0.5;
  double before = mask.at(from);
  if (before < 0.5) return std::nullopt;
  for (double at = kStepMm; at <= 2 * kMostReachMm; at += kStepMm) {
    const double value = mask.at(from + at * direction);
    if (value < 0.5) return at - kStepMm * (0.5 - value) / (before - value);
    before = value;
  }
  return std::nullopt;
}

class BodyFit {
 public:
  BodyFit(const MaskSampler& mask, const ShadowView& view)
      : mask_(mask), axes_(view.axes), radius_mm_(view.body_radius_mm) {
    walls_ = {-radius_mm_, 0, radius_mm_, radius_mm_, -radius_mm_};
  }

  [[nodiscard]] std::optional<FittedBody> fit() {
    for (int round = 0; round < kRounds; ++round) {
      columns_ = body_columns(mask_, axes_, std::min(kMostReachMm, 1.5 * walls_.half_width_mm() + 4));
      if (!find_walls()) return std::nullopt;
      if (round + 1 < kRounds && !straighten()) return std::nullopt;
    }
    return described();
  }

 private:
  [[nodiscard]] Eigen::Vector3d place(double a, double l, double s) const {
    return axes_.center.mm + a * axes_.anterior + l * axes_.left + s * axes_.superior;
  }
  [[nodiscard]] bool in_plate(double a, double l, double share) const {
    const double x = (a - walls_.middle_mm()) / walls_.half_depth_mm(),
                 y = (l - 0.5 * (walls_.left_mm + walls_.right_mm)) / walls_.half_width_mm();
    return x * x + y * y <= share * share;
  }

  /// Calls visit(a, l, low, high) in mm for every column of bone.
  template <class Visit>
  void for_each_column(const Visit& visit) const {
    for (int a = -columns_.reach; a <= columns_.reach; ++a)
      for (int l = -columns_.reach; l <= columns_.reach; ++l) {
        const std::size_t n = columns_.index(a, l);
        if (columns_.high_mm[n] - columns_.low_mm[n] >= kLeastHeightMm)
          visit(a * columns_.step_mm, l * columns_.step_mm, columns_.low_mm[n], columns_.high_mm[n]);
      }
  }

  bool find_walls() {
    std::vector<Eigen::Vector2d> back;  // height, place
    std::vector<double> front, left, right;
    const double slab = std::max(3.0, 0.25 * radius_mm_);
    for_each_column([&](double a, double l, double low, double high) {
      if (!in_plate(a, l, 0.5)) return;
      for (const double share : {0.25, 0.4, 0.6, 0.75}) {
        const double s = low + share * (high - low);
        const Eigen::Vector3d from = place(a, l, s);
        if (std::abs(l) <= slab && std::abs(a - walls_.middle_mm()) <= 2) {
          if (const auto reach = reach_of_bone(mask_, from, -axes_.anterior);
              reach && a - *reach > -2.2 * radius_mm_)
            back.emplace_back(s, a - *reach);
          if (const auto reach = reach_of_bone(mask_, from, axes_.anterior)) front.push_back(a + *reach);
        }
        // Behind the middle pedicles and transverse processes begin.
        if (a >= walls_.middle_mm() && std::abs(l) <= 2) {
          if (const auto reach = reach_of_bone(mask_, from, axes_.left)) left.push_back(l + *reach);
          if (const auto reach = reach_of_bone(mask_, from, -axes_.left)) right.push_back(l - *reach);
        }
      }
    });
    if (back.size() < 4 || front.size() < 4 || left.size() < 4 || right.size() < 4) return false;
    set_back_wall(back);
    walls_.front_mm = median(front);
    const auto widest = [](std::vector<double>& values, double part) {
      const auto n = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
      std::nth_element(values.begin(), values.begin() + n, values.end());
      return values[static_cast<std::size_t>(n)];
    };
    walls_.left_mm = widest(left, 0.9);
    walls_.right_mm = widest(right, 0.1);
    return walls_.front_mm - walls_.back_mm >= kLeastDepthMm && walls_.half_width_mm() >= 0.5 * kLeastDepthMm;
  }

  /// Straight line up the back wall: the median of the slopes between its lower and upper half, then of the
  /// places.
  void set_back_wall(std::vector<Eigen::Vector2d> back) {
    std::sort(back.begin(), back.end(),
              [](const auto& p, const auto& q) { return p[0] != q[0] ? p[0] < q[0] : p[1] < q[1]; });
    std::vector<double> slopes, places;
    const std::size_t half = back.size() / 2;
    for (std::size_t n = 0; n < half; ++n) {
      const Eigen::Vector2d d = back[n + half] - back[n];
      if (d[0] > 2) slopes.push_back(d[1] / d[0]);
    }
    constexpr double kSteepest = 0.6;  // 30 degrees: more is a crushed wall, no direction
    walls_.back_slope = slopes.empty() ? 0 : std::clamp(median(slopes), -kSteepest, kSteepest);
    for (const auto& p : back) places.push_back(p[1] - walls_.back_slope * p[0]);
    walls_.back_mm = median(places);
  }

  /// Axis along the mean of both plates' normals, centre into the middle.
  bool straighten() {
    std::vector<Eigen::Vector3d> low, high;
    for_each_column([&](double a, double l, double bottom, double top) {
      if (!in_plate(a, l, kPlateReach)) return;
      low.emplace_back(a, l, bottom);
      high.emplace_back(a, l, top);
    });
    const auto below = fit_plane(low), above = fit_plane(high);
    if (!below || !above) return false;
    const auto normal = [](const Plane& p) { return Eigen::Vector3d(-p.along, -p.across, 1).normalized(); };
    const Eigen::Vector3d up = (normal(*below) + normal(*above)).normalized();
    const double a = walls_.middle_mm(), l = 0.5 * (walls_.left_mm + walls_.right_mm);
    const double s = 0.5 * (below->offset + above->offset + a * (below->along + above->along) +
                            l * (below->across + above->across));
    axes_.center.mm = place(a, l, s);
    const Eigen::Vector3d superior =
        (up[0] * axes_.anterior + up[1] * axes_.left + up[2] * axes_.superior).normalized();
    axes_.anterior = (axes_.anterior - axes_.anterior.dot(superior) * superior).normalized();
    axes_.superior = superior;
    axes_.left = superior.cross(axes_.anterior);
    const double half_depth = walls_.half_depth_mm(), half_width = walls_.half_width_mm();
    walls_ = {-half_depth, walls_.back_slope, half_depth, half_width, -half_width};
    return true;
  }

  [[nodiscard]] FittedBody described() {
    FittedBody body{axes_,
                    {walls_.back_mm, walls_.front_mm, walls_.left_mm - walls_.right_mm, {}, {}},
                    std::max(walls_.left_mm, -walls_.right_mm),
                    walls_.back_slope,
                    mask_.voxel_along_mm(axes_.superior)};
    for (std::size_t n = 0; n < columns_.low_mm.size(); ++n) {
      const int side = 2 * columns_.reach + 1;
      const double a = (static_cast<int>(n) / side - columns_.reach) * columns_.step_mm,
                   l = (static_cast<int>(n) % side - columns_.reach) * columns_.step_mm;
      const bool of_body = columns_.high_mm[n] - columns_.low_mm[n] >= kLeastHeightMm &&
                           body.holds(place(a, l, 0.5 * (columns_.low_mm[n] + columns_.high_mm[n])));
      if (!of_body) columns_.low_mm[n] = columns_.high_mm[n] = std::nanf("");
    }
    body.shape.superior = plate(columns_.high_mm);
    body.shape.inferior = plate(columns_.low_mm);
    return body;
  }

  /// The staircase's steps are as high as a voxel along the axis and as wide as voxels across it.
  [[nodiscard]] EndplateSurface plate(const std::vector<float>& heights) const {
    const double voxel = mask_.voxel_along_mm(axes_.superior);
    const double across = std::max(mask_.voxel_along_mm(axes_.anterior), mask_.voxel_along_mm(axes_.left));
    const double width = std::max({1.5, 1.2 * voxel, 1.2 * across});
    EndplateSurface surface{
        columns_.step_mm, columns_.reach, levelled(heights, columns_.reach, columns_.step_mm, width), {}};
    const auto sd = static_cast<float>(voxel / std::sqrt(12.0));
    for (const float h : surface.height_mm) surface.sd_mm.push_back(std::isnan(h) ? std::nanf("") : sd);
    return surface;
  }

  const MaskSampler& mask_;
  VertebraAxes axes_;
  double radius_mm_;
  Walls walls_{};
  Columns columns_{};
};

}  // namespace

bool FittedBody::holds(const Eigen::Vector3d& patient_mm) const {
  const Eigen::Vector3d d = patient_mm - axes.center.mm;
  return d.dot(axes.anterior) >= shape.back_mm + back_slope * d.dot(axes.superior) - 1e-6 &&
         std::abs(d.dot(axes.left)) <= kSideSlack * half_width_mm + 1;
}

std::optional<FittedBody> fit_body(const MaskSampler& mask, const ShadowView& view) {
  return BodyFit(mask, view).fit();
}

}  // namespace osteon
