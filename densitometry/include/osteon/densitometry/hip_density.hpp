#pragma once

#include <osteon/densitometry/bone_density_reference.hpp>
#include <osteon/densitometry/hip_projection.hpp>

#include <optional>
#include <string>
#include <vector>

// Areal density of the regions of a hip, as DXA places them, from a calibrated CT.

namespace osteon {

enum class HipRegion { neck, neck_narrowest, trochanter, intertrochanter, total_hip, wards };
/// "femoral-neck", "femoral-neck-narrowest", "trochanter", ...
[[nodiscard]] std::string_view name(HipRegion region);
[[nodiscard]] BmdSite site_of(HipRegion region);

/// Landmarks in the plane of the projection, mm from the head's centre along (lateral, proximal); s runs
/// along the neck's axis away from the head.
struct HipLayout {
  Eigen::Vector2d axis;                  ///< of the neck, away from the head; unit
  double narrowest_s;                    ///< the neck's narrowest section
  Eigen::Vector2d notch;                 ///< where neck and greater trochanter meet above
  std::optional<double> lower_edge;      ///< of the total hip, proximal coordinate; absent where no lesser
                                         ///< trochanter was found
  std::optional<Eigen::Vector2d> wards;  ///< middle of its square

  [[nodiscard]] Eigen::Vector2d along_and_above(const Eigen::Vector2d& p) const {
    return {p.dot(axis), axis[0] * p[1] - axis[1] * p[0]};
  }
  [[nodiscard]] double notch_s() const { return notch.dot(axis); }
};

/// Whether a place of the plane belongs to a region, bone or not.
[[nodiscard]] bool holds(const HipLayout& layout, HipRegion region, const Eigen::Vector2d& place_mm);

/// What the uncertainty of an areal density is made of: one standard deviation each, g/cm2.
struct ArealDoubt {
  double calibration, noise, placement, edge;
};

struct HipRegionDensity {
  HipRegion region;
  std::string definition;  ///< in words and millimetres
  Measured<ArealDensity> bmd;
  Measured<MineralMass> bmc;
  Measured<Area> area;
  ArealDoubt doubt;
};

/// Mineral per volume of a region of the projection, in all its depth.
struct HipVolume {
  HipRegion region;  ///< neck or total_hip
  Measured<Volume> volume;
  Measured<VolumetricDensity> integral;
  Measured<VolumetricDensity> trabecular;  ///< deeper than 3 mm below the outline
  Measured<VolumetricDensity> cortical;    ///< the 3 mm below it: cortex with what lies just inside
};

/// A number without a unit and one standard uncertainty.
struct MeasuredRatio {
  double value, sd;
};

/// Strength of the neck's narrowest section by its profile of mineral (Beck's hip structural analysis): sums
/// over the profile, each with bone without pores in place of mineral.
struct NeckSection {
  Measured<Area> bone_area;      ///< cm2 of bone without pores that hold this mineral
  double moment_cm4, moment_sd;  ///< of this area about the middle of mass, in the plane
  double modulus_cm3, modulus_sd;
  Measured<Length> width;  ///< of the outline
  /// Outer radius over wall thickness of a round tube of this width with all bone in its wall; Beck's own
  /// leaves a share of bone inside and comes out higher. Absent where even a full rod holds less.
  std::optional<MeasuredRatio> buckling_ratio = {};
};

struct HipDensity {
  Side side;
  Mineral mineral;
  HipPlane plane;
  Image2D<float> bmd;  ///< g/cm2, in the plane's millimetres
  LabelMap<2> bone;    ///< 1 within the outline of the projection
  HipLayout layout;
  std::vector<HipRegionDensity> regions;  ///< those that are whole
  std::vector<HipVolume> volumes;
  std::optional<NeckSection> section;
  std::vector<Warning> warnings;  ///< which regions are missing and why
};

/// Projects a calibrated femur and measures its regions. Pure.
///
/// * femoral neck: Hologic's box, 15 mm along the axis by 49 mm, its outer edge through the notch;
///   neck_narrowest: the same box about the narrowest section, as GE Lunar centres it.
/// * trochanter and intertrochanter: beyond the box, above and below the neck's axis.
/// * total hip: neck, trochanter and intertrochanter, down to 18 mm below the most prominent place of the
///   lesser trochanter (10 mm below its lower end).
/// * Ward's: the 11 mm square of least density about the axis at the outer edge of the neck box.
/// Mass is counted in the region, outline or not, less the blur of voxels; area within the outline, which is
/// the shadow of the mask's surface.
/// Errors: density.hip-no-notch (none is given), density.hip-cut (no region is whole). Regions that the image
/// cuts are left out with a warning (density.hip-region-cut).
[[nodiscard]] Result<HipDensity> measure_hip_density(const CtScan& scan, const LabelMap<3>& femurs,
                                                     std::uint8_t label, const FemurPlacement& femur,
                                                     const DensityLine& line);

/// kHologicNeckBox, a pixel taken as 1 mm.
inline constexpr double kNeckBoxAlongMm = 15, kNeckBoxAcrossMm = 49;
/// From the areas of NHANES, 0.82 to 1.35 cm2 (DXXFEM codebooks).
inline constexpr double kWardsSquareMm = 11;

inline constexpr Citation kHologicNeckBox{
    "iscd-dxa-atlas",
    "ISCD DXA atlas: Hologic's femoral neck box of 49 x 15 pixels at the notch of the greater trochanter; "
    "total hip 10 pixels below the lesser trochanter. A pixel is about 1.0 mm by the areas of NHANES"};

}  // namespace osteon
