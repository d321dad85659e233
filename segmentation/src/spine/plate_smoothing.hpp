#pragma once

#include "spine/endplates.hpp"

#include <vector>

namespace osteon {

/// A plate as one line met it.
struct PlateMeeting {
  double mm, sd_mm;
};

/// A surface through the plate where lines met it, over the whole lattice of an EndplatePair; `cell_of` tells
/// the cell of every line. Noise goes, a slope and a dent stay; cells without a line follow the nearest ones.
[[nodiscard]] PlateHeights smoothed_plate(const std::vector<int>& cell_of,
                                          const std::vector<PlateMeeting>& measured);

}  // namespace osteon
