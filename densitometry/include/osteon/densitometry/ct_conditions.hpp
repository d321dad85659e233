#pragma once

#include <osteon/densitometry/density_corrections.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a CT says about its own making, as far as attenuation depends on it: plain values.

namespace osteon {

/// Where contrast medium is.
enum class ContrastState {
  unknown,          ///< neither the header nor a vessel in view tells
  native,           ///< none in blood, none seen elsewhere
  enteric_only,     ///< in bowel or urine, none in blood
  arterial,         ///< in arteries far more than in organs
  portal_venous,    ///< in organs too, in the aorta still more
  delayed,          ///< nearly even between blood and organs
  iv_unknown_phase  ///< in blood; which phase is not known
};
[[nodiscard]] std::string_view name(ContrastState state);
/// Whether contrast medium is in the blood; absent = unknown.
[[nodiscard]] std::optional<bool> carries_contrast(ContrastState state);
/// The phase for which corrections are published.
[[nodiscard]] std::optional<ContrastPhase> published_phase(ContrastState state);

/// How sharp the reconstruction is.
enum class KernelClass { unknown, soft, standard, sharp };
[[nodiscard]] std::string_view name(KernelClass kernel);

struct CtConditions {
  ContrastState contrast = ContrastState::unknown;
  std::string contrast_evidence;  ///< a sentence with the values that it rests on
  KernelClass kernel = KernelClass::unknown;
  std::string kernel_evidence;
  std::optional<double> noise_hu;  ///< sd of voxels in even tissue
  bool low_dose = false;
  std::optional<double> cut_off_above_hu, cut_off_below_hu;  ///< the file holds no values beyond
  std::vector<BoneRegion> metal_levels;                      ///< metal within 20 mm of the body
  std::optional<Error> not_attenuation;  ///< why CT numbers of this series may not be calibrated
  std::vector<Warning> warnings;
};

}  // namespace osteon
