#pragma once

#include "tissue/block_volume.hpp"

#include <osteon/segmentation/spine_segmenter.hpp>

#include <cstddef>
#include <vector>

namespace osteon {

/// The strand right before the lumbar column that stays brightest over 40 mm between L2 and L4: aorta
/// and vena cava lie there and no muscle does, so where the border of a narrow image cuts them, what is left
/// of them is in it. It is no brighter than blood only if no vessel there is; bright, it may be bowel or
/// bone. Empty where those levels are not in view. Offsets of blocks, ascending.
[[nodiscard]] std::vector<std::size_t> front_strand_places(const BlockVolume& volume,
                                                           const SpineSegmentation& spine);

}  // namespace osteon
