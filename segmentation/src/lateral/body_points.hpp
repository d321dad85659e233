#pragma once

#include "lateral/body_chain.hpp"

#include <array>

namespace osteon::lateral {

/// Six points of one body in the pixels of the maps.
struct BodyPoints {
  std::array<Eigen::Vector2d, 6> at;
  std::array<double, 6> sd;    ///< pixels
  std::array<double, 6> mass;  ///< of the heatmap that supports each: 7.6 at the most for one point
};

/// Places the points of every body of a chain: each where its heatmap and the edge of the body's area say, as
/// far as the form of sound bodies allows.
[[nodiscard]] std::vector<BodyPoints> sound_body_points(const Maps& maps, const Chain& chain);

/// The same, and as the form of collapsed bodies allows where that agrees clearly better with the maps.
[[nodiscard]] std::vector<BodyPoints> body_points(const Maps& maps, const Chain& chain);

}  // namespace osteon::lateral
