#pragma once

#include <osteon/densitometry/density_calibration.hpp>
#include <osteon/imaging/image.hpp>
#include <osteon/imaging/study.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <optional>

// A proximal femur of a CT as a DXA would show it: its attenuation summed along one direction.

namespace osteon {

/// Where a proximal femur stands: what the projection and its regions are laid out by. Patient millimetres,
/// unit vectors.
struct FemurPlacement {
  Side side;
  Eigen::Vector3d head_center;
  double head_radius_mm;
  Eigen::Vector3d neck_center;     ///< middle of the narrowest section
  Eigen::Vector3d neck_direction;  ///< away from the head
  double neck_direction_sd_deg;
  Eigen::Vector3d shaft_direction;  ///< towards the hip
  double shaft_direction_sd_deg;
  std::optional<Eigen::Vector3d> trochanteric_notch =
      {};  ///< corner of neck and greater trochanter, as projected
  std::optional<Eigen::Vector3d> lesser_trochanter = {};  ///< its most prominent place
};

/// The plane of neck and shaft, which a ray of the projection meets at a right angle: the neck is neither
/// turned forwards nor backwards, as DXA wants it. Left and right femurs look alike in it.
struct HipPlane {
  Eigen::Vector3d origin;                  ///< the head's centre
  Eigen::Vector3d lateral, proximal, ray;  ///< proximal: along the shaft
  [[nodiscard]] Eigen::Vector2d of(const Eigen::Vector3d& place_mm) const {
    return {(place_mm - origin).dot(lateral), (place_mm - origin).dot(proximal)};
  }
};
[[nodiscard]] HipPlane plane_of(const FemurPlacement& femur);

/// Sums along the ray, in the plane's millimetres: first axis lateral, second proximal, 0 = the head's
/// centre. What blur carries beyond the bone's outline is in them, so that they do not depend on it.
struct HipProjection {
  HipPlane plane;
  Image2D<float> attenuation;  ///< HU mm over bone, less the blur of voxels: above what the soft tissue
                               ///< beside it explains
  Image2D<float> thickness;    ///< mm of bone with its marrow
  Image2D<float> cover;        ///< largest share of bone that a ray meets: 0.5 on the outline
  Image2D<float> rim;  ///< mm of soft tissue within the sum: what an error of its attenuation counts by
  LabelMap<2> cut;     ///< 1 where the image ends within the bone or right beside it
  Eigen::Vector2d voxel_blur_mm;  ///< sd of what voxels and the reading between them blur
  double cover_blur_mm;           ///< the same of the cover
  double noise_hu;                ///< scatter of the voxels of soft tissue beside the bone
};

/// Sums a calibrated scan's femur along the ray of plane_of. Pure.
///
/// The bone is taken with a margin as wide as voxels blur. There each cube is so much bone as the mask, read
/// between its voxels, says; for the rest the soft tissue beside that part of the bone, carried on to its
/// surface, is taken off. So mass is kept however blurred the border is, and 0 HU stays the zero of the sum,
/// as the line of calibration has it. Shape:  the mask may have a lattice of its own; pixels of 0.25 mm,
/// steps of 0.5 mm.
[[nodiscard]] HipProjection project_femur(const CtScan& scan, const LabelMap<3>& femurs, std::uint8_t label,
                                          const FemurPlacement& femur);

/// Mineral per area, g/cm2, on the scale of the line's mineral. Pure.
[[nodiscard]] Image2D<float> areal_density(const HipProjection& projection, const DensityLine& line);

}  // namespace osteon
