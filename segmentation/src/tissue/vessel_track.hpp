#pragma once

#include "tissue/block_volume.hpp"
#include "tissue/column_planes.hpp"
#include "tissue/plane_image.hpp"

#include <vector>

namespace osteon {

/// A round vessel where it crosses one plane of the column.
struct VesselSection {
  std::size_t plane;
  double u_mm, v_mm, radius_mm;
  float hu;     ///< of its middle
  float score;  ///< 0...1: share of its edge that is seen
};

enum class Vessel { aorta, vena_cava };

struct VesselSearch {
  Vessel vessel;
  std::vector<VesselSection> avoid = {};  ///< another vessel
  float most_hu = 900.0F;                 ///< blood during a bolus
};

[[nodiscard]] std::vector<PlaneImage> plane_images(const BlockVolume& volume,
                                                   const std::vector<ColumnPlane>& planes);

/// The tube before the column that crosses most planes with a round edge; empty where none is seen over
/// 25 mm. Shape: one image for each plane.
[[nodiscard]] std::vector<VesselSection> track_vessel(const std::vector<PlaneImage>& images,
                                                      const std::vector<ColumnPlane>& planes,
                                                      const VesselSearch& search);

}  // namespace osteon
