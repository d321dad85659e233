#pragma once

#include "spine/spine_anatomy.hpp"
#include "spine/straight_volume.hpp"

#include <cstdint>
#include <vector>

namespace osteon {

/// Which vertebra each place of the straightened lattice belongs to: index + 1, 0 = none, or kJointSpace.
using ArchLabels = std::vector<std::uint8_t>;
constexpr std::uint8_t kJointSpace = 255;  ///< between two vertebrae, no bone

/// Arches on the straightened lattice: labels, and the HU at which bone ends there.
struct Arches {
  ArchLabels labels;
  std::vector<float> edge_hu;
};

/// Bone behind the bodies, parted between the vertebrae by a watershed from pedicles and laminae.
/// Shape: both have one entry per voxel of `volume`.
[[nodiscard]] Arches find_posterior_elements(const StraightVolume& volume, const SpineAnatomy& spine);

}  // namespace osteon
