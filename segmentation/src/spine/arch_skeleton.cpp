#include "spine/arch_skeleton.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

/// A place of an arch: above the middle of the vertebra as a share of its pitch, behind the back wall and
/// beside the middle as shares of the depth of its body.
struct Share {
  double up, behind, beside;
};

struct Parts {
  std::array<Share, 2> pedicle, upper_process, lower_process, transverse, spinous;
};

/// Base and tip of each process: means of the parts of three persons' vertebrae (samples l2-crush-sample001,
/// T3-T11 and L1-L5; tptbox-l3, L3; example_ct, L1-L5).
constexpr Parts kThoracic{{{{0.25, 0.0, 0.33}, {0.25, 0.25, 0.33}}},
                          {{{0.34, 0.40, 0.32}, {0.70, 0.31, 0.40}}},
                          {{{-0.12, 0.46, 0.45}, {-0.53, 0.57, 0.33}}},
                          {{{0.09, 0.55, 0.52}, {0.14, 0.66, 1.05}}},
                          {{{-0.47, 0.62, 0.0}, {-0.90, 1.18, 0.0}}}};
constexpr Parts kLumbar{{{{0.15, 0.0, 0.44}, {0.15, 0.35, 0.44}}},
                        {{{0.16, 0.48, 0.55}, {0.57, 0.53, 0.51}}},
                        {{{-0.10, 0.58, 0.37}, {-0.65, 0.68, 0.37}}},
                        {{{0.04, 0.34, 0.65}, {0.19, 0.47, 1.18}}},
                        {{{0.02, 0.86, 0.0}, {-0.19, 1.50, 0.0}}}};

/// Facets stand further apart from L1 to L5: upper and lower processes beside the middle.
constexpr std::array<std::array<double, 2>, 5> kLumbarFacets{
    {{0.47, 0.28}, {0.47, 0.35}, {0.51, 0.38}, {0.55, 0.51}, {0.64, 0.54}}};

/// The joint of T12 with L1 is already a lumbar one; L5 hardly has a part below its own disc.
Parts parts_of(BoneRegion level) {
  const double rank = craniocaudal_rank(level);
  const auto below_l1 = static_cast<int>(rank - craniocaudal_rank(BoneRegion::l1));
  if (rank < craniocaudal_rank(BoneRegion::t12)) return kThoracic;
  Parts parts = kLumbar;
  if (rank < craniocaudal_rank(BoneRegion::l1)) {
    parts = kThoracic;
    parts.lower_process = kLumbar.lower_process;
    parts.spinous = kLumbar.spinous;
    parts.lower_process[0].beside = parts.lower_process[1].beside = kLumbarFacets[0][1];
    return parts;
  }
  const auto& [upper, lower] = kLumbarFacets[static_cast<std::size_t>(std::clamp(below_l1, 0, 4))];
  parts.upper_process[0].beside = parts.upper_process[1].beside = upper;
  parts.lower_process[0].beside = parts.lower_process[1].beside = lower;
  if (rank >= craniocaudal_rank(BoneRegion::l5)) {
    parts.pedicle[0].beside = parts.pedicle[1].beside = 0.55;
    parts.upper_process[1].behind = 0.32;
    parts.lower_process[1].up = -0.45;
    parts.transverse = {{{0.07, 0.18, 0.83}, {0.23, 0.20, 1.21}}};
  }
  return parts;
}

}  // namespace

ArchSkeleton::ArchSkeleton(BoneRegion level, double lower_s, double upper_s, double back_u, double depth_mm) {
  const Parts parts = parts_of(level);
  const auto place = [&](const Share& at) {
    return Eigen::Vector3d(0.5 * (lower_s + upper_s) + at.up * (upper_s - lower_s),
                           back_u - at.behind * depth_mm, at.beside * depth_mm);
  };
  const auto add = [&](const Share& from, const Share& to) {
    segments_.push_back({place(from), place(to) - place(from)});
  };
  for (const auto& part :
       {parts.upper_process, parts.lower_process, parts.pedicle, parts.transverse, parts.spinous})
    add(part[0], part[1]);
  add(parts.pedicle[1], parts.upper_process[0]);        // the isthmus,
  add(parts.upper_process[0], parts.lower_process[0]);  // downwards
  add(parts.lower_process[0], parts.spinous[0]);        // the lamina
}

ArchSkeleton::Beside ArchSkeleton::joint(const ArchSkeleton& upper, const ArchSkeleton& lower) {
  const Eigen::Vector3d middle = 0.5 * (upper.segments_[1].from + upper.segments_[1].way +
                                        lower.segments_[0].from + lower.segments_[0].way);
  return {middle[1], middle[2]};
}

void ArchSkeleton::move_joint(ArchSkeleton& upper, ArchSkeleton& lower, const Beside& by) {
  const Eigen::Vector3d way(0, by.u_mm, by.v_mm);
  upper.segments_[1].way += way;
  lower.segments_[0].way += way;
}

double ArchSkeleton::distance_mm(const SpinePlace& place) const {
  const Eigen::Vector3d at(place.s_mm, place.u_mm, std::abs(place.v_mm));
  double least = 1e30;
  for (const Segment& segment : segments_) {
    const Eigen::Vector3d d = at - segment.from;
    const double share = std::clamp(d.dot(segment.way) / segment.way.squaredNorm(), 0.0, 1.0);
    least = std::min(least, (d - share * segment.way).squaredNorm());
  }
  return std::sqrt(least);
}

}  // namespace osteon
