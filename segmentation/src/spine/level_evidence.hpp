#pragma once

#include "spine/disc_chain.hpp"
#include "spine/straight_volume.hpp"

#include <optional>
#include <vector>

namespace osteon {

/// What tells one vertebra from another.
struct LevelEvidence {
  double pitch_mm;  ///< from disc to disc
  double depth_mm;  ///< of the column, front to back
  /// A rib, see bone_courses. No answer where the field of view ends before
  /// that, or metal lies in the way: a rib that cannot be seen is not absent.
  std::optional<bool> left_rib, right_rib;
  /// Share of lateral rays that stay in bone: the wing of the sacrum. No answer in a slab too narrow for it.
  std::optional<double> ala;
  double backward_deg;   ///< how far the canal, followed to the feet, runs backwards
  double bend_deg;       ///< the same less its value two vertebrae higher
  double disc_tilt_rad;  ///< of the disc above; negative = falls towards the front
  /// Lung beside the lower and the upper half of the body. No answer where that is not seen, or open to the
  /// air round the patient.
  std::optional<bool> lung_below = {}, lung_above = {};
};

/// One entry per vertebra of the chain, from the feet to the head.
[[nodiscard]] std::vector<LevelEvidence> find_level_evidence(const StraightVolume& volume,
                                                             const SpineFrame& frame,
                                                             const ColumnWalls& walls,
                                                             const DiscChain& chain);

}  // namespace osteon
