#include "lateral/lateral_levels.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace osteon::lateral {
namespace {

constexpr double kBySacrum = 0.9, kByForm = 0.5, kByLungs = 0.3, kGuess = 0.1;

/// Downwards from the horizontal, of both plates together.
double slope_deg(const BodyPoints& body) {
  const Eigen::Vector2d forwards = body.at[0] + body.at[3] - body.at[2] - body.at[5];
  return 180 / std::numbers::pi * std::atan2(forwards.y(), forwards.x());
}

LevelNames doubtful(BoneRegion lowest, double confidence, std::string by, std::string evidence,
                    std::string why) {
  return {lowest, confidence, std::move(by), std::move(evidence),
          Warning{"anatomy.lateral-levels-not-certain", std::move(why) + " Check the names."}};
}

/// Why names that are counted from a sacrum are not certain.
std::string doubt_of(bool hollows, bool all_show) {
  if (!hollows)
    return "Levels were counted from what looks like a sacrum, but the vertebra above it does not lean "
           "forwards "
           "as an L5 does.";
  if (!all_show) return "Levels were counted from the sacrum, but a vertebra of the row hardly shows.";
  return "Levels were counted from the sacrum, but two vertebrae of the row stand so far apart that one "
         "between "
         "them may have been missed.";
}

/// The lowest body, if the lungs end between T11 and T12. At the back they end at T10 when breathing is
/// quiet and up to two lower after a deep breath (Semin Intervent Radiol 2020;37:74-84, fig. 7); in front of
/// the spine of two CTs of the chest (docs/lateral.md) between the middle of T11 and that of T12.
std::optional<BoneRegion> lowest_by_lungs(std::size_t bodies, double lung_end) {
  constexpr double kBelowMiddle = 0.5;  // of T11, in bodies
  const auto below = static_cast<long>(bodies) - 1 - std::lround(lung_end - kBelowMiddle);
  const long lowest = static_cast<long>(BoneRegion::t11) + below;
  const long highest = lowest - static_cast<long>(bodies) + 1;
  // An L5 would lean forwards; what lies above T1 is hidden behind the shoulders.
  if (lowest > static_cast<long>(BoneRegion::l4) || highest < static_cast<long>(BoneRegion::t1))
    return std::nullopt;
  return static_cast<BoneRegion>(lowest);
}

}  // namespace

double lowest_hollow_deg(const std::vector<BodyPoints>& bodies) {
  constexpr std::size_t kAbove = 3;
  return slope_deg(bodies.back()) - slope_deg(bodies[bodies.size() - 1 - kAbove]);
}

bool has_gap(const std::vector<BodyPoints>& bodies) {
  constexpr double kGap = 1.5;  // of the longer of the distances beside it
  std::vector<double> distances;
  for (std::size_t n = 1; n < bodies.size(); ++n)
    distances.push_back((bodies[n].middle() - bodies[n - 1].middle()).norm());
  for (std::size_t n = 0; n < distances.size(); ++n) {
    const double above = n > 0 ? distances[n - 1] : 0;
    const double below = n + 1 < distances.size() ? distances[n + 1] : 0;
    if (distances[n] > kGap * std::max(above, below)) return true;
  }
  return false;
}

LevelNames level_names(const std::vector<BodyPoints>& bodies, const Landmarks& seen) {
  // tools/train/lateral/level_angles.py, seven spines: L5 20...40 degrees, L4 4...30, L3 -12...10, others 4
  // at most.
  constexpr double kHollowDeg = 15;
  constexpr std::size_t kThoracic = 13;  // T1 to L1: what lies above is hidden behind the shoulders
  const bool hollows = lowest_hollow_deg(bodies) >= kHollowDeg;
  if (seen.sacrum && hollows && seen.all_show && !has_gap(bodies))
    return {BoneRegion::l5, kBySacrum, "sacrum", "counted from the lowest body above the sacrum", {}};
  if (seen.sacrum)
    return doubtful(BoneRegion::l5, kByForm, "sacrum",
                    "counted from the lowest body above what looks like a sacrum",
                    doubt_of(hollows, seen.all_show));
  if (hollows)
    return doubtful(
        BoneRegion::l5, kByForm, "lordosis",
        "counted from the lowest body in the picture, taken for L5 because the spine hollows backwards there",
        "No sacrum is seen below the lowest vertebra, which was taken for L5.");
  if (seen.lung_end)
    if (const auto lowest = lowest_by_lungs(bodies.size(), *seen.lung_end))
      return doubtful(
          *lowest, kByLungs, "lung-ends",
          "counted from where the lungs end in front of the spine, taken for the disc below T11",
          "No sacrum is seen; levels were counted from where the lungs end, which is at T10 to T12.");
  if (bodies.size() > kThoracic)
    return doubtful(BoneRegion::l5, kByForm, "count",
                    "counted from the lowest body in the picture, taken for L5 because so many are seen",
                    "No sacrum is seen below the lowest vertebra, which was taken for L5.");
  return doubtful(
      BoneRegion::l1, kGuess, "count",
      "counted from the lowest body in the picture, a guess that it is L1: the spine does not "
      "hollow there",
      "No sacrum is seen, and the lowest vertebrae do not stand like lower lumbar ones: the lowest "
      "was taken for L1, which is a guess.");
}

}  // namespace osteon::lateral
