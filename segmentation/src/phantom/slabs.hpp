#pragma once

#include <osteon/imaging/image.hpp>

#include <cstdint>
#include <optional>

namespace osteon {

/// The scan, in patient order, in thick slabs across the body: blocks of about 2 x 2 x `slab_mm` averaged.
/// Nothing where its voxels are too broad to show a circle of 8 mm.
[[nodiscard]] std::optional<Image3D<float>> slabs_of(const Image3D<std::int16_t>& scan, double slab_mm);

}  // namespace osteon
