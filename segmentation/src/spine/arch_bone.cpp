#include "spine/arch_bone.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace osteon {
namespace {

constexpr int kU = StraightVolume::kCountU, kV = StraightVolume::kCountV;
constexpr double kFurthestV = 46;       // transverse processes end before
constexpr float kCertainHu = 150;       // brighter than any muscle
constexpr float kFattyMarrowHu = -150;  // nothing in a bone is lighter
constexpr double kCanalMm = 9;          // about its middle: no marrow

/// Whether a lattice place lies in the column of bodies and discs.
bool in_column(const SpineAnatomy& spine, int s, int iu, int iv) {
  return in_wall(spine, {static_cast<double>(s), StraightVolume::u_mm(iu), StraightVolume::v_mm(iv)});
}

enum class Axis { s, u, v };

/// Sums of `values` within `reach` steps along one axis of the lattice.
std::vector<float> sums_along(const std::vector<float>& values, int length, Axis axis, int reach) {
  std::vector<float> result(values.size(), 0.0F);
  tbb::parallel_for(0, length, [&](int s) {
    for (int iu = 0; iu < kU; ++iu)
      for (int d = -reach; d <= reach; ++d) {
        const int from_s = axis == Axis::s ? s + d : s, from_u = axis == Axis::u ? iu + d : iu;
        if (from_s < 0 || from_s >= length || from_u < 0 || from_u >= kU) continue;
        const int shift = axis == Axis::v ? d : 0;
        float* const to = &result[StraightVolume::offset(s, iu, 0)];
        const float* const from = &values[StraightVolume::offset(from_s, from_u, 0)];
        for (int iv = std::max(0, -shift); iv < std::min(kV, kV - shift); ++iv) to[iv] += from[iv + shift];
      }
  });
  return result;
}

std::vector<float> sums_near(const std::vector<float>& values, int length) {
  constexpr int kReachS = 3, kReachLattice = 2;  // 3 mm: a cortex with its blur, and what lies beside it
  return sums_along(sums_along(sums_along(values, length, Axis::s, kReachS), length, Axis::u, kReachLattice),
                    length, Axis::v, kReachLattice);
}

/// What lies round a place of the lattice.
class Surroundings {
 public:
  Surroundings(const BoneFlags& bone, int length) : bone_(bone), length_(length) {}

  [[nodiscard]] bool at(int s, int iu, int iv) const {
    return s >= 0 && s < length_ && iu >= 0 && iu < kU && iv >= 0 && iv < kV &&
           bone_[StraightVolume::offset(s, iu, iv)] != 0;
  }
  /// Along how many of the three axes there is bone to both sides, within the width of a process.
  [[nodiscard]] int axes_closed(int s, int iu, int iv) const {
    constexpr int kReachS = 6, kReachLattice = 4;  // 6 mm
    const auto between = [&](int ds, int du, int dv, int reach) {
      bool ahead = false, behind = false;
      for (int n = 1; n <= reach; ++n) {
        ahead = ahead || at(s + n * ds, iu + n * du, iv + n * dv);
        behind = behind || at(s - n * ds, iu - n * du, iv - n * dv);
      }
      return ahead && behind ? 1 : 0;
    };
    return between(1, 0, 0, kReachS) + between(0, 1, 0, kReachLattice) + between(0, 0, 1, kReachLattice);
  }
  /// Whether most ways out meet bone: hollow processes, whatever fills them.
  [[nodiscard]] bool is_enclosed(int s, int iu, int iv) const {
    constexpr int kReach = 5, kLeast = 20;  // 7.5 mm; of 26 directions
    int hits = 0;
    for (int ds = -1; ds <= 1; ++ds)
      for (int du = -1; du <= 1; ++du)
        for (int dv = -1; dv <= 1; ++dv) {
          bool hit = false;
          // One and a half steps of 1 mm along s for one of 1.5 mm across.
          for (int n = 1; n <= kReach && !hit; ++n) hit = at(s + n * 3 * ds / 2, iu + n * du, iv + n * dv);
          hits += hit ? 1 : 0;
        }
    return hits >= kLeast;
  }

 private:
  const BoneFlags& bone_;
  int length_;
};

/// Bone behind the middle of the column and outside of it, by its HU.
BoneFlags bright_bone(const StraightVolume& volume, const SpineAnatomy& spine,
                      const std::vector<float>& edge_hu) {
  BoneFlags bone(volume.pixels().size(), 0);
  tbb::parallel_for(0, volume.length(), [&](int s) {
    const int front = StraightVolume::u_index(spine.walls.centre(s));
    for (int iu = 0; iu <= front; ++iu)
      for (int iv = 0; iv < kV; ++iv) {
        const std::size_t at = StraightVolume::offset(s, iu, iv);
        if (std::abs(StraightVolume::v_mm(iv)) <= kFurthestV &&
            volume.at(s, iu, iv) > std::min(kCertainHu, edge_hu[at]) && !in_column(spine, s, iu, iv))
          bone[at] = 1;
      }
  });
  return bone;
}

}  // namespace

std::vector<float> bone_edges(const StraightVolume& volume) {
  // Soft tissue from fat upwards; bone up to metal.
  constexpr float kFatHu = -100, kBoneHu = 130, kMetalHu = 1500, kLeastEdgeHu = 100;
  const std::size_t count = volume.pixels().size();
  std::vector<float> all(count), bone(count), bone_count(count);
  for (std::size_t n = 0; n < count; ++n) {
    all[n] = std::clamp(volume.pixels()[n], kFatHu, kMetalHu);
    const bool hard = all[n] > kBoneHu;
    bone[n] = hard ? all[n] : 0;
    bone_count[n] = hard ? 1 : 0;
  }
  const auto near = [&](std::vector<float>& values) { values = sums_near(values, volume.length()); };
  near(all);
  near(bone);
  near(bone_count);
  const std::vector<float> all_count = sums_near(std::vector<float>(count, 1.0F), volume.length());
  std::vector<float> edges(count, kBoneHu);
  for (std::size_t n = 0; n < count; ++n) {
    const float soft_count = all_count[n] - bone_count[n];
    if (bone_count[n] > 0 && soft_count > 0)
      edges[n] = std::max(kLeastEdgeHu, 0.5F * (bone[n] / bone_count[n] + (all[n] - bone[n]) / soft_count));
  }
  return edges;
}

BoneFlags arch_bone(const StraightVolume& volume, const SpineAnatomy& spine,
                    const std::vector<float>& edge_hu) {
  const BoneFlags bone = bright_bone(volume, spine, edge_hu);
  const Surroundings round(bone, volume.length());
  BoneFlags closed = bone;
  constexpr float kMarrowHu = 0;  // fat planes and the canal are darker or lie open to more sides
  tbb::parallel_for(1, volume.length() - 1, [&](int s) {
    for (int iu = 1; iu + 1 < kU; ++iu)
      for (int iv = 1; iv + 1 < kV; ++iv) {
        const float hu = volume.at(s, iu, iv);
        if (round.at(s, iu, iv) || hu < kFattyMarrowHu ||
            std::hypot(StraightVolume::u_mm(iu), StraightVolume::v_mm(iv)) < kCanalMm)
          continue;
        const int axes = round.axes_closed(s, iu, iv);
        const bool inside = (axes >= 2 && hu >= kMarrowHu) || round.is_enclosed(s, iu, iv);
        if (inside && !in_column(spine, s, iu, iv)) closed[StraightVolume::offset(s, iu, iv)] = 1;
      }
  });
  return closed;
}

}  // namespace osteon
