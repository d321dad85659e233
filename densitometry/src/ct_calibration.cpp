#include <osteon/densitometry/ct_calibration.hpp>

namespace osteon {

BoneDensity density(const CtCalibration& calibration, const Measured<Attenuation>& mean, double voxel_sd_hu) {
  if (const auto* line = std::get_if<DensityLine>(&calibration.scale)) return density(*line, mean);
  return density(std::get<InternalCalibration>(calibration.scale), mean, voxel_sd_hu);
}

}  // namespace osteon
