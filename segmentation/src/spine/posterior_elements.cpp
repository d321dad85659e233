#include "spine/posterior_elements.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <queue>

namespace osteon {
namespace {

constexpr double kBoneHu = 150;
constexpr double kDistanceCostHuPerMm =
    13;                            // without it one arch swallows its neighbours along bright facets
constexpr double kFurthestV = 46;  // transverse processes end before
constexpr double kThoracicV = 36, kThoracicPedicleV = 16, kRibNeckU = 2;  // beyond: ribs

using Flags = std::vector<char>;

/// Whether a lattice place lies in the column of bodies and discs.
bool in_column(const SpineAnatomy& spine, int s, int iu, int iv) {
  return in_wall(spine, {static_cast<double>(s), StraightVolume::u_mm(iu), StraightVolume::v_mm(iv)});
}

/// Bone behind the middle of the column and outside of it, with the marrow that it encloses.
Flags bone_mask(const StraightVolume& volume, const SpineAnatomy& spine) {
  constexpr int kU = StraightVolume::kCountU, kV = StraightVolume::kCountV;
  Flags bone(volume.pixels().size(), 0);
  for (int s = 0; s < volume.length(); ++s) {
    const int front = StraightVolume::u_index(spine.walls.centre(s));
    for (int iu = 0; iu <= front; ++iu)
      for (int iv = 0; iv < kV; ++iv)
        if (std::abs(StraightVolume::v_mm(iv)) <= kFurthestV &&
            static_cast<double>(volume.at(s, iu, iv)) > kBoneHu && !in_column(spine, s, iu, iv))
          bone[StraightVolume::offset(s, iu, iv)] = 1;
  }
  // Marrow with bone to both sides along two of the three axes, within the width of a process, is bone.
  Flags closed = bone;
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
  constexpr double kMarrowHu = 0;  // the canal and fat planes are not filled: they lie open along two axes
  constexpr int kReachS = 6, kReachLattice = 4;  // 6 mm
  tbb::parallel_for(1, volume.length() - 1, [&](int s) {
    for (int iu = 1; iu + 1 < kU; ++iu)
      for (int iv = 1; iv + 1 < kV; ++iv) {
        if (at(s, iu, iv) || static_cast<double>(volume.at(s, iu, iv)) < kMarrowHu ||
            in_column(spine, s, iu, iv))
          continue;
        const double u = StraightVolume::u_mm(iu), v = StraightVolume::v_mm(iv);
        const bool in_canal = std::hypot(u, v) < 9;
        const int sides = (between(s, iu, iv, 1, 0, 0, kReachS) ? 1 : 0) +
                          (between(s, iu, iv, 0, 1, 0, kReachLattice) ? 1 : 0) +
                          (between(s, iu, iv, 0, 0, 1, kReachLattice) ? 1 : 0);
        if (!in_canal && sides >= 2) closed[StraightVolume::offset(s, iu, iv)] = 1;
      }
  });
  return closed;
}

/// The s range of vertebra `n`; -1 and the count stand for the unseen neighbours below and above the chain.
std::array<double, 2> range_of(const SpineAnatomy& spine, int n) {
  const auto& discs = spine.chain.discs;
  const int count = static_cast<int>(discs.size()) - 1;
  const auto s = [&](int m) { return discs[static_cast<std::size_t>(m)].s_mm; };
  if (n < 0) return {s(0) - (s(1) - s(0)), s(0)};
  if (n >= count) return {s(count), s(count) + (s(count) - s(count - 1))};
  return {s(n), s(n + 1)};
}

struct Box {
  double s_from, s_to, u_from, u_to, v_from, v_to;  // v on either side
};

void mark(ArchLabels& labels, const Flags& bone, int length, const Box& box, std::uint8_t label) {
  const int first = std::max(0, static_cast<int>(std::ceil(box.s_from)));
  const int last = std::min(length - 1, static_cast<int>(box.s_to));
  for (int s = first; s <= last; ++s)
    for (int iu = StraightVolume::u_index(box.u_from); iu <= StraightVolume::u_index(box.u_to); ++iu)
      for (int iv = 0; iv < StraightVolume::kCountV; ++iv) {
        const double v = std::abs(StraightVolume::v_mm(iv));
        const std::size_t at = StraightVolume::offset(s, iu, iv);
        if (v >= box.v_from && v <= box.v_to && bone[at] != 0 && labels[at] == 0) labels[at] = label;
      }
}

void mark_bodies(ArchLabels& labels, const SpineAnatomy& spine, int length) {
  for (std::size_t n = 0; n < spine.names.size(); ++n) {
    const auto [lower, upper] = range_of(spine, static_cast<int>(n));
    for (int s = std::max(0, static_cast<int>(lower) - 8);
         s <= std::min(length - 1, static_cast<int>(upper) + 8); ++s)
      for (int iu = 0; iu < StraightVolume::kCountU; ++iu)
        for (int iv = 0; iv < StraightVolume::kCountV; ++iv) {
          const SpinePlace place{static_cast<double>(s), StraightVolume::u_mm(iu), StraightVolume::v_mm(iv)};
          if (std::abs(place.v_mm) < 36 && place.u_mm > 0 && in_wall(spine, place) &&
              in_body(spine, n, place, spine.frame.patient_from_spine(place)))
            labels[StraightVolume::offset(s, iu, iv)] = static_cast<std::uint8_t>(n + 1);
        }
  }
}

ArchLabels markers(const StraightVolume& volume, const SpineAnatomy& spine, const Flags& bone) {
  ArchLabels labels(volume.pixels().size(), 0);
  mark_bodies(labels, spine, volume.length());
  const int count = static_cast<int>(spine.names.size());
  for (int n = -1; n <= count; ++n) {
    const auto [lower, upper] = range_of(spine, n);
    const double pitch = upper - lower;
    const auto label = static_cast<std::uint8_t>(n < 0 ? count + 1 : n < count ? n + 1 : count + 2);
    const double front = spine.walls.centre(0.5 * (lower + upper));
    mark(labels, bone, volume.length(), {lower + 0.50 * pitch, lower + 0.85 * pitch, -6, front, 8, 20},
         label);
    mark(labels, bone, volume.length(), {lower + 0.12 * pitch, lower + 0.50 * pitch, -16, -8, 0, 12}, label);
  }
  return labels;
}

struct Front {
  double cost;
  std::size_t order;  // first come, first served among equals
  int s, iu, iv;
  int source_s, source_u, source_v;
  bool operator>(const Front& other) const {
    return cost != other.cost ? cost > other.cost : order > other.order;
  }
};

/// Watershed on brightness with a price on the distance from the marker.
void flood(ArchLabels& labels, const StraightVolume& volume, const Flags& bone) {
  std::priority_queue<Front, std::vector<Front>, std::greater<>> queue;
  std::size_t order = 0;
  const auto push_neighbours = [&](const Front& at, std::uint8_t label) {
    constexpr std::array<std::array<int, 3>, 6> kSteps{
        {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}}};
    for (const auto& step : kSteps) {
      const int s = at.s + step[0], iu = at.iu + step[1], iv = at.iv + step[2];
      if (s < 0 || s >= volume.length() || iu < 0 || iu >= StraightVolume::kCountU || iv < 0 ||
          iv >= StraightVolume::kCountV)
        continue;
      const std::size_t n = StraightVolume::offset(s, iu, iv);
      if (bone[n] == 0 || labels[n] != 0) continue;
      labels[n] = label;
      const double ds = s - at.source_s, du = StraightVolume::kStepMm * (iu - at.source_u),
                   dv = StraightVolume::kStepMm * (iv - at.source_v);
      const double cost = -std::clamp(static_cast<double>(volume.at(s, iu, iv)), 0.0, 400.0) +
                          kDistanceCostHuPerMm * std::sqrt(ds * ds + du * du + dv * dv);
      queue.push({cost, order++, s, iu, iv, at.source_s, at.source_u, at.source_v});
    }
  };
  const ArchLabels seeds = labels;
  for (int s = 0; s < volume.length(); ++s)
    for (int iu = 0; iu < StraightVolume::kCountU; ++iu)
      for (int iv = 0; iv < StraightVolume::kCountV; ++iv) {
        const std::uint8_t label = seeds[StraightVolume::offset(s, iu, iv)];
        if (label != 0) push_neighbours({0, 0, s, iu, iv, s, iu, iv}, label);
      }
  while (!queue.empty()) {
    const Front front = queue.top();
    queue.pop();
    push_neighbours(front, labels[StraightVolume::offset(front.s, front.iu, front.iv)]);
  }
}

/// Takes away what belongs to no vertebra that we name, and ribs.
void prune(ArchLabels& labels, const SpineAnatomy& spine, int length) {
  for (int s = 0; s < length; ++s)
    for (int iu = 0; iu < StraightVolume::kCountU; ++iu)
      for (int iv = 0; iv < StraightVolume::kCountV; ++iv) {
        std::uint8_t& label = labels[StraightVolume::offset(s, iu, iv)];
        if (label == 0) continue;
        if (label > spine.names.size() || spine.names[label - 1U].level == BoneRegion::none) {
          label = 0;
          continue;
        }
        const double rank = craniocaudal_rank(spine.names[label - 1U].level);
        const double u = StraightVolume::u_mm(iu), v = std::abs(StraightVolume::v_mm(iv));
        const bool thoracic =
            rank >= craniocaudal_rank(BoneRegion::t1) && rank <= craniocaudal_rank(BoneRegion::t12);
        if (thoracic && (v > kThoracicV || (u > kRibNeckU && v > kThoracicPedicleV))) label = 0;
      }
}

}  // namespace

ArchLabels find_posterior_elements(const StraightVolume& volume, const SpineAnatomy& spine) {
  const Flags bone = bone_mask(volume, spine);
  ArchLabels labels = markers(volume, spine, bone);
  flood(labels, volume, bone);
  prune(labels, spine, volume.length());
  return labels;
}

}  // namespace osteon
