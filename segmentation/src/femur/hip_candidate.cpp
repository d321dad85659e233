#include "femur/hip_candidate.hpp"

#include "femur/head_search.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace osteon {

bool like_a_hip(const HipCandidate& hip) {
  constexpr double kRmsPerVoxel = 0.1, kMostVoxelMm = 3.3;
  constexpr double kMostRmsMm = 0.9, kLeastBall = 0.42, kLeastSocket = 0.5, kThinnest = 0.5, kThickest = 0.9;
  const double neck = hip.course.radius_mm / hip.head.radius_mm;
  const double allowed_mm = std::hypot(kMostRmsMm, kRmsPerVoxel * std::min(hip.voxel_mm, kMostVoxelMm));
  return hip.head.rms_mm <= allowed_mm && hip.course.ball_share >= kLeastBall &&
         hip.course.socket_share >= kLeastSocket && neck >= kThinnest && neck <= kThickest;
}

std::vector<HipCandidate> heads_in(const Image3D<std::int16_t>& coarse, const VolumeSampler& sampler,
                                   double voxel_mm) {
  std::vector<std::optional<HipCandidate>> each;
  const std::vector<HeadCandidate> candidates = search_heads(coarse);
  each.resize(candidates.size());
  tbb::parallel_for(std::size_t{0}, candidates.size(), [&](std::size_t n) {
    auto head = fit_head(sampler, candidates[n].center_mm);
    if (!head) return;
    const auto course = find_neck_course(sampler, *head);
    if (course) each[n] = HipCandidate{std::move(*head), *course, voxel_mm};
  });
  std::vector<HipCandidate> hips;
  for (auto& hip : each)
    if (hip) hips.push_back(std::move(*hip));
  std::stable_sort(hips.begin(), hips.end(),
                   [](const HipCandidate& a, const HipCandidate& b) { return a.likeness() > b.likeness(); });
  return hips;
}

}  // namespace osteon
