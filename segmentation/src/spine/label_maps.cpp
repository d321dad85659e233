#include "spine/label_maps.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

constexpr double kBlockMm = 12;  // voxels that share one look for the nearest part of the canal
constexpr double kTubeMm = 78;   // nothing of a vertebra is further from the canal

/// A place of the straightened lattice; nothing at its border or beyond.
struct LatticePlace {
  int s, iu, iv;
};
std::optional<LatticePlace> lattice_place(const SpinePlace& place, int length) {
  const auto step = [](double mm, double first) {
    return static_cast<int>(std::lround((mm - first) / StraightVolume::kStepMm));
  };
  const LatticePlace at{static_cast<int>(std::lround(place.s_mm)), step(place.u_mm, StraightVolume::kFirstU),
                        step(place.v_mm, StraightVolume::kFirstV)};
  if (at.s < 1 || at.s + 1 >= length || at.iu < 1 || at.iu + 1 >= StraightVolume::kCountU || at.iv < 1 ||
      at.iv + 1 >= StraightVolume::kCountV)
    return std::nullopt;
  return at;
}

bool is_bone(const Arches& arches, const LatticePlace& at, double hu) {
  return hu > static_cast<double>(arches.edge_hu[StraightVolume::offset(at.s, at.iu, at.iv)]);
}

/// Label of the arch at a place. On the surface the voxel itself decides by its HU, one lattice step to
/// either side; inside, marrow counts as well.
std::uint8_t arch_label(const Arches& arches, const LatticePlace& at, double hu) {
  const std::uint8_t own = arches.labels[StraightVolume::offset(at.s, at.iu, at.iv)];
  const bool bone = is_bone(arches, at, hu);
  if (own == kJointSpace) return 0;
  if (own != 0 && bone) return own;
  constexpr std::array<std::array<int, 3>, 6> kBeside{
      {{0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}, {1, 0, 0}, {-1, 0, 0}}};
  bool inside = true;
  std::uint8_t beside = 0;
  for (const auto& d : kBeside) {
    const std::uint8_t label = arches.labels[StraightVolume::offset(at.s + d[0], at.iu + d[1], at.iv + d[2])];
    inside = inside && label != 0;
    if (beside == 0 && label != kJointSpace) beside = label;
  }
  if (own != 0) return inside ? own : std::uint8_t{0};
  return bone ? beside : std::uint8_t{0};
}

/// Index of the vertebra whose body holds the place.
std::optional<std::size_t> body_at(const SpineAnatomy& spine, const SpinePlace& place,
                                   const Eigen::Vector3d& place_mm) {
  if (!in_wall(spine, place)) return std::nullopt;
  const auto& discs = spine.chain.discs;
  const auto above = std::upper_bound(discs.begin(), discs.end(), place.s_mm,
                                      [](double s, const Disc& disc) { return s < disc.s_mm; });
  const auto middle = static_cast<std::ptrdiff_t>(above - discs.begin()) - 1;
  // Tilted discs: the next vertebra may reach across the disc's middle.
  for (const std::ptrdiff_t n : {middle, middle - 1, middle + 1})
    if (n >= 0 && n < static_cast<std::ptrdiff_t>(spine.names.size()) &&
        in_body(spine, static_cast<std::size_t>(n), place, place_mm))
      return static_cast<std::size_t>(n);
  return std::nullopt;
}

/// Half the width of every body, between its rims.
std::vector<double> half_widths(const SpineAnatomy& spine) {
  std::vector<double> widths;
  for (const BackWall& wall : spine.back_walls) widths.push_back(spine.side.half_width_mm(wall.middle_s_mm));
  return widths;
}

class Drawing {
 public:
  Drawing(const Image3D<std::int16_t>& scan, const SpineAnatomy& spine, const Arches& arches)
      : scan_(scan),
        spine_(spine),
        arches_(arches),
        half_width_mm_(half_widths(spine)),
        maps_{LabelMap<3>(scan.grid()), LabelMap<3>(scan.grid())} {}

  SpineMaps run() && {
    const auto& size = scan_.grid().size;
    const int step_i = block_size(0), step_j = block_size(1);
    tbb::parallel_for(0, size[2], [&](int k) {
      for (int j = 0; j < size[1]; j += step_j)
        for (int i = 0; i < size[0]; i += step_i)
          draw_block(i, std::min(size[0], i + step_i), j, std::min(size[1], j + step_j), k);
    });
    return std::move(maps_);
  }

 private:
  [[nodiscard]] int block_size(int axis) const {
    return std::max(1, static_cast<int>(kBlockMm / scan_.grid().spacing_mm[axis]));
  }

  void draw_block(int i_from, int i_to, int j_from, int j_to, int k) {
    const Eigen::Vector3d middle(0.5 * (i_from + i_to - 1), 0.5 * (j_from + j_to - 1), k);
    const Eigen::Vector3d place = scan_.grid().patient_from_index({middle}).mm;
    double nearest = 1e30, s_guess = 0;
    for (int s = 0; s < spine_.frame.length_mm(); s += 4) {
      const double d = (spine_.frame.origin_mm[static_cast<std::size_t>(s)] - place).squaredNorm();
      if (d < nearest) {
        nearest = d;
        s_guess = s;
      }
    }
    if (nearest > kTubeMm * kTubeMm) return;
    for (int j = j_from; j < j_to; ++j)
      for (int i = i_from; i < i_to; ++i) s_guess = draw_voxel(i, j, k, s_guess);
  }

  double draw_voxel(int i, int j, int k, double s_guess) {
    const Eigen::Vector3d place_mm = scan_.grid().patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
    const SpinePlace place = spine_.frame.spine_from_patient(place_mm, s_guess);
    const auto at = lattice_place(place, spine_.frame.length_mm());
    const double hu = scan_.at(i, j, k);
    if (const auto body = body_at(spine_, place, place_mm)) {
      // The smooth side wall bulges into the canal where a body is hollow at its back.
      if (at && place.u_mm < spine_.back_walls[*body].at(place.s_mm) && !is_bone(arches_, *at, hu))
        return place.s_mm;
      const auto level = static_cast<std::uint8_t>(spine_.names[*body].level);
      maps_.bodies.at(i, j, k) = level;
      maps_.vertebrae.at(i, j, k) = level;
    } else if (const std::uint8_t label = at ? arch_label(arches_, *at, hu) : std::uint8_t{0}) {
      draw_arch_bone(i, j, k, label - 1U, place, place_mm);
    }
    return place.s_mm;
  }

  /// Whether a place between both plates is in front of the back wall and not out in a transverse process or
  /// rib.
  [[nodiscard]] bool is_before_back(std::size_t n, const SpinePlace& place) const {
    constexpr double kRimShare = 1.08, kRimMm = 1;  // bodies are wider at their rims than in the middle
    return place.u_mm >= spine_.back_walls[n].at(place.s_mm) &&
           std::abs(place.v_mm - spine_.side.centre_v_mm(place.s_mm)) <=
               kRimShare * half_width_mm_[n] + kRimMm;
  }

  /// Bone in front of the back wall belongs to the body between whose plates it lies, or to none.
  void draw_arch_bone(int i, int j, int k, std::size_t n, const SpinePlace& place,
                      const Eigen::Vector3d& place_mm) {
    if (!is_before_back(n, place)) {
      maps_.vertebrae.at(i, j, k) = static_cast<std::uint8_t>(spine_.names[n].level);
      return;
    }
    for (const std::size_t m : {n, n + 1, n - 1}) {
      if (m >= spine_.names.size() || !between_plates(spine_, m, place_mm)) continue;
      const auto level = static_cast<std::uint8_t>(spine_.names[m].level);
      maps_.vertebrae.at(i, j, k) = level;
      if (is_before_back(m, place)) maps_.bodies.at(i, j, k) = level;
      return;
    }
  }

  const Image3D<std::int16_t>& scan_;
  const SpineAnatomy& spine_;
  const Arches& arches_;
  std::vector<double> half_width_mm_;
  SpineMaps maps_;
};

}  // namespace

SpineMaps draw_labels(const Image3D<std::int16_t>& scan, const SpineAnatomy& spine, const Arches& arches) {
  return Drawing(scan, spine, arches).run();
}

}  // namespace osteon
