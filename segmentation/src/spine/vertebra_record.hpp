#pragma once

#include "spine/spine_anatomy.hpp"
#include "spine/working_volume.hpp"

#include <osteon/segmentation/spine_segmenter.hpp>

namespace osteon {

/// What is said about vertebra `n`: place, axes, whether it is whole, its shape and landmarks.
[[nodiscard]] SegmentedVertebra describe_vertebra(const SpineAnatomy& spine, std::size_t n,
                                                  const VolumeSampler& scan);

}  // namespace osteon
