#pragma once

#include "femur/femur_surface.hpp"
#include "femur/head_sphere.hpp"
#include "femur/neck_search.hpp"

#include <osteon/imaging/image.hpp>

#include <optional>

namespace osteon {

/// The proximal femur as voxels: 1 in bone and marrow. A lattice of cubes along the patient's axes that
/// covers a box round the head as far as the scan goes.
struct FemurRegion {
  Image3D<std::int16_t> hounsfield;
  LabelMap<3> mask;
  Image3D<float>
      depth_mm;  ///< below the bone's own surface, up to 3 mm; the mask is where it is not negative
};

/// Grows the femur out of its head through its neck; the joint is held shut by the sphere. Nothing where it
/// runs into other bones at every threshold.
[[nodiscard]] std::optional<FemurRegion> grow_femur(const VolumeSampler& scan, const Grid<3>& extent,
                                                    const HeadSphere& head, const NeckCourse& neck);

/// Value of a given mask's voxels that are bone, as a volume to be read between them.
constexpr std::int16_t kBoneShare = 1000;

/// The femur of a given mask (kBoneShare or 0) round its head; its surface is the one that the scan shows
/// near the mask's.
[[nodiscard]] FemurRegion given_femur(const VolumeSampler& scan, const VolumeSampler& mask,
                                      const Grid<3>& extent, const HeadSphere& head);

}  // namespace osteon
