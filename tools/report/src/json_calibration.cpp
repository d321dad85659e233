#include "json_parts.hpp"
#include "words.hpp"

#include <cmath>

namespace osteon {
namespace {

Json line(const DensityLine& line) {
  return {{"slope_mg_cm3_per_hu", number(line.slope, 5)},
          {"slope_sd", number(std::sqrt(line.slope_variance), 5)},
          {"intercept_mg_cm3", number(line.intercept, 3)},
          {"intercept_sd", number(std::sqrt(line.intercept_variance), 3)},
          {"covariance", number(line.covariance, 6)},
          {"residual_sd_mg_cm3", number(line.residual_sd, 3)},
          {"effective_kev", number(line.effective_kev, 1)}};
}

Json goodness(const DensityLine& line) {
  // A line of physics alone was fitted to no rods.
  return line.degrees_of_freedom > 0
             ? Json{{"r_squared", number(line.r_squared, 6)}, {"degrees_of_freedom", line.degrees_of_freedom}}
             : Json(nullptr);
}

Json cut_off(const CtConditions& conditions) {
  return {{"below", number(conditions.cut_off_below_hu, 0)},
          {"above", number(conditions.cut_off_above_hu, 0)}};
}

}  // namespace

Json conditions(const std::optional<CtConditions>& found) {
  if (!found) return nullptr;
  Json metal = Json::array();
  for (const auto level : found->metal_levels) metal.push_back(name(level));
  return {{"contrast", name(found->contrast)},
          {"contrast_evidence", text_or_null(found->contrast_evidence)},
          {"kernel", name(found->kernel)},
          {"kernel_evidence", text_or_null(found->kernel_evidence)},
          {"noise_hu", number(found->noise_hu, 1)},
          {"low_dose", found->low_dose},
          {"cut_off_hu", cut_off(*found)},
          {"metal_levels", metal},
          {"not_attenuation", found->not_attenuation ? reason(*found->not_attenuation) : Json(nullptr)}};
}

Json tissue(const TissueRegion& tissue) {
  return {{"tissue", name(tissue.tissue)},
          {"mean_hu", {{"value", number(tissue.mean_hu, 1)}, {"sd", number(tissue.standard_error_hu, 1)}}},
          {"voxel_sd_hu", number(tissue.sd_hu, 1)},
          {"volume_ml", number(tissue.volume_mm3 / 1000.0, 2)},
          {"cut_off", tissue.cut_off},
          {"mask_sha256", tissue.mask_sha256}};
}

Json calibration(const std::optional<CtCalibration>& calibration) {
  if (!calibration) return nullptr;
  const DensityLine& fitted = calibration->line;
  return {{"kind", word(calibration->kind)},
          {"origin", calibration->origin},
          {"mineral", name(fitted.mineral)},
          {"line", line(fitted)},
          {"fit", goodness(fitted)},
          {"method", {{"key", fitted.source.key}, {"text", fitted.source.text}}},
          {"warnings", warnings(calibration->warnings)}};
}

}  // namespace osteon
