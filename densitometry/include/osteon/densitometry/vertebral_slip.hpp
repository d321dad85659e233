#pragma once

#include <osteon/densitometry/measurements.hpp>
#include <osteon/densitometry/vertebral_height.hpp>

#include <vector>

namespace osteon {

/// A vertebra of a column, from the head down; levels that were not measured are left out.
struct PlacedVertebra {
  BoneRegion level;
  SixPoints points;
  std::array<double, 6> sd_mm;  ///< of each, in each direction
};

/// How far each vertebra stands before the next one: the lower hind corner of the upper one from the upper
/// hind corner of the lower one, along the lower one's upper plate, as a share of that plate between its
/// points. Pure. Only levels that follow each other are compared.
[[nodiscard]] std::vector<VertebralSlip> vertebral_slips(const std::vector<PlacedVertebra>& column);

}  // namespace osteon
