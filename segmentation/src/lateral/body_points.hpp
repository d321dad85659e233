#pragma once

#include "lateral/body_chain.hpp"

#include <array>

namespace osteon::lateral {

inline constexpr double kClearMass = 7.6;  ///< of a heatmap about a point that shows as well as can be

/// Six points of one body in the pixels of the maps.
struct BodyPoints {
  std::array<Eigen::Vector2d, 6> at;
  std::array<double, 6> sd;    ///< pixels; nought before the closer look
  std::array<double, 6> mass;  ///< of the heatmap that supports each

  [[nodiscard]] Eigen::Vector2d middle() const { return 0.25 * (at[0] + at[2] + at[3] + at[5]); }
};

/// Places the points of every body of a chain: each where its heatmap says, as far as the form of sound
/// bodies allows. `looked_at_closely` then sees what is collapsed.
[[nodiscard]] std::vector<BodyPoints> body_points(const Maps& maps, const Chain& chain);

/// How far off points may lie, against the depth of their body from front to back: the median of all, of
/// one body or more.
[[nodiscard]] double unsureness(const std::vector<BodyPoints>& bodies);

}  // namespace osteon::lateral
