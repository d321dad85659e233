#pragma once

#include "spine/spine_anatomy.hpp"
#include "spine/straight_volume.hpp"

#include <vector>

namespace osteon {

/// HU at which the surface of bone is to be expected: half-way between the mean of the bone and that of
/// the soft tissue within 3 mm. Thin and porotic cortices blur to little more than muscle, while at dense
/// ones a low threshold would take in their blur. One value per voxel of `volume`.
[[nodiscard]] std::vector<float> bone_edges(const StraightVolume& volume);

/// One flag per voxel of the straightened lattice.
using BoneFlags = std::vector<char>;

/// Bone behind the middle of the column and outside of it, with the marrow that it encloses.
[[nodiscard]] BoneFlags arch_bone(const StraightVolume& volume, const SpineAnatomy& spine,
                                  const std::vector<float>& edge_hu);

}  // namespace osteon
