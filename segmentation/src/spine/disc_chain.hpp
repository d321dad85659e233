#pragma once

#include "spine/straight_volume.hpp"

#include <vector>

namespace osteon {

/// What speaks for a disc at every millimetre of the canal.
struct DiscEvidence {
  Profile score;     ///< two endplates with something darker between; divided by what is usual near by
  Profile ridge;     ///< bone of a plane across the column against its surroundings; same scale as `score`
  Profile tilt_rad;  ///< of the best plane: positive = rises towards the front
  Profile gap_mm;    ///< between the two endplates of the best pair
  Profile rhythm;    ///< pedicle (+) or foramen (-) beside the canal, standard deviations
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
};

/// The best chain of discs along the whole canal; empty where there is none.
[[nodiscard]] DiscChain find_discs(const DiscEvidence& evidence, const ColumnWalls& walls);

}  // namespace osteon
