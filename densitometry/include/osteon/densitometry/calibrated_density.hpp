#pragma once

#include <osteon/densitometry/ct_calibration.hpp>
#include <osteon/densitometry/density_corrections.hpp>
#include <osteon/densitometry/measurements.hpp>

#include <optional>
#include <vector>

// From attenuation to what may be said of a density: calibrated, corrected where a correction is published,
// and told apart where a level cannot speak for the skeleton.

namespace osteon {

/// How the CT numbers of one scan are to be read.
struct ScanScale {
  std::optional<double> kilovolt;  ///< absent = not known
  std::optional<CtCalibration> calibration;
  std::optional<bool> enhanced = {};  ///< a contrast agent is in the blood; absent = not known
  std::optional<ContrastPhase> phase;
  std::optional<Sex> sex;
};

/// The same region with `mean_at_120_kv`, `vbmd_uncorrected`, `vbmd` and `calibration` filled in. Pure.
/// Enhanced scans have a `vbmd` only where density_without_contrast has a line for them; where it is not
/// known whether a scan is one, there is none.
[[nodiscard]] VertebralDensity calibrated(VertebralDensity region, BoneRegion level, const ScanScale& scale);

/// Fills in `density_excluded` of every vertebra, beside reasons that others gave: cut, suspected fracture,
/// dense inclusion (over 2 % of the core above 800 HU), core unlike its neighbours (further than one sd of
/// young adults, 42 HU, and than three of its own sd from the median of the four nearest usable levels, three
/// at least: sclerosis, haemangioma, a lesion). Pure. Source of the 42 HU: kYoungAttenuation; that it parts
/// levels, and the rest, is judgement.
[[nodiscard]] std::vector<VertebraMeasurement> with_exclusions(std::vector<VertebraMeasurement> vertebrae);

inline constexpr double kYoungAttenuationSdHu = 42.0;
inline constexpr Citation kYoungAttenuation{"hendrickson2018",
                                            "Hendrickson NR et al. Iowa Orthop J 2018, PMC6047377: women of "
                                            "20 to 30 years, L1 236 (sd 42), L3 227 (sd 42) HU"};

}  // namespace osteon
