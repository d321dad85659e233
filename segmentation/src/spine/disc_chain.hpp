#pragma once

#include "spine/straight_volume.hpp"

#include <vector>

namespace osteon {

/// What speaks for a disc at every millimetre of the canal; 0 where the scan does not show the column.
struct DiscEvidence {
  Profile score;      ///< two endplates with something darker between; divided by what is usual near by
  Profile ridge;      ///< bone of a plane across the column against its surroundings; same scale as `score`
  Profile tilt_rad;   ///< of the best plane: positive = rises towards the front
  Profile gap_mm;     ///< between the two endplates of the best pair
  Profile rhythm;     ///< pedicle (+) or foramen (-) beside the canal, standard deviations
  Profile column_hu;  ///< mean over the section of the column
  int seen_from, seen_to;  ///< first and last section of the column that the scan shows
};

[[nodiscard]] DiscEvidence find_disc_evidence(const StraightVolume& volume, const ColumnWalls& walls);

struct Disc {
  double s_mm;
  double tilt_rad;
  double gap_mm;
  double score;  ///< see DiscEvidence
};

/// A vertebra lies between two neighbours of this chain.
struct DiscChain {
  std::vector<Disc> discs;               ///< from the feet to the head
  std::vector<double> vertebra_score;    ///< per vertebra, so one less: how well it looks like one
  std::vector<double> pedicle_contrast;  ///< rhythm at its pedicles less at its foramina
  bool lowest_is_cut = false, highest_is_cut = false;  ///< the outer disc lies beyond the border, about here
};

/// The best chain of discs along the whole canal; empty where there is none.
[[nodiscard]] DiscChain find_discs(const DiscEvidence& evidence, const ColumnWalls& walls);

}  // namespace osteon
