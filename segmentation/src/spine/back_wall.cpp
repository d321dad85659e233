#include "spine/back_wall.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

constexpr double kReach = 0.33;  // of the pitch, to either side of the middle: between the rims
constexpr double kBesideMm = 6;  // half the width of the canal
constexpr double kStepMm = 1.5;  // between the lines that are averaged
constexpr double kFirstU = 1, kStepU = 0.25;
constexpr int kCountU = 85;    // to 22 mm in front of the middle of the canal
constexpr double kEdgeMm = 1;  // half of the distance over which a rise is taken
constexpr double kSoftHu = 30, kDenseHu = 450;
constexpr double kSteepest = 0.35, kSlopeStep = 0.05;  // against the canal: 20 degrees
constexpr double kExpectedSdMm = 4;                    // of the side wall's guess

/// Rise of HU forwards, mean over the lines of one height.
using Rise = std::array<double, kCountU>;

double u_of(int n) { return kFirstU + kStepU * n; }

Rise rise_at(const VolumeSampler& scan, const SpineFrame::Axes& axes, double centre_v_mm) {
  constexpr int kLines = static_cast<int>(2 * kBesideMm / kStepMm) + 1;
  constexpr int kAhead = static_cast<int>(kEdgeMm / kStepU);
  std::array<double, kCountU + 2 * kAhead> hu{};
  for (int line = 0; line < kLines; ++line) {
    const double v = centre_v_mm - kBesideMm + kStepMm * line;
    for (int n = 0; n < kCountU + 2 * kAhead; ++n)
      hu[static_cast<std::size_t>(n)] +=
          std::clamp(
              static_cast<double>(scan.at(axes.origin_mm + u_of(n - kAhead) * axes.anterior + v * axes.left)),
              kSoftHu, kDenseHu) /
          kLines;
  }
  Rise rise{};
  for (std::size_t n = 0; n < kCountU; ++n) rise[n] = hu[n + 2 * kAhead] - hu[n];
  return rise;
}

double rise_along(const std::vector<Rise>& rises, const std::vector<double>& heights_mm, double u,
                  double slope) {
  double sum = 0;
  for (std::size_t n = 0; n < rises.size(); ++n) {
    const double place = (u + slope * heights_mm[n] - kFirstU) / kStepU;
    if (place < 0 || place > kCountU - 1) continue;
    sum += std::max(0.0, rises[n][static_cast<std::size_t>(std::lround(place))]);
  }
  return sum / static_cast<double>(rises.size());
}

BackWall back_wall(const VolumeSampler& scan, const SpineFrame& frame, const SideWall& side, double lower_s,
                   double upper_s) {
  const double middle = 0.5 * (lower_s + upper_s), reach = kReach * (upper_s - lower_s);
  std::vector<Rise> rises;
  std::vector<double> heights;
  for (double d = -reach; d <= reach; d += kStepMm) {
    heights.push_back(d);
    rises.push_back(rise_at(scan, frame.axes_at(middle + d), side.centre_v_mm(middle + d)));
  }
  const double expected = side.back_u_mm(middle);
  constexpr double kUsualRiseHu = 100;
  BackWall best{middle, expected, 0};
  double most = -1e30;
  for (int n = 0; n < kCountU; ++n)
    for (double slope = -kSteepest; slope <= kSteepest; slope += kSlopeStep) {
      const double off = (u_of(n) - expected) / kExpectedSdMm, lean = slope / kSteepest;
      const double value =
          rise_along(rises, heights, u_of(n), slope) / kUsualRiseHu - 0.25 * off * off - 0.1 * lean * lean;
      if (value > most) {
        most = value;
        best.u_mm = u_of(n);
        best.slope = slope;
      }
    }
  return best;
}

}  // namespace

std::vector<BackWall> find_back_walls(const VolumeSampler& scan, const SpineFrame& frame,
                                      const SideWall& side, const DiscChain& chain) {
  std::vector<BackWall> walls(chain.discs.size() - 1);
  tbb::parallel_for(std::size_t{0}, walls.size(), [&](std::size_t n) {
    walls[n] = back_wall(scan, frame, side, chain.discs[n].s_mm, chain.discs[n + 1].s_mm);
  });
  return walls;
}

}  // namespace osteon
