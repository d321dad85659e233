#include "hip_layout.hpp"
#include "hip_outline.hpp"
#include "hip_projection.hpp"
#include "neck_section.hpp"
#include "region_sums.hpp"
#include "upright_femur.hpp"

#include <osteon/densitometry/hip_density.hpp>
#include <osteon/densitometry/rounding.hpp>

#include <cmath>

namespace osteon {
namespace {

constexpr double kToleratedCut = 0.005;  // of a region's area
constexpr double kSoftTissueSdHu = 15;   // between beside the bone and what blurs into it
constexpr double kEdgeSdMm = 0.3;        // of the outline, all along: what blur and voxels leave open
constexpr double kNoiseVolumeMm3 = 30;   // neighbours share their noise: a few voxels of a soft kernel

/// All that a region's number hangs on.
struct Measurable {
  const HipProjection& projection;
  const LabelMap<2>&bone, &wider, &narrower;
  const DensityLine& line;
  LayoutDoubt doubt;
};

/// Slope and intercept are known together.
double line_sd_g_cm2(const RegionSums& sums, const DensityLine& line) {
  const double p = sums.attenuation_hu_mm3, t = sums.bone_mm3;
  const double variance = line.slope_variance * p * p + line.intercept_variance * t * t +
                          2 * line.covariance * p * t + line.residual_sd * line.residual_sd * t * t;
  return 1e-6 * std::sqrt(std::max(0.0, variance)) / (0.01 * sums.area_mm2);
}

double placement_sd(const Measurable& m, const HipLayout& layout, HipRegion region) {
  const auto up = moved_layouts(layout, region, m.doubt, 1),
             down = moved_layouts(layout, region, m.doubt, -1);
  double variance = 0;
  for (std::size_t n = 0; n < up.size(); ++n) {
    const RegionSums a = region_sums(m.projection, m.bone, up[n], region);
    const RegionSums b = region_sums(m.projection, m.bone, down[n], region);
    if (!(a.area_mm2 > 0 && b.area_mm2 > 0)) continue;
    const double half = 0.5 * (areal_g_cm2(a, m.line) - areal_g_cm2(b, m.line));
    variance += half * half;
  }
  return std::sqrt(variance);
}

HipRegionDensity density_of(const Measurable& m, const HipLayout& layout, HipRegion region,
                            const RegionSums& sums) {
  const double wide = region_sums(m.projection, m.wider, layout, region).area_mm2;
  const double narrow = region_sums(m.projection, m.narrower, layout, region).area_mm2;
  const double area_sd = 0.5 * (wide - narrow), bmd = areal_g_cm2(sums, m.line);
  const double area_cm2 = 0.01 * sums.area_mm2;
  const double rim = 1e-6 * m.line.slope * kSoftTissueSdHu * sums.rim_mm3 / area_cm2;
  const double volume = sums.bone_mm3 + sums.rim_mm3;
  const double noise =
      1e-6 * m.line.slope * m.projection.noise_hu * std::sqrt(kNoiseVolumeMm3 * volume) / area_cm2;
  const ArealDoubt doubt{line_sd_g_cm2(sums, m.line), noise, placement_sd(m, layout, region),
                         std::hypot(rim, bmd * area_sd / sums.area_mm2)};
  const double sd = std::hypot(std::hypot(doubt.calibration, doubt.noise), doubt.placement, doubt.edge);
  const double mass_sd = area_cm2 * std::hypot(doubt.calibration, doubt.noise, rim);
  return {region,
          definition_of(region),
          {g_per_cm2(bmd), g_per_cm2(sd)},
          {grams(mineral_g(sums, m.line)), grams(mass_sd)},
          {cm2(area_cm2), cm2(0.01 * area_sd)},
          doubt};
}

HipVolume volume_of(const UprightFemur& femur, const Measurable& m, const HipLayout& layout,
                    const HipRegionDensity& areal) {
  constexpr float kCortexMm = 3;
  double mass[2] = {0, 0}, volume[2] = {0, 0};
  for (int w = 0; w < femur.size[2]; ++w)
    for (int v = 0; v < femur.size[1]; ++v)
      for (int u = 0; u < femur.size[0]; ++u) {
        const std::size_t n = femur.offset(u, v, w);
        if (!femur.counts[n]) continue;
        if (!holds(layout, areal.region, femur.first_mm.head<2>() + Eigen::Vector2d(u, v))) continue;
        const int deep = femur.depth_mm[n] >= kCortexMm;
        mass[deep] += m.line.slope * femur.bone_hu_mm3[n] + m.line.intercept * femur.share[n];
        volume[deep] += femur.share[n];
      }
  const double sd = in_g_per_cm2(*areal.bmd.sd) / in_g_per_cm2(areal.bmd.value);
  const double edge = in_cm2(*areal.area.sd) / in_cm2(areal.area.value);
  const auto measured = [&](double sum, double mm3_sum) {
    const double value = mm3_sum > 0 ? sum / mm3_sum : 0;
    return Measured<VolumetricDensity>{mg_per_cm3(value), mg_per_cm3(std::abs(sd * value))};
  };
  const double all = volume[0] + volume[1];
  return {areal.region,
          {mm3(all), mm3(2 * edge * all)},
          measured(mass[0] + mass[1], all),
          measured(mass[1], volume[1]),
          measured(mass[0], volume[0])};
}

Warning cut_warning(HipRegion region, const RegionSums& sums) {
  return {"density.hip-region-cut", "The image ends within the region " + std::string(name(region)) + " (" +
                                        number_text(0.01 * sums.cut_mm2, 1) +
                                        " cm2 of it): it is not measured."};
}

void add_regions(const UprightFemur& upright, const Measurable& m, HipDensity& result) {
  for (const HipRegion region : {HipRegion::neck, HipRegion::neck_narrowest, HipRegion::trochanter,
                                 HipRegion::intertrochanter, HipRegion::total_hip, HipRegion::wards}) {
    const RegionSums sums = region_sums(m.projection, m.bone, result.layout, region);
    if (sums.cut_mm2 > kToleratedCut * sums.area_mm2 && sums.cut_mm2 > 0) {
      result.warnings.push_back(cut_warning(region, sums));
      continue;
    }
    if (!(sums.area_mm2 > 0)) continue;
    result.regions.push_back(density_of(m, result.layout, region, sums));
    if (region == HipRegion::neck || region == HipRegion::total_hip)
      result.volumes.push_back(volume_of(upright, m, result.layout, result.regions.back()));
  }
}

}  // namespace

Result<HipDensity> measure_hip_density(const CtScan& scan, const LabelMap<3>& femurs, std::uint8_t label,
                                       const FemurPlacement& femur, const DensityLine& line) {
  const auto layout = layout_of(femur, plane_of(femur));
  if (!layout)
    return Error{"density.hip-no-notch",
                 "No hollow between head and greater trochanter: the regions of the hip cannot be placed.",
                 "Scan the hip up to above the greater trochanter."};
  const UprightFemur cubes = upright(scan, femurs, label, femur);
  const HipProjection projection = projection_of(cubes);
  const LabelMap<2> bone = outline_of(projection);
  HipDensity result{
      femur.side, line.mineral, projection.plane, areal_density(projection, line), bone, *layout, {}, {}, {},
      {}};
  result.layout.wards = wards_place(*layout, result.bmd, bone);
  if (!layout->lower_edge)
    result.warnings.push_back(
        {"density.hip-no-lesser-trochanter",
         "The lesser trochanter was not found: no trochanter, intertrochanter and total hip."});
  const LabelMap<2> wider = outline_of(projection, kEdgeSdMm), narrower = outline_of(projection, -kEdgeSdMm);
  const Measurable m{projection, bone, wider, narrower, line, doubt_of(femur)};
  add_regions(cubes, m, result);
  result.section = neck_section(m.projection, bone, result.layout, line);
  if (result.regions.empty())
    return Error{"density.hip-cut", "No region of this hip is whole in the image.",
                 "Take the hip whole into the field of view."};
  return result;
}

}  // namespace osteon
