#include "spine/posterior_elements.hpp"

#include "spine/arch_bone.hpp"
#include "spine/arch_skeleton.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <queue>

namespace osteon {
namespace {

// How far off its arch's own lines a place of full darkness between brighter sides counts. Joint spaces of
// 2 to 4 mm are blurred to a third of it.
constexpr double kJointCostMm = 40;
constexpr double kThoracicV = 36, kThoracicPedicleV = 16, kRibNeckU = 2;  // beyond: ribs

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

void mark(ArchLabels& labels, const BoneFlags& bone, int length, const Box& box, std::uint8_t label) {
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

ArchLabels markers(const StraightVolume& volume, const SpineAnatomy& spine, const BoneFlags& bone) {
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

/// Middle of the bone of a pair of facets beside a disc; nothing where there is hardly any.
std::optional<ArchSkeleton::Beside> facets_beside(const StraightVolume& volume, const BoneFlags& bone,
                                                  const ArchSkeleton::Beside& expected, double from_s,
                                                  double to_s) {
  constexpr double kReachMm = 12;  // half the size of a pair of facets, and what persons differ
  constexpr int kLeast = 50;       // of 2 mm3
  double u = 0, v = 0;
  int count = 0;
  const int first = std::max(0, static_cast<int>(from_s));
  const int last = std::min(volume.length() - 1, static_cast<int>(to_s));
  for (int s = first; s <= last; ++s)
    for (int iu = 0; iu < StraightVolume::kCountU; ++iu)
      for (int iv = 0; iv < StraightVolume::kCountV; ++iv) {
        const double at_u = StraightVolume::u_mm(iu), at_v = std::abs(StraightVolume::v_mm(iv));
        if (bone[StraightVolume::offset(s, iu, iv)] == 0 ||
            std::hypot(at_u - expected.u_mm, at_v - expected.v_mm) > kReachMm)
          continue;
        u += at_u;
        v += at_v;
        ++count;
      }
  if (count < kLeast) return std::nullopt;
  return ArchSkeleton::Beside{u / count, v / count};
}

/// Puts the joint of two neighbours where bone is.
void find_joint(const StraightVolume& volume, const BoneFlags& bone, double disc_s, double pitch_mm,
                ArchSkeleton& upper, ArchSkeleton& lower) {
  constexpr double kBelow = 0.2, kAbove = 0.12;  // the joint's part of the pitch, about the disc
  constexpr int kRounds = 3;
  auto middle = ArchSkeleton::joint(upper, lower);
  for (int round = 0; round < kRounds; ++round) {
    const auto seen =
        facets_beside(volume, bone, middle, disc_s - kBelow * pitch_mm, disc_s + kAbove * pitch_mm);
    if (!seen) return;
    ArchSkeleton::move_joint(upper, lower, {seen->u_mm - middle.u_mm, seen->v_mm - middle.v_mm});
    middle = *seen;
  }
}

/// The lines of all arches, by label - 1; those of the unseen neighbours at both ends included.
std::vector<ArchSkeleton> skeletons_of(const SpineAnatomy& spine, const StraightVolume& volume,
                                       const BoneFlags& bone) {
  const int count = static_cast<int>(spine.names.size());
  std::vector<ArchSkeleton> skeletons;
  for (int label = 1; label <= count + 2; ++label) {
    const int n = label <= count ? label - 1 : label == count + 1 ? -1 : count;
    const auto [lower, upper] = range_of(spine, n);
    const double middle = 0.5 * (lower + upper);
    const auto named = static_cast<std::size_t>(std::clamp(n, 0, count - 1));
    skeletons.emplace_back(spine.names[named].level, lower, upper,
                           value_at(spine.walls.posterior_u_mm, middle), spine.walls.depth(middle));
  }
  for (int n = 0; n <= count; ++n) {
    const auto [from, disc] = range_of(spine, n - 1);
    find_joint(volume, bone, disc, disc - from,
               skeletons[static_cast<std::size_t>(n == count ? count + 1 : n)],
               skeletons[static_cast<std::size_t>(n == 0 ? count : n - 1)]);
  }
  return skeletons;
}

/// How much darker a place is than what lies to two opposite sides of it: 0 not at all, 1 black. Joint spaces
/// are thin and dark between two plates of bone.
double darkness_between(const StraightVolume& volume, int s, int iu, int iv) {
  constexpr int kReach = 2;  // lattice steps: 3 mm to either side, 2 mm along s
  constexpr std::array<std::array<int, 3>, 5> kAcross{
      {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 1, 1}, {0, 1, -1}}};
  const auto hu = [&](int ds, int du, int dv) {
    return static_cast<double>(volume.at(std::clamp(s + ds, 0, volume.length() - 1),
                                         std::clamp(iu + du, 0, StraightVolume::kCountU - 1),
                                         std::clamp(iv + dv, 0, StraightVolume::kCountV - 1)));
  };
  double brighter = 1;
  for (const auto& d : kAcross) {
    double ahead = 0, behind = 0;
    for (int n = 1; n <= kReach; ++n) {
      ahead = std::max(ahead, hu(n * d[0], n * d[1], n * d[2]));
      behind = std::max(behind, hu(-n * d[0], -n * d[1], -n * d[2]));
    }
    brighter = std::max(brighter, std::min(ahead, behind));
  }
  return std::clamp(1 - hu(0, 0, 0) / brighter, 0.0, 1.0);
}

struct Front {
  double cost;
  std::size_t order;  // first come, first served among equals
  int s, iu, iv;
  bool operator>(const Front& other) const {
    return cost != other.cost ? cost > other.cost : order > other.order;
  }
};

/// Watershed: bone near an arch's own lines first, joint spaces last.
void flood(ArchLabels& labels, const StraightVolume& volume, const SpineAnatomy& spine,
           const BoneFlags& bone) {
  const std::vector<ArchSkeleton> skeletons = skeletons_of(spine, volume, bone);
  std::priority_queue<Front, std::vector<Front>, std::greater<>> queue;
  std::size_t order = 0;
  const auto push_neighbours = [&](int at_s, int at_u, int at_v, std::uint8_t label) {
    constexpr std::array<std::array<int, 3>, 6> kSteps{
        {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}}};
    for (const auto& step : kSteps) {
      const int s = at_s + step[0], iu = at_u + step[1], iv = at_v + step[2];
      if (s < 0 || s >= volume.length() || iu < 0 || iu >= StraightVolume::kCountU || iv < 0 ||
          iv >= StraightVolume::kCountV)
        continue;
      const std::size_t n = StraightVolume::offset(s, iu, iv);
      if (bone[n] == 0 || labels[n] != 0) continue;
      labels[n] = label;
      const SpinePlace place{static_cast<double>(s), StraightVolume::u_mm(iu), StraightVolume::v_mm(iv)};
      const double cost =
          skeletons[label - 1U].distance_mm(place) + kJointCostMm * darkness_between(volume, s, iu, iv);
      queue.push({cost, order++, s, iu, iv});
    }
  };
  const ArchLabels seeds = labels;
  for (int s = 0; s < volume.length(); ++s)
    for (int iu = 0; iu < StraightVolume::kCountU; ++iu)
      for (int iv = 0; iv < StraightVolume::kCountV; ++iv) {
        const std::uint8_t label = seeds[StraightVolume::offset(s, iu, iv)];
        if (label != 0) push_neighbours(s, iu, iv, label);
      }
  while (!queue.empty()) {
    const Front front = queue.top();
    queue.pop();
    push_neighbours(front.s, front.iu, front.iv, labels[StraightVolume::offset(front.s, front.iu, front.iv)]);
  }
}

/// Takes away what belongs to no vertebra that we name, and ribs.
void prune(ArchLabels& labels, const SpineAnatomy& spine, int length) {
  for (int s = 0; s < length; ++s)
    for (int iu = 0; iu < StraightVolume::kCountU; ++iu)
      for (int iv = 0; iv < StraightVolume::kCountV; ++iv) {
        std::uint8_t& label = labels[StraightVolume::offset(s, iu, iv)];
        if (label == 0 || label == kJointSpace) continue;
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

/// Cartilage between two arches: darker than the bone to both sides, at the border of their labels.
void clear_joints(ArchLabels& labels, const StraightVolume& volume) {
  constexpr double kLeastDarkness = 0.2;  // blurred as it is; noise makes 0.1
  constexpr std::array<std::array<int, 3>, 6> kSteps{
      {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}}};
  const ArchLabels before = labels;
  for (int s = 1; s + 1 < volume.length(); ++s)
    for (int iu = 1; iu + 1 < StraightVolume::kCountU; ++iu)
      for (int iv = 1; iv + 1 < StraightVolume::kCountV; ++iv) {
        const std::size_t at = StraightVolume::offset(s, iu, iv);
        const bool border = before[at] != 0 && std::any_of(kSteps.begin(), kSteps.end(), [&](const auto& d) {
                              const std::uint8_t other =
                                  before[StraightVolume::offset(s + d[0], iu + d[1], iv + d[2])];
                              return other != 0 && other != before[at];
                            });
        if (border && darkness_between(volume, s, iu, iv) > kLeastDarkness) labels[at] = kJointSpace;
      }
}

}  // namespace

Arches find_posterior_elements(const StraightVolume& volume, const SpineAnatomy& spine) {
  std::vector<float> edge_hu = bone_edges(volume);
  const BoneFlags bone = arch_bone(volume, spine, edge_hu);
  ArchLabels labels = markers(volume, spine, bone);
  flood(labels, volume, spine, bone);
  clear_joints(labels, volume);
  prune(labels, spine, volume.length());
  return {std::move(labels), std::move(edge_hu)};
}

}  // namespace osteon
