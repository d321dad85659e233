#include "spine/disc_slabs.hpp"

#include "spine/profile.hpp"

#include <Eigen/Dense>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace osteon {
namespace {

constexpr int kPlaces = PlateModel::kPlaces, kStates = PlateModel::kStates;
constexpr int kHalfCells = EndplatePair::kHalfCells, kCells = EndplatePair::kCells;
constexpr int kEvery = 2;  // lines 4 mm apart are enough for a plane
constexpr double kTurnStep = 4 * std::numbers::pi / 180;
constexpr int kTurnsFront = 3, kTurnsSide = 2;  // the chain knows the tilt to 12 degrees, the side to 8
constexpr double kGapStepMm = PlateProfile::kStepMm;
constexpr int kGaps = 20;  // to 15 mm

struct Pose {
  double rise_front, rise_left;  ///< tangents
  double middle_mm;
};

/// For every thickness of a disc the least cost of all poses of its two planes.
struct SlabCosts {
  std::vector<double> cost;
  std::vector<Pose> pose;
};

double gap_of(int n) { return (n + 1) * kGapStepMm; }

/// Sum over the lines of the cost of two planes, per pair of places in the middle of the disc.
std::vector<float> sum_along(const std::vector<PlateLine>& lines, const std::vector<float>& cost,
                             double rise_front, double rise_left) {
  std::vector<float> sum(kStates, 0.0F);
  for (std::size_t n = 0; n < lines.size(); ++n) {
    const double a = (lines[n].cell / kCells - kHalfCells) * EndplatePair::kCellMm;
    const double l = (lines[n].cell % kCells - kHalfCells) * EndplatePair::kCellMm;
    const int up = static_cast<int>(std::lround((a * rise_front + l * rise_left) / PlateProfile::kStepMm));
    const float* own = &cost[n * kStates];
    for (int below = 0; below < kPlaces; ++below) {
      const float* row = own + std::clamp(below + up, 0, kPlaces - 1) * kPlaces;
      float* to = &sum[static_cast<std::size_t>(below * kPlaces)];
      for (int above = 0; above < kPlaces; ++above) to[above] += row[std::clamp(above + up, 0, kPlaces - 1)];
    }
  }
  return sum;
}

/// A slab away from where the chain has it.
double way_cost(const Pose& pose) {
  constexpr double kMiddleSdMm = 1.8, kRiseSd = 0.08;  // 4.6 degrees
  const double m = pose.middle_mm / kMiddleSdMm, f = pose.rise_front / kRiseSd, s = pose.rise_left / kRiseSd;
  return m * m + f * f + s * s;
}

SlabCosts slab_costs(const DiscColumn& column, std::size_t n, double blur_share) {
  // Neighbouring lines see the same noise and the same sclerosis: this share of them speaks for itself.
  constexpr double kOwnShare = 0.15;
  SlabCosts best{std::vector<double>(kGaps, std::numeric_limits<double>::infinity()),
                 std::vector<Pose>(kGaps, Pose{0, 0, 0})};
  const auto lines = lines_across(column, n, kEvery);
  if (lines.empty()) {  // beyond the border: any thickness, as its neighbours have it
    best.cost.assign(kGaps, 0.0);
    return best;
  }
  auto expected = expectation(column, n, lines, blur_share);
  expected.noise_hu = measured_noise(expected, lines, 3);
  const LineCosts costs = line_costs(PlateModel(expected), lines);
  for (int front = -kTurnsFront; front <= kTurnsFront; ++front)
    for (int left = -kTurnsSide; left <= kTurnsSide; ++left) {
      const double rise_front = std::tan(front * kTurnStep), rise_left = std::tan(left * kTurnStep);
      const auto sum = sum_along(lines, costs.cost, rise_front, rise_left);
      for (int below = 0; below < kPlaces; ++below)
        for (int above = 0; above < kPlaces; ++above) {
          const double low = PlateModel::below_mm(below), high = PlateModel::above_mm(above);
          const int gap = static_cast<int>(std::lround((high - low) / kGapStepMm)) - 1;
          if (gap < 0 || gap >= kGaps) continue;
          const Pose pose{rise_front, rise_left, 0.5 * (low + high)};
          const double value =
              kOwnShare * (static_cast<double>(sum[static_cast<std::size_t>(below * kPlaces + above)]) +
                           static_cast<double>(lines.size()) * thin_disc_cost(high - low)) +
              way_cost(pose);
          const auto at = static_cast<std::size_t>(gap);
          if (value >= best.cost[at]) continue;
          best.cost[at] = value;
          best.pose[at] = pose;
        }
    }
  return best;
}

/// Thickness of every disc: each disc's own cost, and neighbours seldom differ much. Best chain of both.
std::vector<int> smooth_gaps(const std::vector<SlabCosts>& discs) {
  constexpr double kUsualRatio = 0.2, kMostStepCost = 9;  // log; bounded: a level may degenerate alone
  constexpr double kBlurMm = 1.5;                         // below it thicknesses are hardly told apart
  const auto step_cost = [&](int one, int other) {
    const double z = std::log((gap_of(one) + kBlurMm) / (gap_of(other) + kBlurMm)) / kUsualRatio;
    return std::min(z * z, kMostStepCost);
  };
  std::vector<std::vector<double>> best(discs.size(), std::vector<double>(kGaps));
  std::vector<std::vector<int>> from(discs.size(), std::vector<int>(kGaps, 0));
  for (std::size_t n = 0; n < discs.size(); ++n)
    for (int gap = 0; gap < kGaps; ++gap) {
      const auto at = static_cast<std::size_t>(gap);
      double before = n == 0 ? 0.0 : std::numeric_limits<double>::infinity();
      for (int other = 0; n > 0 && other < kGaps; ++other) {
        const double value = best[n - 1][static_cast<std::size_t>(other)] + step_cost(gap, other);
        if (value >= before) continue;
        before = value;
        from[n][at] = other;
      }
      best[n][at] = before + discs[n].cost[at];
    }
  std::vector<int> gaps(discs.size());
  if (discs.empty()) return gaps;
  const auto& last = best.back();
  gaps.back() = static_cast<int>(std::min_element(last.begin(), last.end()) - last.begin());
  for (std::size_t n = discs.size() - 1; n > 0; --n) gaps[n - 1] = from[n][static_cast<std::size_t>(gaps[n])];
  return gaps;
}

DiscSlab moved(const DiscSlab& slab, const Pose& pose, double gap_mm) {
  const DiscFrame& f = slab.frame;
  const Eigen::Vector3d up =
      (f.superior - pose.rise_front * f.anterior - pose.rise_left * f.left).normalized();
  const Eigen::Vector3d anterior = (f.anterior - f.anterior.dot(up) * up).normalized();
  return {{f.origin_mm + pose.middle_mm * f.superior, up.cross(anterior), anterior, up}, gap_mm};
}

}  // namespace

std::vector<DiscSlab> slabs_of_chain(const SpineFrame& frame, const SideWall& side, const DiscChain& chain) {
  std::vector<DiscSlab> slabs;
  for (const Disc& disc : chain.discs) {
    const SpineFrame::Axes axes = frame.axes_at(disc.s_mm);
    const double c = std::cos(disc.tilt_rad), s = std::sin(disc.tilt_rad);
    slabs.push_back(
        {{frame.patient_from_spine({disc.s_mm, side.centre_u_mm(disc.s_mm), side.centre_v_mm(disc.s_mm)}),
          axes.left, c * axes.anterior + s * axes.superior, c * axes.superior - s * axes.anterior},
         disc.gap_mm});
  }
  return slabs;
}

std::vector<DiscSlab> settled_slabs(const DiscColumn& column, double blur_share) {
  std::vector<SlabCosts> costs(column.discs.size());
  tbb::parallel_for(std::size_t{0}, costs.size(),
                    [&](std::size_t n) { costs[n] = slab_costs(column, n, blur_share); });
  const std::vector<int> gaps = smooth_gaps(costs);
  std::vector<DiscSlab> slabs;
  for (std::size_t n = 0; n < costs.size(); ++n)
    slabs.push_back(
        moved(column.discs[n], costs[n].pose[static_cast<std::size_t>(gaps[n])], gap_of(gaps[n])));
  return slabs;
}

}  // namespace osteon
