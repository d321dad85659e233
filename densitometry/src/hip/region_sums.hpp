#pragma once

#include <osteon/densitometry/hip_density.hpp>

namespace osteon {

/// Sums over one region of a projection.
struct RegionSums {
  double attenuation_hu_mm3 = 0, bone_mm3 = 0, rim_mm3 = 0;
  double area_mm2 = 0;  ///< within the outline
  double cut_mm2 = 0;   ///< where the image ends
};
[[nodiscard]] RegionSums region_sums(const HipProjection& projection, const LabelMap<2>& bone,
                                     const HipLayout& layout, HipRegion region);

/// g and g/cm2 by a line. Area must not be 0.
[[nodiscard]] double mineral_g(const RegionSums& sums, const DensityLine& line);
[[nodiscard]] double areal_g_cm2(const RegionSums& sums, const DensityLine& line);

}  // namespace osteon
