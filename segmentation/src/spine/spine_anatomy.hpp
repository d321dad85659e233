#pragma once

#include "spine/back_wall.hpp"
#include "spine/disc_chain.hpp"
#include "spine/endplates.hpp"
#include "spine/level_names.hpp"
#include "spine/side_wall.hpp"
#include "spine/spine_frame.hpp"
#include "spine/straight_volume.hpp"

#include <vector>

namespace osteon {

/// Everything found in the straightened spine; vertebra n lies between disc n and disc n + 1, from the feet
/// up.
struct SpineAnatomy {
  SpineFrame frame;
  ColumnWalls walls;
  DiscChain chain;
  std::vector<EndplatePair> endplates;  ///< one per disc
  SideWall side;
  std::vector<BackWall> back_walls;  ///< one per vertebra
  std::vector<NamedLevel> names;     ///< one per vertebra
};

/// Whether a place lies within the side wall of the column.
[[nodiscard]] bool in_wall(const SpineAnatomy& spine, const SpinePlace& place);

/// Whether a place lies between the plates of vertebra `n`, within the side wall or beyond it.
[[nodiscard]] bool between_plates(const SpineAnatomy& spine, std::size_t n, const Eigen::Vector3d& place_mm);

/// Whether a place lies in the body of vertebra `n`; `place` and `place_mm` are the same place.
[[nodiscard]] bool in_body(const SpineAnatomy& spine, std::size_t n, const SpinePlace& place,
                           const Eigen::Vector3d& place_mm);

}  // namespace osteon
