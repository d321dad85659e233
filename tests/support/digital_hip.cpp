#include "digital_hip.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>

namespace osteon::phantom {
namespace {

constexpr double kStepMm = 0.5, kRayStepMm = 0.2;

Grid<2> plane_grid() {
  return {{300, 360}, Eigen::Vector2d::Constant(kStepMm), {-35, -130}, Eigen::Matrix2d::Identity()};
}

}  // namespace

FemurPlacement true_placement(const DigitalFemur& femur) {
  return {femur.side,
          femur.head_mm,
          femur.head_radius_mm,
          femur.head_mm + 1.15 * femur.head_radius_mm * femur.neck_direction(),
          femur.neck_direction(),
          1,
          femur.shaft_direction(),
          0.5,
          femur.trochanteric_notch(),
          femur.lesser_trochanter()};
}

LabelMap<3> true_mask(const DigitalFemur& femur, const Grid<3>& grid, std::uint8_t label,
                      double outwards_mm) {
  LabelMap<3> mask(grid);
  const FemurField field(femur);
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const auto place = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
        mask.at(i, j, k) = field.distance(field.own_from_patient(place)) < outwards_mm ? label : 0;
      }
  });
  return mask;
}

TrueProjection::TrueProjection(const DigitalFemur& femur, const DensityLine& line)
    : bmd_(plane_grid()), bone_(plane_grid()) {
  DigitalFemur sharp = femur;
  sharp.blur_mm = 1e-3;
  sharp.socket = false;
  const HipPlane plane = plane_of(true_placement(sharp));
  const FemurField field(sharp);
  const Grid<2>& grid = bmd_.grid();
  tbb::parallel_for(0, grid.size[1], [&](int v) {
    for (int u = 0; u < grid.size[0]; ++u) {
      const Eigen::Vector3d foot = plane.origin + (grid.origin_mm[0] + u * kStepMm) * plane.lateral +
                                   (grid.origin_mm[1] + v * kStepMm) * plane.proximal;
      double sum = 0;
      for (double w = -60; w <= 60; w += kRayStepMm) {
        const Eigen::Vector3d place = foot + w * plane.ray;
        const double distance = field.distance(field.own_from_patient(place));
        if (distance > 2) w += 0.5 * distance;  // nothing for as long as that
        if (distance >= 0) continue;
        bone_.at(u, v) = 1;
        sum += line.slope * field.hu_at(place) + line.intercept;
      }
      bmd_.at(u, v) = static_cast<float>(1e-4 * kRayStepMm * sum);
    }
  });
}

TrueProjection::Region TrueProjection::region(const HipDensity& hip, HipRegion region,
                                              const DigitalFemur& femur) const {
  const HipPlane own = plane_of(true_placement(femur));
  const Grid<2>& grid = bmd_.grid();
  const double pixel_cm2 = 0.01 * grid.spacing_mm.prod();
  Region result{0, 0, 0};
  for (int v = 0; v < grid.size[1]; ++v)
    for (int u = 0; u < grid.size[0]; ++u) {
      if (!bone_.at(u, v)) continue;
      const Eigen::Vector2d p = grid.origin_mm + kStepMm * Eigen::Vector2d(u, v);
      if (!holds(hip.layout, region, hip.plane.of(own.origin + p[0] * own.lateral + p[1] * own.proximal)))
        continue;
      result.bmc_g += pixel_cm2 * bmd_.at(u, v);
      result.area_cm2 += pixel_cm2;
    }
  result.bmd_g_cm2 = result.bmc_g / result.area_cm2;
  return result;
}

DensityLine exact_line(double slope, double intercept) {
  return {Mineral::hydroxyapatite, slope, intercept, 0, 0, 0, 0, 1, 1, 70, {}, {}};
}

}  // namespace osteon::phantom
