#include "lateral/likely_poses.hpp"

#include "lateral/lateral_networks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

namespace osteon::lateral {
namespace {

constexpr std::size_t kMirrored = 0, kUpsideDown = 1, kDark = 2;  // the network's planes after the first
constexpr std::size_t kTurns = 3, kPoses = 1 << kTurns;

LateralPose pose_of(std::size_t turns) {
  const auto is = [&](std::size_t turn) { return (turns >> turn & 1) != 0; };
  return {is(kMirrored), is(kUpsideDown), is(kDark)};
}

/// Whether the picture is mirrored, upside down, dark: what all places say together, each by the chance that
/// a body lies there. Above nought means that it is. `shape`: without what the picture was padded with.
std::array<double, kTurns> votes_of(const cv::Mat& scores, const cv::Size& shape) {
  const auto chance = [&](std::size_t plane, int y, int x) {
    return 1 / (1 + std::exp(-static_cast<double>(scores.ptr<float>(0, static_cast<int>(plane), y)[x])));
  };
  std::array<double, kTurns> votes{};
  for (int y = 0; y < shape.height; ++y)
    for (int x = 0; x < shape.width; ++x) {
      const double body = chance(0, y, x);
      for (std::size_t turn = 0; turn < kTurns; ++turn) votes[turn] += body * (chance(1 + turn, y, x) - 0.5);
    }
  return votes;
}

}  // namespace

std::vector<LateralPose> likely_poses(const cv::Mat1f& normal, std::size_t count) {
  constexpr int kStep = 16;  // pixels of the picture in one of the network's planes
  const cv::Mat scores = scores_of(pose_network(), normal);
  const auto votes = votes_of(scores, {(normal.cols + kStep - 1) / kStep, (normal.rows + kStep - 1) / kStep});
  const auto support = [&](std::size_t turns) {
    const auto told = [&](std::size_t turn) { return (turns >> turn & 1) != 0 ? votes[turn] : -votes[turn]; };
    return std::pair(told(kMirrored) + told(kDark), told(kUpsideDown));
  };
  std::array<std::size_t, kPoses> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return support(a) > support(b); });
  std::vector<LateralPose> poses;
  for (std::size_t n = 0; n < count; ++n) poses.push_back(pose_of(order[n]));
  return poses;
}

}  // namespace osteon::lateral
