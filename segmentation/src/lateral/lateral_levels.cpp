#include "lateral/lateral_levels.hpp"

#include <cmath>
#include <numbers>

namespace osteon::lateral {
namespace {

/// Downwards from the horizontal, of both plates together.
double slope_deg(const BodyPoints& body) {
  const Eigen::Vector2d forwards = body.at[0] + body.at[3] - body.at[2] - body.at[5];
  return 180 / std::numbers::pi * std::atan2(forwards.y(), forwards.x());
}

}  // namespace

double lowest_hollow_deg(const std::vector<BodyPoints>& bodies) {
  constexpr std::size_t kAbove = 3;
  return slope_deg(bodies.back()) - slope_deg(bodies[bodies.size() - 1 - kAbove]);
}

LevelNames level_names(const std::vector<BodyPoints>& bodies, bool sacrum_seen, bool all_show) {
  // tools/train/lateral/level_angles.py, seven spines: L5 20...40 degrees, L4 4...30, L3 -12...10, others 4
  // at most.
  constexpr double kHollowDeg = 15;
  constexpr std::size_t kThoracic = 15;  // C7 to L2 at most
  constexpr double kBySacrum = 0.9, kByForm = 0.5, kGuess = 0.1;
  if (sacrum_seen) {
    LevelNames names{
        BoneRegion::l5, kByForm, "counted from the lowest body above what looks like a sacrum", {}};
    const auto doubtful = [&](const std::string& why) {
      names.warning =
          Warning{"anatomy.lateral-levels-not-certain",
                  "Levels were counted from what looks like a sacrum, but " + why + ": check the names."};
      return names;
    };
    if (lowest_hollow_deg(bodies) < kHollowDeg)
      return doubtful("the vertebra above it does not lean forwards as an L5 does");
    if (!all_show) return doubtful("a vertebra of the row hardly shows");
    return {BoneRegion::l5, kBySacrum, "counted from the lowest body above the sacrum", {}};
  }
  if (lowest_hollow_deg(bodies) >= kHollowDeg || bodies.size() > kThoracic)
    return {
        BoneRegion::l5, kByForm,
        "counted from the lowest body in the picture, taken for L5 because the spine hollows backwards there",
        Warning{"anatomy.lateral-levels-not-certain",
                "No sacrum is seen below the lowest vertebra, which was taken for L5: check the names."}};
  return {
      BoneRegion::l1, kGuess,
      "counted from the lowest body in the picture, a guess that it is L1: the spine does not hollow there",
      Warning{
          "anatomy.lateral-levels-not-certain",
          "No sacrum is seen, and the lowest vertebrae do not stand like lower lumbar ones: the lowest was "
          "taken for L1, which is a guess. Check the names."}};
}

}  // namespace osteon::lateral
