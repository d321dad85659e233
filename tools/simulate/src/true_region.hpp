#pragma once

#include <osteon/simulate/dxa_truth.hpp>

namespace osteon {

/// g/cm2 at which bone ends, as in bone_map.
inline constexpr float kBoneEdge = 0.2F;

/// Sums `mineral` over the pixels for which `holds(n, x, y)`; `cut(n)` says that something ends there.
template <class Holds, class Cut>
TrueRegion true_region(const Image2D<float>& mineral, const Holds& holds, const Cut& cut) {
  const Grid<2>& grid = mineral.grid();
  const double pixel_cm2 = 0.01 * grid.spacing_mm.prod();
  TrueRegion region{0, 0, true};
  for (int y = 0; y < grid.size[1]; ++y)
    for (int x = 0; x < grid.size[0]; ++x) {
      const std::size_t n = mineral.offset(x, y);
      if (!holds(n, x, y)) continue;
      region.area_cm2 += pixel_cm2;
      region.bmc_g += pixel_cm2 * mineral.pixels()[n];
      const bool border = x == 0 || y == 0 || x == grid.size[0] - 1 || y == grid.size[1] - 1;
      if (border || cut(n)) region.whole = false;
    }
  return region;
}

}  // namespace osteon
