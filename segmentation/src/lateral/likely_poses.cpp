#include "lateral/likely_poses.hpp"

#include "lateral/lateral_networks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace osteon::lateral {
namespace {

constexpr std::size_t kTurns = 3, kPoses = 1 << kTurns;

LateralPose pose_of(std::size_t turns) { return {(turns & 1) != 0, (turns & 2) != 0, (turns & 4) != 0}; }

/// Whether the picture is mirrored, upside down, dark: what all places say together, each by the chance that
/// a body lies there. Above nought means that it is.
std::array<double, kTurns> votes_of(const cv::Mat& scores) {
  const auto chance = [&](std::size_t plane, int y, int x) {
    return 1 / (1 + std::exp(-static_cast<double>(scores.ptr<float>(0, static_cast<int>(plane), y)[x])));
  };
  std::array<double, kTurns> votes{};
  for (int y = 0; y < scores.size[2]; ++y)
    for (int x = 0; x < scores.size[3]; ++x) {
      const double body = chance(0, y, x);
      for (std::size_t turn = 0; turn < kTurns; ++turn) votes[turn] += body * (chance(1 + turn, y, x) - 0.5);
    }
  return votes;
}

}  // namespace

std::vector<LateralPose> likely_poses(const cv::Mat1f& normal) {
  const auto votes = votes_of(scores_of(pose_network(), normal));
  const auto support = [&](std::size_t turns) {
    double sum = 0;
    for (std::size_t turn = 0; turn < kTurns; ++turn)
      sum += (turns >> turn & 1) != 0 ? votes[turn] : -votes[turn];
    return sum;
  };
  std::array<std::size_t, kPoses> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return support(a) > support(b); });
  std::vector<LateralPose> poses;
  for (const std::size_t turns : order) poses.push_back(pose_of(turns));
  return poses;
}

}  // namespace osteon::lateral
