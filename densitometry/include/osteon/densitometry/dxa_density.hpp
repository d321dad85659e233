#pragma once

#include <osteon/densitometry/dual_energy.hpp>
#include <osteon/densitometry/hip_density.hpp>
#include <osteon/imaging/anatomy.hpp>

#include <Eigen/Core>

#include <optional>
#include <string>
#include <vector>

// Mineral, area and areal density of the regions of a densitometer's scan whose pixels can be weighed. Pure.

namespace osteon {

/// Bone alone is counted: pixels of the region that the map's mask holds.
struct DxaRegionDensity {
  std::string region;  ///< "L1" to "L4", "L1-L4", or a name of HipRegion
  Measured<ArealDensity> bmd;
  Measured<MineralMass> bmc;
  Measured<Area> area;
  ArealDensity noise_sd;  ///< of bmd, what a repeat without moving would show; bmd.sd holds fat and edge too
};

/// L1 to L4 so far as they are in the map, then L1-L4 as the sum of their mineral by that of their area.
/// `vertebrae`: BoneRegion numbers. Throws std::invalid_argument where the grids differ.
[[nodiscard]] std::vector<DxaRegionDensity> spine_densities(const BoneMap& map, const LabelMap<2>& vertebrae);

/// Where a hip lies in the picture. Picture millimetres.
struct HipPlaces {
  Side side;  ///< the patient's left has its lateral side to the picture's right
  Eigen::Vector2d head_center, neck_center, neck_direction, notch;
  std::optional<Eigen::Vector2d> lesser_trochanter;
};

struct DxaHipDensity {
  HipLayout layout;  ///< millimetres from the head's centre along (lateral, proximal)
  std::vector<DxaRegionDensity> regions;
  std::optional<NeckSection> section;  ///< the neck's narrowest; absent where the picture cuts it
  std::vector<Warning> warnings;       ///< which regions are missing and why
};

/// The regions of measure_hip_density on the found femur. `femur`: odd where the femur is, overlap included.
/// Warnings: density.hip-no-lesser-trochanter, density.hip-region-cut. Throws as above.
[[nodiscard]] DxaHipDensity hip_densities(const BoneMap& map, const LabelMap<2>& femur,
                                          const HipPlaces& places);

}  // namespace osteon
