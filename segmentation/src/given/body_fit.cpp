#include "given/body_fit.hpp"

#include "given/body_columns.hpp"
#include "given/smooth_surface.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

namespace osteon {
namespace {

constexpr int kMostRounds = 20;  // strongly hollow plates settle slowly
constexpr double kSettledRad = 0.002, kSettledMm = 0.05;
constexpr double kRoughStepMm = 2, kFineStepMm = 1;  // between columns, while settling and at last
constexpr double kPlateReach = 0.75;  // share of the half-axes within which a plate is taken for its plane
constexpr double kFitReach = 0.9;     // and within which its surface is fitted: the rim is round
constexpr double kQuiet = 1.2, kOwnShape = 2;  // of half a step: still a staircase; none any more
constexpr double kLeastHeightMm = 3;           // a stretch of bone shorter than this is no body
constexpr double kMostReachMm = 40;
constexpr double kLeastDepthMm = 9;
constexpr double kSideSlack = 1.08;  // a waist at mid-height, rims wider by this
constexpr double kRimMm = 3;         // lips stand beyond the plates by this at most

constexpr int kPlateOrder = 4, kWallOrder = 2;
constexpr std::size_t kLeastPlaces = 20;

/// What of a height's distance from the smooth surface is the plate's own shape: nothing within the staircase
/// of the voxels, all of it beyond a whole step.
double beyond_staircase(double off_mm, double half_step_mm) {
  const double t = std::clamp((std::abs(off_mm) / half_step_mm - kQuiet) / (kOwnShape - kQuiet), 0.0, 1.0);
  return off_mm * t * t * (3 - 2 * t);
}

/// Walls of the body, in its own frame.
struct Walls {
  double back_mm, back_slope, front_mm, left_mm, right_mm;
  [[nodiscard]] double middle_mm() const { return 0.5 * (back_mm + front_mm); }
  [[nodiscard]] double half_depth_mm() const { return 0.5 * (front_mm - back_mm); }
  [[nodiscard]] double half_width_mm() const { return 0.5 * (left_mm - right_mm); }
};

double ranked(std::vector<double>& values, double part) {
  const auto n = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + n, values.end());
  return values[static_cast<std::size_t>(n)];
}

class BodyFit {
 public:
  BodyFit(const MaskSampler& mask, const ShadowView& view)
      : mask_(mask), axes_(view.axes), radius_mm_(view.body_radius_mm) {
    walls_ = {-radius_mm_, 0, radius_mm_, radius_mm_, -radius_mm_};
  }

  [[nodiscard]] std::optional<FittedBody> fit() {
    bool settled = false;
    for (int round = 0; !settled && round < kMostRounds; ++round) {
      look(kRoughStepMm);
      if (!find_walls() || !straighten(settled)) return std::nullopt;
    }
    look(kFineStepMm);
    if (!find_walls()) return std::nullopt;
    return described();
  }

 private:
  void look(double step_mm) {
    columns_ = body_columns(mask_, axes_, std::min(kMostReachMm, 1.4 * walls_.half_width_mm() + 2), step_mm);
  }
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

  /// Whether a line at height `s` that leaves the bone at (a, l) leaves it through the wall, not through a
  /// plate.
  [[nodiscard]] bool through_wall(double a, double l, double s) const {
    constexpr double kInsideMm = 2;
    const double inside = a + (a < walls_.middle_mm() ? kInsideMm : -kInsideMm);
    const auto column = [&](double mm) { return static_cast<int>(std::lround(mm / columns_.step_mm)); };
    if (std::max(std::abs(column(inside)), std::abs(column(l))) > columns_.reach) return false;
    const std::size_t n = columns_.index(column(inside), column(l));
    const double height = columns_.high_mm[n] - columns_.low_mm[n];
    const double margin = std::min(std::max(1.0, 1.1 * mask_.step_mm(axes_.superior)), 0.3 * height);
    return s - columns_.low_mm[n] > margin && columns_.high_mm[n] - s > margin;
  }

  bool find_walls() {
    std::vector<Eigen::Vector3d> back, front;  // height, left, place
    std::vector<double> left, right;
    const double canal = 0.3 * radius_mm_, fore = 0.45 * walls_.half_width_mm();
    for_each_column([&](double a, double l, double low, double high) {
      if (std::abs(a - walls_.middle_mm()) > columns_.step_mm) return;
      for (const double share : {0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85}) {
        const double s = low + share * (high - low);
        const Eigen::Vector3d from = place(a, l, s);
        if (std::abs(l) <= canal) {
          const auto reach = reach_of_bone(mask_, from, -axes_.anterior);
          if (reach && a - *reach > -1.6 * radius_mm_ && through_wall(a - *reach, l, s))
            back.emplace_back(s, l, a - *reach);
        }
        if (std::abs(l) <= fore)
          if (const auto reach = reach_of_bone(mask_, from, axes_.anterior);
              reach && through_wall(a + *reach, l, s))
            front.emplace_back(s, l, a + *reach);
      }
    });
    // Behind the middle pedicles and transverse processes begin.
    for_each_column([&](double a, double l, double low, double high) {
      if (std::abs(l) > columns_.step_mm || !in_plate(a, l, 0.5) || a < walls_.middle_mm()) return;
      for (const double share : {0.25, 0.4, 0.6, 0.75}) {
        const Eigen::Vector3d from = place(a, l, low + share * (high - low));
        if (const auto reach = reach_of_bone(mask_, from, axes_.left)) left.push_back(l + *reach);
        if (const auto reach = reach_of_bone(mask_, from, -axes_.left)) right.push_back(l - *reach);
      }
    });
    if (std::min({back.size(), front.size(), left.size(), right.size()}) < kLeastPlaces) return false;
    std::tie(walls_.back_mm, walls_.back_slope) = wall(back);
    walls_.front_mm = wall(front).first;
    walls_.left_mm = ranked(left, 0.9);
    walls_.right_mm = ranked(right, 0.1);
    return walls_.front_mm - walls_.back_mm >= kLeastDepthMm && walls_.half_width_mm() >= 0.5 * kLeastDepthMm;
  }

  /// Mean place of a wall in the mid-sagittal plane, and how it leans.
  [[nodiscard]] std::pair<double, double> wall(const std::vector<Eigen::Vector3d>& places) const {
    constexpr double kSteepest = 0.6;  // 30 degrees: more is a crushed wall, no direction
    const SmoothSurface surface = smooth_surface(places, 0.5 * mask_.step_mm(axes_.anterior), kWallOrder);
    double sum = 0, heights = 0, squares = 0, products = 0;
    const auto count = static_cast<double>(places.size());
    for (const auto& p : places) {
      const double at = surface.at(p[0], 0);
      sum += at;
      heights += p[0];
      squares += p[0] * p[0];
      products += p[0] * at;
    }
    const double spread = squares - heights * heights / count;
    const double slope = spread > 0 ? (products - heights * sum / count) / spread : 0;
    const double leaning = std::clamp(slope, -kSteepest, kSteepest);
    return {(sum - leaning * heights) / count, leaning};
  }

  /// Axis along the mean of both plates' normals, centre into the middle.
  bool straighten(bool& settled) {
    std::vector<Eigen::Vector3d> low, high;
    for_each_column([&](double a, double l, double bottom, double top) {
      if (!in_plate(a, l, kPlateReach)) return;
      low.emplace_back(a, l, bottom);
      high.emplace_back(a, l, top);
    });
    if (low.size() < kLeastPlaces) return false;
    const double half_step = 0.5 * mask_.step_mm(axes_.superior);
    const SmoothSurface below = smooth_surface(low, half_step, kPlateOrder),
                        above = smooth_surface(high, half_step, kPlateOrder);
    const Eigen::Vector3d up = (below.mean_normal(low) + above.mean_normal(high)).normalized();
    const double a = walls_.middle_mm(), l = 0.5 * (walls_.left_mm + walls_.right_mm);
    const Eigen::Vector3d center = place(a, l, 0.5 * (below.at(a, l) + above.at(a, l)));
    const Eigen::Vector3d superior =
        (up[0] * axes_.anterior + up[1] * axes_.left + up[2] * axes_.superior).normalized();
    settled =
        (superior - axes_.superior).norm() < kSettledRad && (center - axes_.center.mm).norm() < kSettledMm;
    axes_.center.mm = center;
    axes_.anterior = (axes_.anterior - axes_.anterior.dot(superior) * superior).normalized();
    axes_.superior = superior;
    axes_.left = superior.cross(axes_.anterior);
    const double half_depth = walls_.half_depth_mm(), half_width = walls_.half_width_mm();
    walls_ = {-half_depth, walls_.back_slope, half_depth, half_width, -half_width};
    return true;
  }

  [[nodiscard]] FittedBody described() {
    FittedBody body{
        axes_,
        {walls_.back_mm, walls_.front_mm, walls_.left_mm - walls_.right_mm, {}, {}, walls_.back_slope},
        std::max(walls_.left_mm, -walls_.right_mm)};
    for (std::size_t n = 0; n < columns_.low_mm.size(); ++n) {
      const int side = 2 * columns_.reach + 1;
      const double a = (static_cast<int>(n) / side - columns_.reach) * columns_.step_mm,
                   l = (static_cast<int>(n) % side - columns_.reach) * columns_.step_mm;
      const bool of_body = columns_.high_mm[n] - columns_.low_mm[n] >= kLeastHeightMm &&
                           body.holds(place(a, l, 0.5 * (columns_.low_mm[n] + columns_.high_mm[n])));
      if (!of_body) columns_.low_mm[n] = columns_.high_mm[n] = std::nanf("");
    }
    body.shape.superior = plate(columns_.high_mm, true);
    body.shape.inferior = plate(columns_.low_mm, false);
    return body;
  }

  /// A plate along one layer of voxels is known to a step either way, evenly; every further layer that it
  /// passes tells anew. Checked with digital vertebrae.
  [[nodiscard]] double digitisation_sd(const SmoothSurface& surface,
                                       const std::vector<Eigen::Vector3d>& places) const {
    constexpr double kLeastSteps = 0.08;
    double low = 1e30, high = -1e30;
    for (const auto& p : places) {
      const double layer = mask_.layer(place(p[0], p[1], surface.at(p[0], p[1])), axes_.superior);
      low = std::min(low, layer);
      high = std::max(high, layer);
    }
    return mask_.step_mm(axes_.superior) *
           std::max(kLeastSteps, 1 / std::sqrt(12 * std::max(1.0, high - low)));
  }

  /// The voxels near a plate, and on which side of it the mask puts them.
  [[nodiscard]] std::vector<SidedPlace> voxels_beside(const SmoothSurface& guess, bool upper) const {
    constexpr double kNearSteps = 2;
    const double near = kNearSteps * mask_.step_mm(axes_.superior);
    std::vector<SidedPlace> places;
    mask_.for_each_voxel([&](const Eigen::Vector3d& patient_mm, bool inside) {
      const Eigen::Vector3d d = patient_mm - axes_.center.mm;
      const Eigen::Vector3d at(d.dot(axes_.anterior), d.dot(axes_.left), d.dot(axes_.superior));
      if (in_plate(at[0], at[1], kFitReach) && std::abs(at[2] - guess.at(at[0], at[1])) <= near)
        places.push_back({at, inside == upper});
    });
    return places;
  }

  /// The smooth surface, and what of the plate cannot be it.
  [[nodiscard]] EndplateSurface plate(const std::vector<float>& heights, bool upper) const {
    const double half_step = 0.5 * mask_.step_mm(axes_.superior);
    const auto lattice = [&](std::size_t n) {
      const int side = 2 * columns_.reach + 1;
      return Eigen::Vector2d((static_cast<int>(n) / side - columns_.reach) * columns_.step_mm,
                             (static_cast<int>(n) % side - columns_.reach) * columns_.step_mm);
    };
    std::vector<Eigen::Vector3d> places;
    for (std::size_t n = 0; n < heights.size(); ++n)
      if (const Eigen::Vector2d at = lattice(n); !std::isnan(heights[n]) && in_plate(at[0], at[1], kFitReach))
        places.emplace_back(at[0], at[1], heights[n]);
    const SmoothSurface guess = smooth_surface(places, half_step, kPlateOrder);
    const SmoothSurface smooth =
        parting_surface(guess, voxels_beside(guess, upper), 2 * half_step, kPlateOrder);
    const auto sd = static_cast<float>(digitisation_sd(smooth, places));
    std::vector<float> rest(heights.size(), std::nanf(""));
    for (std::size_t n = 0; n < heights.size(); ++n) {
      if (std::isnan(heights[n])) continue;
      const Eigen::Vector2d at = lattice(n);
      if (in_plate(at[0], at[1], kFitReach))
        rest[n] = static_cast<float>(beyond_staircase(heights[n] - smooth.at(at[0], at[1]), half_step));
    }
    EndplateSurface surface{columns_.step_mm,
                            columns_.reach,
                            levelled(rest, columns_.reach, columns_.step_mm, std::max(1.5, 2.4 * half_step)),
                            {}};
    for (std::size_t n = 0; n < heights.size(); ++n) {
      const Eigen::Vector2d at = lattice(n);
      // The rim, with its lips, is no part of the smooth surface: as the mask has it.
      surface.height_mm[n] = in_plate(at[0], at[1], kFitReach)
                                 ? surface.height_mm[n] + static_cast<float>(smooth.at(at[0], at[1]))
                                 : heights[n];
      surface.sd_mm.push_back(std::isnan(surface.height_mm[n]) ? std::nanf("") : sd);
    }
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
  return d.dot(axes.anterior) >= shape.back_mm + shape.back_slope * d.dot(axes.superior) - 1e-6 &&
         std::abs(d.dot(axes.left)) <= kSideSlack * half_width_mm + 1;
}

std::optional<FittedBody> fit_body(const MaskSampler& mask, const ShadowView& view) {
  return BodyFit(mask, view).fit();
}

}  // namespace osteon
