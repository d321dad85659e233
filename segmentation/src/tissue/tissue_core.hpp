#pragma once

#include "tissue/block_volume.hpp"

#include <osteon/segmentation/tissue_finder.hpp>

#include <cstddef>
#include <vector>

namespace osteon {

/// What a tissue may be, before its own scan tells more.
struct TissueWindow {
  float low_hu, high_hu;
};

/// Which of `places` (offsets of blocks, ascending) are core: no other tissue among their neighbours, as even
/// as the evener ones in this scan are, and about the mode of their values. Ascending.
[[nodiscard]] std::vector<std::size_t> tissue_core(const BlockVolume& volume,
                                                   const std::vector<std::size_t>& places,
                                                   const TissueWindow& window);

/// The most frequent value: top of the values' density, smoothed by `width`. Values not empty.
[[nodiscard]] double mode_of(const std::vector<float>& values, double width);

/// Values within reach of their mode. Ascending offsets stay ascending.
[[nodiscard]] std::vector<std::size_t> about_mode(const BlockVolume& volume,
                                                  const std::vector<std::size_t>& blocks);

/// Mean, scatter, hash of a region.
[[nodiscard]] TissueRegion describe_region(const BlockVolume& volume, BodyTissue tissue,
                                           const std::vector<std::size_t>& blocks);

}  // namespace osteon
