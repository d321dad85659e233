#pragma once

#include "spine/working_volume.hpp"

#include <osteon/imaging/image.hpp>

namespace osteon {

/// Of a voxel that the image does not show.
constexpr std::int16_t kOutsideHu = -1024;

/// How deep every voxel of a mask's lattice lies below the bone's own surface, mm; negative outside. Read
/// between voxels, 0 is the surface.
///
/// A mask ends where attenuation is half-way, and its voxels are coarse; blur moves that place outwards from
/// a thin cortex by half a millimetre. Here the surface passes through what surface_at says on lines across
/// the mask's surface, the middle one of neighbours, and is smooth between them. Where a line meets no edge
/// within 2.5 mm, and where the image ends (kOutsideHu), the mask's surface stays. Voxels farther than 3 mm
/// from the surface have +-3 mm.
[[nodiscard]] Image3D<float> depth_below_surface(const VolumeSampler& scan,
                                                 const Image3D<std::int16_t>& hounsfield,
                                                 const LabelMap<3>& mask);

}  // namespace osteon
