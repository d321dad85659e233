#pragma once

#include "spine/plate_model.hpp"

#include <vector>

namespace osteon {

/// A square lattice of lines across a disc; only some of its cells hold one.
struct PlateLattice {
  int side;                 ///< cells along either edge
  std::vector<int> column;  ///< per cell, row by row: index of its line, -1 = none
};

/// States of PlateModel, one per line, that fit the lines and their neighbours best together.
///
/// Semi-global: from eight directions every cell is told what its neighbours would pay. A step between
/// neighbours costs by its length up to a bound, so that a plate may slope, be dented or break.
///
/// Shape:  `cost` holds PlateModel::kStates per line and is used up.
[[nodiscard]] std::vector<int> best_states(const PlateLattice& lattice, std::vector<float> cost);

}  // namespace osteon
