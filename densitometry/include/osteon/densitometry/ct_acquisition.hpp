#pragma once

#include <osteon/densitometry/ct_conditions.hpp>
#include <osteon/imaging/study.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// Attenuation of one tissue of one scan.
struct TissueAttenuation {
  double mean_hu, standard_error_hu;
};

/// How voxels of even tissue scatter, and how alike neighbours are.
struct ImageNoise {
  double sd_hu;
  double pixel_mm;  ///< in the plane of the slices
  std::optional<double>
      mean_frequency_per_mm;  ///< of the noise; absent where the pixels are too coarse to tell
};

/// The ends of the scan's values.
struct ValueRange {
  double lowest_hu, highest_hu;
  bool cut_off_below, cut_off_above;  ///< far more voxels hold this value than the next ones
};

/// All that is known before it is judged. Absent = not measured.
struct ConditionEvidence {
  CtAcquisition acquisition;
  std::optional<TissueAttenuation> aorta = {}, vena_cava = {}, liver = {}, muscle = {};
  double opacified_ml = 0;  ///< contents of bowel or bladder as dense as contrast medium
  std::optional<ImageNoise> noise = {};
  std::optional<ValueRange> range = {};
  std::vector<BoneRegion> metal_levels = {};
  std::optional<TissueAttenuation> heart = {}, groin_strand = {}, front_strand = {};
  std::string no_blood = {};  ///< why none was measured, where that is known
};

/// Contrast, kernel, dose, cut-off values, metal. Pure. The image goes before the header: a header that names
/// no agent proves nothing, one that does may belong to another part of the examination.
///
/// Sources: blood kMichalski2020, phases kGoshima2006; the other limits in docs/ct-acquisition.md.
[[nodiscard]] CtConditions judge_conditions(const ConditionEvidence& evidence);

/// What the header's name of a kernel says. Pure.
[[nodiscard]] KernelClass kernel_by_name(const std::string& kernel, const std::string& manufacturer);

inline constexpr Citation kGoshima2006{
    "goshima2006",
    "Goshima S et al. MDCT of the liver and hypervascular hepatocellular carcinomas: optimizing scan delays "
    "for "
    "bolus-tracking techniques of hepatic arterial and portal venous phases. AJR 2006;187:W25-W32 (171 "
    "patients: "
    "aorta rises by 300-336 HU, liver by 15-25 HU early; by 117-125 and 59-63 HU at 45-55 s)"};

}  // namespace osteon
