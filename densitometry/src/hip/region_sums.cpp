#include "region_sums.hpp"

namespace osteon {

RegionSums region_sums(const HipProjection& projection, const LabelMap<2>& bone, const HipLayout& layout,
                       HipRegion region) {
  const Grid<2>& grid = bone.grid();
  const double pixel = grid.spacing_mm.prod();
  RegionSums sums;
  for (int v = 0; v < grid.size[1]; ++v)
    for (int u = 0; u < grid.size[0]; ++u) {
      const std::size_t n = bone.offset(u, v);
      if (!bone.pixels()[n] && projection.rim.pixels()[n] <= 0 && !projection.cut.pixels()[n]) continue;
      if (!holds(layout, region,
                 {grid.origin_mm[0] + u * grid.spacing_mm[0], grid.origin_mm[1] + v * grid.spacing_mm[1]}))
        continue;
      sums.attenuation_hu_mm3 += pixel * projection.attenuation.pixels()[n];
      sums.bone_mm3 += pixel * projection.thickness.pixels()[n];
      sums.rim_mm3 += pixel * projection.rim.pixels()[n];
      sums.area_mm2 += bone.pixels()[n] ? pixel : 0;
      sums.cut_mm2 += projection.cut.pixels()[n] ? pixel : 0;
    }
  return sums;
}

double mineral_g(const RegionSums& sums, const DensityLine& line) {
  constexpr double kGrams = 1e-6;  // mg/cm3 mm3
  return kGrams * (line.slope * sums.attenuation_hu_mm3 + line.intercept * sums.bone_mm3);
}

double areal_g_cm2(const RegionSums& sums, const DensityLine& line) {
  return mineral_g(sums, line) / (0.01 * sums.area_mm2);
}

}  // namespace osteon
