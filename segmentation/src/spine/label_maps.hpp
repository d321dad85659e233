#pragma once

#include "spine/posterior_elements.hpp"
#include "spine/spine_anatomy.hpp"

#include <osteon/imaging/image.hpp>

#include <cstdint>

namespace osteon {

struct SpineMaps {
  LabelMap<3> vertebrae, bodies;
};

/// Carries body and arches from the straightened spine to the voxels of the scan. Shape: both on the scan's
/// grid.
[[nodiscard]] SpineMaps draw_labels(const Image3D<std::int16_t>& scan, const SpineAnatomy& spine,
                                    const Arches& arches);

}  // namespace osteon
