#include "dxa/positioning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

namespace osteon {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;
constexpr double kStraightDeg = 5;  // a ruler's eye on the picture's edge; repeats are tested to this
constexpr double kCurvedDeg = 10;   // from end to end, as Cobb's angle that makes a scoliosis
constexpr double kBesideMm = 20;    // of soft tissue on either side, which the densitometer compares with
constexpr double kJump = 0.8;       // of its neighbours' height; healthy levels grow downwards by 0 to 15 %
constexpr double kAboveTrochanterMm = 30, kBelowLesserMm = 18;  // 3 to 5 cm; where the total hip ends

/// How far the scanned field goes on from a place.
double to_the_end(const LabelMap<2>& field, const Eigen::Vector2d& from, const Eigen::Vector2d& way) {
  constexpr double kStepMm = 0.5;
  const Grid<2>& grid = field.grid();
  for (double mm = 0;; mm += kStepMm) {
    const Eigen::Vector2d p = grid.index_from_patient({from + mm * way}).ijk.array().round();
    const int x = static_cast<int>(p[0]), y = static_cast<int>(p[1]);
    if (x < 0 || y < 0 || x >= grid.size[0] || y >= grid.size[1] || field.at(x, y) == 0) return mm;
  }
}

/// Of the column's middle over some of its places, clockwise against straight down.
double tilt_deg(const std::vector<Eigen::Vector2d>& axis, double from, double to) {
  const auto at = [&](double share) {
    return axis[static_cast<std::size_t>(share * static_cast<double>(axis.size() - 1))];
  };
  const Eigen::Vector2d way = at(to) - at(from);
  return kDegrees * std::atan2(way.x(), way.y());
}

const IntervertebralLine* line_above(const DxaSpine& spine, BoneRegion level) {
  for (const auto& line : spine.lines)
    if (line.below == level) return &line;
  return nullptr;
}

void tell_margins(const DxaSpine& spine, std::vector<Warning>& warnings) {
  double left = std::numeric_limits<double>::infinity(), right = left;
  for (const auto& line : spine.lines) {
    left = std::min(left, to_the_end(spine.field, line.left, {-1, 0}));
    right = std::min(right, to_the_end(spine.field, line.right, {1, 0}));
  }
  if (std::min(left, right) >= kBesideMm) return;
  warnings.push_back({"dxa-spine.narrow-margin",
                      fmt::format("Only {:.0f} mm beside the column are in the picture on the one side and "
                                  "{:.0f} mm on the other: it is not centred, or the field is narrow.",
                                  std::min(left, right), std::max(left, right))});
}

void tell_course(const DxaSpine& spine, std::vector<Warning>& warnings) {
  if (spine.axis.size() < 6) return;
  const double tilt = tilt_deg(spine.axis, 0, 1);
  const double bend = tilt_deg(spine.axis, 0, 0.4) - tilt_deg(spine.axis, 0.6, 1);
  if (std::abs(tilt) > kStraightDeg)
    warnings.push_back({"dxa-spine.tilted",
                        fmt::format("The spine leans by {:.0f} degrees in the picture.", std::abs(tilt))});
  if (std::abs(bend) > kCurvedDeg)
    warnings.push_back(
        {"dxa-spine.curved",
         fmt::format("The spine bends by {:.0f} degrees from its upper to its lower end.", std::abs(bend))});
}

/// Half of T12 and the top of L5 belong into the picture: without them nobody can count.
void tell_view(const DxaSpine& spine, std::vector<Warning>& warnings) {
  constexpr double kOfT12Mm = 10, kOfL5Mm = 5;
  std::string missing;
  const auto miss = [&](const char* what) { missing += (missing.empty() ? "" : ", ") + std::string(what); };
  const auto *upper = line_above(spine, BoneRegion::l1), *lower = line_above(spine, BoneRegion::l5);
  if (upper == nullptr || to_the_end(spine.field, upper->middle(), {0, -1}) < kOfT12Mm)
    miss("the lower half of T12");
  if (lower == nullptr || to_the_end(spine.field, lower->middle(), {0, 1}) < kOfL5Mm) miss("the top of L5");
  if (!missing.empty()) warnings.push_back({"dxa-spine.not-in-view", "Not in the picture: " + missing + "."});
}

void tell_heights(const DxaSpine& spine, std::vector<Warning>& warnings) {
  std::vector<double> heights;
  for (std::size_t n = 1; n < spine.lines.size(); ++n)
    heights.push_back((spine.lines[n].middle() - spine.lines[n - 1].middle()).norm());
  for (std::size_t n = 0; n < heights.size(); ++n) {
    double sum = 0;
    int count = 0;
    if (n > 0) sum += heights[n - 1], ++count;
    if (n + 1 < heights.size()) sum += heights[n + 1], ++count;
    if (count == 0 || heights[n] >= kJump * sum / count) continue;
    warnings.push_back(
        {"dxa-spine.height-jump",
         fmt::format("{} is {:.0f} % as high as its neighbours: it may be fractured, or a line "
                     "is wrong.",
                     name(spine.lines[n].below), 100 * heights[n] * count / sum)});
  }
}

/// Whether the picture's side cuts the femur above its lower end, where it leaves the picture anyhow.
bool is_cut_aside(const DxaHip& hip) {
  const auto [columns, rows] = hip.femur.grid().size;
  const int x = hip.side == Side::left ? columns - 1 : 0;
  for (int y = 0; y < rows; ++y)
    if ((hip.femur.at(x, y) & 1) != 0) return true;
  return false;
}

}  // namespace

std::vector<Warning> positioning_of(const DxaSpine& spine) {
  std::vector<Warning> warnings;
  tell_margins(spine, warnings);
  tell_course(spine, warnings);
  tell_view(spine, warnings);
  tell_heights(spine, warnings);
  return warnings;
}

std::vector<Warning> positioning_of(const DxaHip& hip) {
  std::vector<Warning> warnings;
  const double tilt = kDegrees * std::atan2(std::abs(hip.shaft.direction.x()), -hip.shaft.direction.y());
  if (tilt > kStraightDeg + hip.shaft.sd_deg)
    warnings.push_back({"dxa-hip.shaft-tilted",
                        fmt::format("The shaft leans by {:.0f} degrees against the picture's edge.", tilt)});
  std::string missing;
  if (to_the_end(hip.field, hip.greater_trochanter.mm, {0, -1}) < kAboveTrochanterMm)
    missing = "3 cm above the greater trochanter";
  if (hip.lesser_trochanter &&
      to_the_end(hip.field, hip.lesser_trochanter->mm - kBelowLesserMm * hip.shaft.direction,
                 -hip.shaft.direction) <= 0)
    missing += std::string(missing.empty() ? "" : ", ") + "the shaft where the total hip ends";
  if (is_cut_aside(hip)) missing += std::string(missing.empty() ? "" : ", ") + "the outer side of the femur";
  if (!missing.empty()) warnings.push_back({"dxa-hip.not-in-view", "Not in the picture: " + missing + "."});
  return warnings;
}

}  // namespace osteon
