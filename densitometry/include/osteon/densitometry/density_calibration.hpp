#pragma once

#include <osteon/densitometry/measurements.hpp>

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

// From the CT numbers of the rods of a phantom to a line that turns CT numbers into mineral density. Numbers
// only.

namespace osteon {

/// a - b. Errors: density.minerals-mixed.
[[nodiscard]] Result<Measured<VolumetricDensity>> difference(const BoneDensity& a, const BoneDensity& b);

/// A rod as its maker states it.
struct PhantomRod {
  double mineral_mg_per_cm3;
  std::optional<double> water_mg_per_cm3;  ///< for a liquid-equivalent phantom (Mindways)
};

struct Phantom {
  std::string_view name;
  Mineral mineral;
  bool of_each_specimen;  ///< true: every specimen has its own densities; these are those of one
  std::span<const PhantomRod> rods;
  Citation source;
};

/// Phantoms whose rods are published: Mindways Model 3 CT and QA, QRM-BDC 3 and 6, Image Analysis QCT-3D
/// Plus, B-MAS 200, Siemens Osteo (two rods: no line can be judged by two, so that one is refused by the
/// fits).
[[nodiscard]] std::span<const Phantom> known_phantoms();

/// A rod as it was found in the image.
struct RodMeasurement {
  PhantomRod rod;
  Measured<Attenuation> mean;  ///< `sd`: of the mean, not of the pixels
};

/// density = slope HU + intercept, with what is known of its trustworthiness.
struct DensityLine {
  Mineral mineral;
  double slope, intercept;                                ///< mg/cm3 per HU; mg/cm3 at 0 HU
  double slope_variance, intercept_variance, covariance;  ///< of the two
  double residual_sd;                                     ///< mg/cm3: of one rod about the line
  int degrees_of_freedom;                                 ///< rods - 2
  double r_squared;
  double effective_kev;  ///< energy at which physics gives this slope
  Citation source;       ///< of the method
  std::vector<Warning> warnings;
};

struct MindwaysLine {
  DensityLine line;
  double sigma_ref, beta_ref, sigma_ct, beta_ct;  ///< HU per mg/cm3, HU; of the phantom and of the patient
};

/// Line through the rods of a solid phantom: density on CT number by least squares. Pure.
/// Errors: density.rods-too-few, density.rods-invalid, density.rods-equal, density.rods-order,
/// density.rods-scatter
///         (1 - R2 > 10 %), density.rods-not-mineral (a slope that no X-ray of 30...200 keV gives). Above 2 %
///         a warning density.rods-loose. Limits: kOgo.
[[nodiscard]] Result<DensityLine> fit_solid_phantom(Mineral mineral, const std::vector<RodMeasurement>& rods);

/// Line for K2HPO4 from a liquid-equivalent phantom: HU - water = sigma_ref K2HPO4 + beta_ref over the rods;
/// in tissue sigma_ct = sigma_ref - 0.2174, beta_ct = beta_ref + 999.6, K2HPO4 = (HU - beta_ct) / sigma_ct
/// (kMindways). Pure. Errors: as above; density.rods-invalid also for a rod without its water.
[[nodiscard]] Result<MindwaysLine> fit_mindways(const std::vector<RodMeasurement>& rods);

/// The density of a region. Its `sd` is that of one more rod at this CT number: uncertainty of the line,
/// scatter of the rods about it, and the sd of `mean` where there is one. With few rods it is itself
/// uncertain: see `degrees_of_freedom`.
[[nodiscard]] BoneDensity density(const DensityLine& line, const Measured<Attenuation>& mean);

/// Ash density from a mineral density. Pure.
struct AshDensity {
  Measured<VolumetricDensity>
      value;  ///< `sd` without the scatter of the regression, which its sources here lack
  Citation source;
};
/// K2HPO4: 1.06 x + 38.9 (kKeyak1994). Hydroxyapatite: 0.839 x + 69.8 (kKaneko2004). mg/cm3.
[[nodiscard]] AshDensity ash_density(const BoneDensity& bone);

inline constexpr Citation kOgo{
    "ogo", "Bonelab/Ogo, commit a7e74fc: ogo/util/Helper.py (rods, limits of the fit), ogo/calib"};
inline constexpr Citation kMindways{
    "mindways-qctpro5",
    "Mindways Software. QCT PRO user manual, version 5.0: CT calibration phantom, as carried by "
    "Bonelab/Ogo, commit a7e74fc, ogo/calib/mindways_calibration.py"};
inline constexpr Citation kKeyak1994{
    "keyak1994",
    "Keyak JH, Lee IY, Skinner HB. Correlations between orthogonal mechanical properties and density of "
    "trabecular bone. J Biomed Mater Res 1994;28:1329-1336, as carried by Bonelab/Ogo"};
inline constexpr Citation kKaneko2004{
    "kaneko2004",
    "Kaneko TS et al. Mechanical properties, density and quantitative CT scan data of trabecular bone "
    "with and without metastases. J Biomech 2004;37:523-530, as carried by Bonelab/Ogo"};
inline constexpr Citation kGoodsitt1992{
    "goodsitt1992",
    "Goodsitt MM. Conversion relations for quantitative CT bone mineral densities measured with solid "
    "and liquid calibration standards. Bone Miner 1992;19:145-158: K2HPO4 / HA = 0.86 at 80 kV, 0.81 "
    "at 140 kV"};

}  // namespace osteon
