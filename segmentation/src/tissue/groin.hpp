#pragma once

#include "tissue/block_volume.hpp"

#include <osteon/segmentation/femur_segmenter.hpp>

#include <cstddef>
#include <vector>

namespace osteon {

/// The strand before a hip's head and neck that stays brightest over 45 mm, 65 where so much is in view,
/// from above downwards: where blood
/// carries contrast medium, a femoral vessel; else muscle. Artery and vein always run there, so a strand no
/// brighter than muscle tells that neither does. Empty where the image does not show the whole of that place,
/// or where what is bright is uneven, as calcium and the surface of a bone are. Offsets of blocks, ascending.
[[nodiscard]] std::vector<std::size_t> groin_strand_places(const BlockVolume& volume,
                                                           const std::vector<SegmentedFemur>& femurs);

}  // namespace osteon
