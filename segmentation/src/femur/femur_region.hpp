#pragma once

#include "femur/head_sphere.hpp"
#include "femur/neck_search.hpp"

#include <osteon/imaging/image.hpp>

#include <optional>

namespace osteon {

/// Of a voxel that the image does not show.
constexpr std::int16_t kOutsideHu = -1024;

/// The proximal femur as voxels: 1 in bone and marrow. A lattice of cubes along the patient's axes that
/// covers a box round the head as far as the scan goes.
struct FemurRegion {
  Image3D<std::int16_t> hounsfield;
  LabelMap<3> mask;
};

/// Grows the femur out of its head through its neck; the joint is held shut by the sphere. Nothing where it
/// runs into other bones at every threshold.
[[nodiscard]] std::optional<FemurRegion> grow_femur(const VolumeSampler& scan, const Grid<3>& extent,
                                                    const HeadSphere& head, const NeckCourse& neck);

}  // namespace osteon
