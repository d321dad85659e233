#include "hip/hip_layout.hpp"
#include "hip/hip_picture.hpp"
#include "hip/section_profile.hpp"

#include <osteon/densitometry/dxa_density.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <utility>

namespace osteon {
namespace {

constexpr double kFatSd = 0.04;    // g/cm2: a centimetre of fat more or less over bone than around it
constexpr double kEdgeSdMm = 0.3;  // of the outline, all along: half a pixel
constexpr double kAtEdge = 0.2;    // g/cm2 where bone_map lets bone end

/// Sums over the bone of a region.
struct Sums {
  double mineral = 0;
  int pixels = 0, rim = 0;  ///< rim: sides of pixels that border on what is not counted
  bool cut = false;
};

void require_same(const Grid<2>& a, const Grid<2>& b) {
  if (!same_place(a, b)) throw std::invalid_argument("densities of a scan: grids differ");
}

/// `counts(x, y)`: whether a pixel is of the region.
template <class Counts>
Sums sums_of(const Image2D<float>& g_per_cm2, const Counts& counts) {
  const auto [columns, rows] = g_per_cm2.grid().size;
  Sums sums;
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x) {
      if (!counts(x, y)) continue;
      ++sums.pixels;
      sums.mineral += g_per_cm2.at(x, y);
      const bool border = x == 0 || y == 0 || x == columns - 1 || y == rows - 1;
      sums.cut = sums.cut || border;
      if (border) continue;
      sums.rim += !counts(x - 1, y) + !counts(x + 1, y) + !counts(x, y - 1) + !counts(x, y + 1);
    }
  return sums;
}

DxaRegionDensity density_of(std::string region, const Sums& sums, const BoneMap& map) {
  const Eigen::Vector2d& spacing = map.bone.g_per_cm2.grid().spacing_mm;
  const double pixel_cm2 = 0.01 * spacing.prod(), area = pixel_cm2 * sums.pixels;
  const double bmd = sums.mineral / sums.pixels;
  const double noise = in_g_per_cm2(map.noise_sd) / std::sqrt(sums.pixels);
  const double area_sd = 0.01 * kEdgeSdMm * sums.rim * std::sqrt(spacing.prod());
  const double edge = std::abs(bmd - kAtEdge) * area_sd / area;
  return {std::move(region),
          {g_per_cm2(bmd), g_per_cm2(std::hypot(noise, kFatSd, edge))},
          {grams(bmd * area), grams(std::hypot(area * noise, area * kFatSd, kAtEdge * area_sd))},
          {cm2(area), cm2(area_sd)},
          g_per_cm2(noise)};
}

/// Between pixels; nothing where the picture ends.
std::optional<double> between(const Image2D<float>& image, const Eigen::Vector2d& place) {
  const Eigen::Vector2d p = image.grid().index_from_patient({place}).ijk;
  const int x = static_cast<int>(std::floor(p[0])), y = static_cast<int>(std::floor(p[1]));
  if (x < 0 || y < 0 || x + 1 >= image.grid().size[0] || y + 1 >= image.grid().size[1]) return std::nullopt;
  const double fx = p[0] - x, fy = p[1] - y;
  return (1 - fy) * ((1 - fx) * image.at(x, y) + fx * image.at(x + 1, y)) +
         fy * ((1 - fx) * image.at(x, y + 1) + fx * image.at(x + 1, y + 1));
}

/// Across the neck's narrowest place, on what `upright` gives.
std::optional<NeckSection> section_at(const Image2D<float>& density, const LabelMap<2>& bone,
                                      const HipLayout& layout, const BoneMap& map) {
  constexpr double kStepMm = 0.25;
  Image2D<float> inside(bone.grid());
  std::copy(bone.pixels().begin(), bone.pixels().end(), inside.pixels().begin());
  SectionProfile profile{kStepMm, {}, {}, false};
  const Eigen::Vector2d above(-layout.axis[1], layout.axis[0]);
  double sum = 0, within = 0;
  for (double t = -kSectionReachMm; t <= kSectionReachMm; t += kStepMm) {
    double g_cm2 = 0, share = 0;
    int count = 0;
    for (double s = -0.5 * kSectionSlabMm; s <= 0.5 * kSectionSlabMm; s += kStepMm, ++count) {
      const Eigen::Vector2d p = (layout.narrowest_s + s) * layout.axis + t * above;
      const auto value = between(density, p);
      if (!value) continue;
      g_cm2 += *value;
      share += between(inside, p).value_or(0);
    }
    profile.g_cm2.push_back(g_cm2 / count);
    profile.bone.push_back(2 * share > count);
    if (profile.bone.back()) sum += g_cm2 / count, within += 1;
  }
  if (!(sum > 0)) return std::nullopt;
  const double pixels = within * kStepMm * kSectionSlabMm / bone.grid().spacing_mm.prod();
  const double noise = in_g_per_cm2(map.noise_sd) / std::sqrt(std::max(pixels, 1.0));
  return section_of(profile, std::hypot(kFatSd, noise) * within / sum);
}

}  // namespace

std::vector<DxaRegionDensity> spine_densities(const BoneMap& map, const LabelMap<2>& vertebrae) {
  const Image2D<float>& density = map.bone.g_per_cm2;
  require_same(density.grid(), vertebrae.grid());
  const auto first = static_cast<int>(BoneRegion::l1), last = static_cast<int>(BoneRegion::l4);
  std::vector<DxaRegionDensity> result;
  const auto between = [&](int from, int to) {
    return sums_of(density, [&](int x, int y) {
      return map.mask.at(x, y) != 0 && vertebrae.at(x, y) >= from && vertebrae.at(x, y) <= to;
    });
  };
  for (int level = first; level <= last; ++level)
    if (const Sums sums = between(level, level); sums.pixels > 0 && !sums.cut)
      result.push_back(density_of(name(static_cast<BoneRegion>(level)), sums, map));
  if (result.size() == 4) result.push_back(density_of("L1-L4", between(first, last), map));
  return result;
}

DxaHipDensity hip_densities(const BoneMap& map, const LabelMap<2>& femur, const HipPlaces& places) {
  require_same(map.bone.g_per_cm2.grid(), femur.grid());
  const Image2D<float> density = upright(map.bone.g_per_cm2, places);
  LabelMap<2> bone = upright(femur, places);
  const LabelMap<2> mask = upright(map.mask, places);
  for (std::size_t n = 0; n < bone.pixels().size(); ++n)
    bone.pixels()[n] = (bone.pixels()[n] & 1) != 0 && mask.pixels()[n] != 0;
  DxaHipDensity result{layout_of(places), {}, section_at(density, bone, layout_of(places), map), {}};
  result.layout.wards = wards_place(result.layout, density, bone);
  if (!result.layout.lower_edge)
    result.warnings.push_back({"density.hip-no-lesser-trochanter",
                               "The lesser trochanter does not stand out: no trochanter, intertrochanter and "
                               "total hip."});
  for (const HipRegion region : {HipRegion::neck, HipRegion::neck_narrowest, HipRegion::trochanter,
                                 HipRegion::intertrochanter, HipRegion::total_hip, HipRegion::wards}) {
    const Sums sums = sums_of(density, [&](int x, int y) {
      return bone.at(x, y) != 0 &&
             holds(result.layout, region, bone.grid().patient_from_index({Eigen::Vector2d(x, y)}).mm);
    });
    if (sums.cut)
      result.warnings.push_back(
          {"density.hip-region-cut",
           "The picture ends within the region " + std::string(name(region)) + ": it is not measured."});
    else if (sums.pixels > 0)
      result.regions.push_back(density_of(std::string(name(region)), sums, map));
  }
  return result;
}

}  // namespace osteon
