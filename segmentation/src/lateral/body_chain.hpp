#pragma once

#include "lateral/lateral_maps.hpp"

#include <vector>

namespace osteon::lateral {

/// Centres of bodies that follow each other, from the head down, in the pixels of the maps.
struct Chain {
  std::vector<Eigen::Vector2d> centres;
  std::vector<double> strength;  ///< of each centre, about 0...1
  double score = 0;              ///< of the whole; 0 without any
};

/// The one chain of bodies that the maps support best.
[[nodiscard]] Chain body_chain(const Maps& maps);

}  // namespace osteon::lateral
