#pragma once

#include "spine/disc_chain.hpp"
#include "spine/straight_volume.hpp"

#include <optional>
#include <vector>

namespace osteon {

/// What stands beside and before the column at one height; no answer where that is not seen, see side_marks.
struct BesideColumn {
  std::optional<bool> lung = {}, flank_bone = {}, windpipe = {};
};

/// What tells one vertebra from another.
struct LevelEvidence {
  double pitch_mm;  ///< from disc to disc
  double depth_mm;  ///< of the column, front to back
  /// A rib, see bone_courses. No answer where the field of view ends before
  /// that, or metal lies in the way: a rib that cannot be seen is not absent.
  std::optional<bool> left_rib, right_rib;
  /// Share of lateral rays that stay in bone: the wing of the sacrum. No answer in a slab too narrow for it.
  std::optional<double> ala;
  double backward_deg;                            ///< how far the canal, followed to the feet, runs backwards
  double bend_deg;                                ///< the same less its value two vertebrae higher
  double disc_tilt_rad;                           ///< of the disc above; negative = falls towards the front
  BesideColumn lower_half = {}, upper_half = {};  ///< of the body
};

/// One entry per vertebra of the chain, from the feet to the head. `volume` is `scan` along `frame`.
[[nodiscard]] std::vector<LevelEvidence> find_level_evidence(const StraightVolume& volume,
                                                             const VolumeSampler& scan,
                                                             const SpineFrame& frame,
                                                             const ColumnWalls& walls,
                                                             const DiscChain& chain);

}  // namespace osteon
