#pragma once

#include "femur/femur_axes.hpp"

#include <osteon/segmentation/femur_segmenter.hpp>

namespace osteon {

struct MeasuredFemur {
  FemurRegion region;
  SegmentedFemur femur;
};

/// Everything that is told of a femur whose head and neck were found.
[[nodiscard]] MeasuredFemur describe_femur(FemurRegion region, const VolumeSampler& scan,
                                           const HeadSphere& head, const NeckAxis& neck, Side side);

}  // namespace osteon
