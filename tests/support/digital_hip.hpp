#pragma once

#include "digital_femur.hpp"

#include <osteon/densitometry/hip_density.hpp>

namespace osteon::phantom {

/// Where the digital femur stands, exactly.
[[nodiscard]] FemurPlacement true_placement(const DigitalFemur& femur);

/// `label` where a voxel's centre lies in the bone, or less than `outwards_mm` outside.
[[nodiscard]] LabelMap<3> true_mask(const DigitalFemur& femur, const Grid<3>& grid, std::uint8_t label = 1,
                                    double outwards_mm = 0);

/// Its projection without any blur or voxel, summed analytically every half millimetre, in the plane of
/// true_placement. The same for every pose and side.
class TrueProjection {
 public:
  TrueProjection(const DigitalFemur& femur, const DensityLine& line);
  struct Region {
    double bmd_g_cm2, bmc_g, area_cm2;
  };
  /// Of the part of the bone that was measured as `region`, the femur being posed as `femur`.
  [[nodiscard]] Region region(const HipDensity& hip, HipRegion region, const DigitalFemur& femur) const;

 private:
  Image2D<float> bmd_;
  LabelMap<2> bone_;
};

/// mg/cm3 = slope HU + intercept, without doubt.
[[nodiscard]] DensityLine exact_line(double slope, double intercept);

}  // namespace osteon::phantom
