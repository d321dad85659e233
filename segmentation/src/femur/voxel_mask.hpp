#pragma once

#include <osteon/imaging/image.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

namespace osteon {

// Masks of 0 and 1 on a lattice of cubes.

/// Calls `visit` with the offset of every voxel that shares a face with the one at `offset`.
template <class Visit>
void for_each_neighbour(const std::array<int, 3>& size, std::size_t offset, const Visit& visit) {
  std::size_t stride = 1;
  for (const int count : size) {
    const auto length = static_cast<std::size_t>(count), at = offset / stride % length;
    if (at > 0) visit(offset - stride);
    if (at + 1 < length) visit(offset + stride);
    stride *= length;
  }
}

/// Squared distance of every voxel to the nearest voxel that is set, in voxels; huge where none is set.
[[nodiscard]] Image3D<float> squared_distance_to(const LabelMap<3>& mask);

/// Voxels within `radius_mm` of the mask.
[[nodiscard]] LabelMap<3> dilated(const LabelMap<3>& mask, double radius_mm);
/// Voxels of the mask farther than `radius_mm` from its outside; the lattice's end is no outside.
[[nodiscard]] LabelMap<3> eroded(const LabelMap<3>& mask, double radius_mm);

/// What is reached from `seeds` over faces through voxels that `may_enter` (an offset) allows; seeds
/// included.
[[nodiscard]] LabelMap<3> flooded(const LabelMap<3>& seeds,
                                  const std::function<bool(std::size_t)>& may_enter);

/// The pieces of a mask, joined over faces: offsets of their voxels, each piece in the order it was reached.
[[nodiscard]] std::vector<std::vector<std::size_t>> pieces_of(const LabelMap<3>& mask);
/// Pieces of at least `least_ml`.
[[nodiscard]] LabelMap<3> without_small_pieces(const LabelMap<3>& mask, double least_ml);

/// The mask with everything that it encloses; on a face of the lattice what its ring there encloses counts as
/// enclosed: a bone that leaves the view keeps its marrow. Openings up to `gap_mm` wide count as closed.
[[nodiscard]] LabelMap<3> filled(const LabelMap<3>& mask, double gap_mm);

}  // namespace osteon
