#pragma once

#include "tissue/block_volume.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace osteon {

/// One flag for each block.
using BlockFlags = std::vector<std::uint8_t>;

/// Air reaches up to here, the body begins.
inline constexpr float kAirToBodyHu = -500.0F;

/// Blocks of air that the sides of the scan lead to.
[[nodiscard]] BlockFlags outside_of_body(const BlockVolume& volume);

/// The connected pieces of the marked blocks, each ascending, in the order of their first blocks.
[[nodiscard]] std::vector<std::vector<std::size_t>> pieces(const BlockVolume& volume, BlockFlags marked);

/// Marked blocks all of whose six neighbours are marked.
[[nodiscard]] BlockFlags eroded(const BlockVolume& volume, const BlockFlags& marked);

/// The blocks within a box of `reach_mm` around the given ones.
[[nodiscard]] BlockFlags surroundings(const BlockVolume& volume, const std::vector<std::size_t>& blocks,
                                      double reach_mm);

/// How dense the densest tenth of a piece's surroundings is, two blocks far as long as they are marked.
[[nodiscard]] double densest_around(const BlockVolume& volume, const std::vector<std::size_t>& piece,
                                    BlockFlags marked);

}  // namespace osteon
