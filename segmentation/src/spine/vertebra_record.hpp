#pragma once

#include "spine/spine_anatomy.hpp"
#include "spine/working_volume.hpp"

#include <osteon/segmentation/spine_segmenter.hpp>

namespace osteon {

/// The blur of the scan across the endplates as a share of what its spacing lets expect: slices may overlap,
/// and kernels differ. The share that explains the profiles through the discs best.
[[nodiscard]] double measured_blur_share(const SpineAnatomy& spine, const VolumeSampler& scan);

/// What is said about vertebra `n`: place, axes, whether it is whole, its landmarks.
[[nodiscard]] SegmentedVertebra describe_vertebra(const SpineAnatomy& spine, std::size_t n,
                                                  const VolumeSampler& scan, double blur_share);

}  // namespace osteon
