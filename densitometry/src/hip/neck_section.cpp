#include "neck_section.hpp"

#include "section_profile.hpp"

#include <cmath>

namespace osteon {
namespace {

/// Across the neck's narrowest place.
SectionProfile profile_of(const HipProjection& projection, const LabelMap<2>& bone, const HipLayout& layout,
                          const DensityLine& line) {
  const Grid<2>& grid = bone.grid();
  const double step = grid.spacing_mm[0];
  SectionProfile profile{step, {}, {}, false};
  const Eigen::Vector2d above(-layout.axis[1], layout.axis[0]);
  for (double t = -kSectionReachMm; t <= kSectionReachMm; t += step) {
    double sum = 0;
    int count = 0, inside = 0;
    for (double s = -0.5 * kSectionSlabMm; s <= 0.5 * kSectionSlabMm; s += step) {
      const Eigen::Vector2d p = (layout.narrowest_s + s) * layout.axis + t * above - grid.origin_mm;
      const int u = static_cast<int>(std::lround(p[0] / step)),
                v = static_cast<int>(std::lround(p[1] / step));
      ++count;
      if (u < 0 || v < 0 || u >= grid.size[0] || v >= grid.size[1]) continue;
      const std::size_t n = bone.offset(u, v);
      sum += 1e-4 * (line.slope * projection.attenuation.pixels()[n] +
                     line.intercept * projection.thickness.pixels()[n]);
      inside += bone.pixels()[n];
      profile.cut = profile.cut || projection.cut.pixels()[n];
    }
    profile.g_cm2.push_back(sum / count);
    profile.bone.push_back(2 * inside > count);
  }
  return profile;
}

}  // namespace

std::optional<NeckSection> neck_section(const HipProjection& projection, const LabelMap<2>& bone,
                                        const HipLayout& layout, const DensityLine& line) {
  return section_of(profile_of(projection, bone, layout, line), std::sqrt(line.slope_variance) / line.slope);
}

}  // namespace osteon
