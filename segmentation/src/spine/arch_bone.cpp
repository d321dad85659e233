#include "spine/arch_bone.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

constexpr double kFurthestV = 46;  // transverse processes end before
constexpr float kCertainHu = 150;  // brighter than any muscle

/// Whether a lattice place lies in the column of bodies and discs.
bool in_column(const SpineAnatomy& spine, int s, int iu, int iv) {
  return in_wall(spine, {static_cast<double>(s), StraightVolume::u_mm(iu), StraightVolume::v_mm(iv)});
}

/// Sums of `values` within `reach` steps along one axis of the lattice.
std::vector<float> sums_along(const std::vector<float>& values, int length, std::size_t axis, int reach) {
  constexpr int kU = StraightVolume::kCountU, kV = StraightVolume::kCountV;
  const std::array<int, 3> size{length, kU, kV};
  std::vector<float> result(values.size());
  tbb::parallel_for(0, length, [&](int s) {
    for (int iu = 0; iu < kU; ++iu)
      for (int iv = 0; iv < kV; ++iv) {
        std::array<int, 3> at{s, iu, iv};
        const int middle = at[axis];
        float sum = 0;
        for (at[axis] = std::max(0, middle - reach); at[axis] <= std::min(size[axis] - 1, middle + reach);
             ++at[axis])
          sum += values[StraightVolume::offset(at[0], at[1], at[2])];
        result[StraightVolume::offset(s, iu, iv)] = sum;
      }
  });
  return result;
}

std::vector<float> sums_near(std::vector<float> values, int length) {
  constexpr int kReachS = 3, kReachLattice = 2;  // 3 mm: a cortex with its blur, and what lies beside it
  values = sums_along(values, length, 0, kReachS);
  values = sums_along(values, length, 1, kReachLattice);
  return sums_along(values, length, 2, kReachLattice);
}

}  // namespace

std::vector<float> bone_edges(const StraightVolume& volume) {
  // Soft tissue between fat and contrast-filled vessels; bone as far as metal.
  constexpr float kFatHu = -100, kBoneHu = 130, kMetalHu = 1500, kLeastEdgeHu = 100;
  std::vector<float> bone(volume.pixels().size()), bone_count(bone.size()), soft(bone.size()),
      soft_count(bone.size());
  for (std::size_t n = 0; n < bone.size(); ++n) {
    const float hu = volume.pixels()[n];
    const bool hard = hu > kBoneHu;
    bone[n] = hard ? std::min(hu, kMetalHu) : 0;
    bone_count[n] = hard ? 1 : 0;
    soft[n] = hard ? 0 : std::max(hu, kFatHu);
    soft_count[n] = hard ? 0 : 1;
  }
  const auto near = [&](std::vector<float>& values) {
    values = sums_near(std::move(values), volume.length());
  };
  near(bone);
  near(bone_count);
  near(soft);
  near(soft_count);
  std::vector<float> edges(bone.size(), kBoneHu);
  for (std::size_t n = 0; n < edges.size(); ++n)
    if (bone_count[n] > 0 && soft_count[n] > 0)
      edges[n] = std::max(kLeastEdgeHu, 0.5F * (bone[n] / bone_count[n] + soft[n] / soft_count[n]));
  return edges;
}

BoneFlags arch_bone(const StraightVolume& volume, const SpineAnatomy& spine,
                    const std::vector<float>& edge_hu) {
  constexpr int kU = StraightVolume::kCountU, kV = StraightVolume::kCountV;
  BoneFlags bone(volume.pixels().size(), 0);
  for (int s = 0; s < volume.length(); ++s) {
    const int front = StraightVolume::u_index(spine.walls.centre(s));
    for (int iu = 0; iu <= front; ++iu)
      for (int iv = 0; iv < kV; ++iv)
        if (std::abs(StraightVolume::v_mm(iv)) <= kFurthestV &&
            volume.at(s, iu, iv) > std::min(kCertainHu, edge_hu[StraightVolume::offset(s, iu, iv)]) &&
            !in_column(spine, s, iu, iv))
          bone[StraightVolume::offset(s, iu, iv)] = 1;
  }
  // Marrow with bone to both sides along two of the three axes, within the width of a process, is bone.
  BoneFlags closed = bone;
  const auto at = [&](int s, int iu, int iv) {
    return s >= 0 && s < volume.length() && iu >= 0 && iu < kU && iv >= 0 && iv < kV &&
           bone[StraightVolume::offset(s, iu, iv)] != 0;
  };
  const auto between = [&](int s, int iu, int iv, int ds, int du, int dv, int reach) {
    bool ahead = false, behind = false;
    for (int n = 1; n <= reach; ++n) {
      ahead = ahead || at(s + n * ds, iu + n * du, iv + n * dv);
      behind = behind || at(s - n * ds, iu - n * du, iv - n * dv);
    }
    return ahead && behind;
  };
  const auto enclosed = [&](int s, int iu, int iv) {
    constexpr int kReach = 5, kLeast = 20;  // 7.5 mm; of 26 directions
    int hits = 0;
    for (int ds = -1; ds <= 1; ++ds)
      for (int du = -1; du <= 1; ++du)
        for (int dv = -1; dv <= 1; ++dv) {
          bool hit = false;
          for (int n = 1; n <= kReach && !hit; ++n) hit = at(s + n * 3 * ds / 2, iu + n * du, iv + n * dv);
          hits += hit ? 1 : 0;
        }
    return hits >= kLeast;
  };
  constexpr double kMarrowHu = 0, kFattyMarrowHu = -150;  // fat planes and canal lie open to more sides
  constexpr int kReachS = 6, kReachLattice = 4;           // 6 mm
  tbb::parallel_for(1, volume.length() - 1, [&](int s) {
    for (int iu = 1; iu + 1 < kU; ++iu)
      for (int iv = 1; iv + 1 < kV; ++iv) {
        if (at(s, iu, iv) || static_cast<double>(volume.at(s, iu, iv)) < kFattyMarrowHu ||
            in_column(spine, s, iu, iv))
          continue;
        const double u = StraightVolume::u_mm(iu), v = StraightVolume::v_mm(iv);
        const bool in_canal = std::hypot(u, v) < 9;
        const int sides = (between(s, iu, iv, 1, 0, 0, kReachS) ? 1 : 0) +
                          (between(s, iu, iv, 0, 1, 0, kReachLattice) ? 1 : 0) +
                          (between(s, iu, iv, 0, 0, 1, kReachLattice) ? 1 : 0);
        if (in_canal) continue;
        const bool marrow = sides >= 2 && static_cast<double>(volume.at(s, iu, iv)) >= kMarrowHu;
        if (marrow || enclosed(s, iu, iv)) closed[StraightVolume::offset(s, iu, iv)] = 1;
      }
  });
  return closed;
}

}  // namespace osteon
