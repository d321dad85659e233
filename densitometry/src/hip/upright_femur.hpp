#pragma once

#include <osteon/densitometry/hip_projection.hpp>

#include <array>
#include <vector>

namespace osteon {

/// A femur on 1 mm cubes along the axes of its plane (lateral, proximal, ray), each the mean of 2 x 2 x 2
/// readings.
struct UprightFemur {
  HipPlane plane;
  std::array<int, 3> size;
  Eigen::Vector3d first_mm;        ///< the first cube's centre in the plane's millimetres
  std::vector<float> hu;           ///< of the scan
  std::vector<float> share;        ///< of bone with its marrow, by the mask
  std::vector<float> bone_hu_mm3;  ///< HU mm3 of the cube that are the bone's: hu less the soft tissue's part
  std::vector<float> depth_mm;     ///< below the mask's outline; negative outside
  std::vector<std::uint8_t> counts;   ///< 1 within the margin round the bone
  std::vector<std::uint8_t> unshown;  ///< 1 where the image does not reach, or shows air where none can be
  double mask_mm;                     ///< mean length of the mask's voxels
  Eigen::Vector2d voxel_blur_mm;      ///< of the scan
  double noise_hu;

  [[nodiscard]] std::size_t offset(int u, int v, int w) const {
    return static_cast<std::size_t>(u) +
           static_cast<std::size_t>(size[0]) *
               (static_cast<std::size_t>(v) +
                static_cast<std::size_t>(size[1]) * static_cast<std::size_t>(w));
  }
};

[[nodiscard]] UprightFemur upright(const CtScan& scan, const LabelMap<3>& femurs, std::uint8_t label,
                                   const FemurPlacement& femur);

}  // namespace osteon
