#pragma once

#include "tissue/block_morphology.hpp"
#include "tissue/block_volume.hpp"
#include "tissue/column_planes.hpp"
#include "tissue/vessel_track.hpp"

#include <cstddef>
#include <vector>

// Where each tissue is to be sought: offsets of blocks, ascending.

namespace osteon {

/// Distance of planes that leaves no block between them out.
[[nodiscard]] double paint_step_mm(const BlockVolume& volume);

[[nodiscard]] std::vector<std::size_t> outer_air_places(const BlockVolume& volume, const BlockFlags& outside);
/// Gas in the body.
[[nodiscard]] std::vector<std::size_t> inner_air_places(const BlockVolume& volume, const BlockFlags& outside);
/// The body at the height of `planes`; all of it where there are none.
[[nodiscard]] std::vector<std::size_t> body_places(const BlockVolume& volume, const BlockFlags& outside,
                                                   const std::vector<ColumnPlane>& planes);
/// Behind the arches, and beside the lumbar bodies.
[[nodiscard]] std::vector<std::size_t> muscle_places(const BlockVolume& volume,
                                                     const std::vector<ColumnPlane>& planes);
/// The inner part of a vessel.
[[nodiscard]] std::vector<std::size_t> vessel_places(const BlockVolume& volume,
                                                     const std::vector<ColumnPlane>& planes,
                                                     const std::vector<VesselSection>& sections);
/// The largest even piece of soft tissue to the right of the column; empty where none is large enough.
[[nodiscard]] std::vector<std::size_t> liver_places(const BlockVolume& volume,
                                                    const std::vector<ColumnPlane>& planes);
/// Bone that is nearly as dense as the densest, away from metal.
[[nodiscard]] std::vector<std::size_t> dense_bone_places(const BlockVolume& volume);

/// Inner parts of pieces of 150 HU and more without a denser shell: bowel and bladder with contrast medium;
/// enhanced vessels and organs too.
[[nodiscard]] std::vector<std::size_t> opacified_places(const BlockVolume& volume);

}  // namespace osteon
