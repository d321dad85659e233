#pragma once

#include <osteon/densitometry/density_calibration.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

// Calibration without a phantom, from the CT numbers of the patient's own tissues. Numbers only.

namespace osteon {

enum class Tissue { air, adipose, blood, muscle, cortical_bone };
[[nodiscard]] std::string_view name(Tissue tissue);  ///< "fat" for adipose

/// CT numbers of one tissue in one scan.
struct TissueSample {
  Tissue tissue;
  double mean_hu, sd_hu;  ///< of the voxels
  std::size_t voxels;
};

enum class AttenuationTable {
  splines,       ///< mass_attenuation()
  linear_4digit  ///< linear between four-digit values at the usual energies: as the published implementation
                 ///< does it
};

struct InternalCalibrationOptions {
  AttenuationTable table = AttenuationTable::splines;
  double lowest_kev = 30.0, highest_kev = 199.5, step_kev = 0.5;  ///< effective energies that are tried
  friend bool operator==(const InternalCalibrationOptions&, const InternalCalibrationOptions&) = default;
};

/// One tissue that the fit rests on.
struct FittedTissue {
  TissueSample sample;
  double mass_attenuation;  ///< cm2/g at the effective energy
  double residual_hu;       ///< measured less fitted
};

/// a + b HU + c HU2, mg/cm3 of K2HPO4.
using DensityCurve = std::array<double, 3>;

struct InternalCalibration {
  double effective_kev, r_squared;
  double attenuation_slope, attenuation_intercept;  ///< of mass attenuation on HU: cm2/g per HU, cm2/g
  double density_slope, density_intercept;          ///< of mass density on HU: g/cm3 per HU, g/cm3
  double water, triglyceride, dipotassium_phosphate, hydroxyapatite;  ///< mass attenuation, cm2/g
  std::vector<FittedTissue> tissues;
  int degrees_of_freedom;  ///< tissues - 3: two for the line, one for the energy
  std::optional<double>
      residual_hu;  ///< sd of a tissue about the line, as CT number; absent with three tissues
  DensityCurve density;
  /// The curve again with one tissue at a time moved down and up by its standard uncertainty. Empty with
  /// three tissues, whose residual says nothing.
  std::vector<std::array<DensityCurve, 2>> disturbed;
  std::vector<Warning> warnings;
};

/// Effective energy of the scan and the density of K2HPO4 by CT number, after Michalski et al. 2020
/// (kMichalski2020). Pure. The energy is the one at which the tissues' mass attenuation lies nearest to a
/// line on their CT number (highest R2); density on CT number is a second line; a voxel is triglyceride and
/// K2HPO4.
///
/// The energy belongs to the method, not to the beam: mass attenuation of air, soft tissue and bone lies on a
/// line near 95 keV whatever the beam was. And the density is that of mineral in fat, not in water as behind
/// a phantom: at low density it reads higher, at high density lower (docs/density-calibration.md has the
/// figures).
///
/// Errors: density.tissues-invalid (not finite, no voxels, a tissue twice), density.tissues-too-few (fewer
/// than three
///         that can be used), density.energy-not-found (the best energy is an end of the range: air or
///         cortical bone is missing or wrong), density.tissues-scatter (1 - R2 above 10 %, as for phantoms).
/// Warnings: density.tissue-left-out (not the tissue it is taken for: by its CT number),
/// density.tissue-unusual
///         (outside the published window, but used).
[[nodiscard]] Result<InternalCalibration> calibrate_internally(
    const std::vector<TissueSample>& samples, const InternalCalibrationOptions& options = {});

/// Density of K2HPO4 in a region of mean CT number `mean`. `voxel_sd_hu`: sd of its voxels, for the mean over
/// voxels of a curve; 0 = as one voxel. The sd holds that of `mean` and, for each tissue, its residual about
/// the line and the error of its mean, carried through the whole fit; absent with three tissues. Published
/// agreement of internal calibration with QCT: kInternalCalibrationRmsd.
[[nodiscard]] BoneDensity density(const InternalCalibration& calibration, const Measured<Attenuation>& mean,
                                  double voxel_sd_hu = 0.0);

inline constexpr Citation kMichalski2020{
    "michalski2020",
    "Michalski AS, Besler BA, Michalak GJ, Boyd SK. CT-based internal "
    "density calibration for opportunistic skeletal "
    "assessment using abdominal CT scans. Med Eng Phys 2020;78:55-63, doi 10.1016/j.medengphy.2020.01.009; "
    "as carried by Bonelab/Ogo, commit a7e74fc, "
    "ogo/calib/internal_calibration.py (method, not code)"};
/// Root mean square difference of internal calibration from QCT, native scans of 46 patients, as a share.
inline constexpr double kInternalCalibrationRmsd = 0.078;
inline constexpr Citation kKaesmacher2017{
    "kaesmacher2017",
    "Kaesmacher J, Liebl H, Baum T, Kirschke JS. Bone mineral density estimations from routine "
    "multidetector computed tomography. J Comput Assist Tomogr 2017;41:217-223, PMC5359785"};

}  // namespace osteon
