#pragma once

#include "tissue/block_volume.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <limits>
#include <vector>

namespace osteon {

/// Where a strand is sought, from the lowest plane upwards: little boxes of blocks, each named by its lowest
/// corner. Place (i, j) of plane k stands at first[k] + (i, j).
struct StrandWindow {
  std::array<int, 3> box;  ///< blocks
  std::array<int, 2> size;
  std::vector<BlockIndex> first;
  std::function<bool(const BlockIndex&)> is_barred = {};  ///< blocks that no strand runs through
};

/// A vessel of 7 to 12 mm: means over so much, along it more. In blocks of the volume.
[[nodiscard]] std::array<int, 3> strand_box(const BlockVolume& volume);

struct Strand {
  float least_hu = -std::numeric_limits<float>::infinity();  ///< where it is darkest
  std::vector<std::size_t> blocks;                           ///< offsets, ascending
};

/// The path through all planes of a window whose darkest box is brightest; no steeper than 45 degrees, in no
/// fat. Without blocks where there is none.
[[nodiscard]] Strand brightest_strand(const BlockVolume& volume, const StrandWindow& window);

/// Whether blocks are as even as blood: what calcium or bone makes bright is not.
[[nodiscard]] bool is_even(const BlockVolume& volume, const std::vector<std::size_t>& blocks);

}  // namespace osteon
