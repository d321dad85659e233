#pragma once

#include <osteon/densitometry/density_calibration.hpp>
#include <osteon/densitometry/internal_calibration.hpp>

#include <string>
#include <variant>
#include <vector>

// How the CT numbers of one series become mineral density, wherever that knowledge came from.

namespace osteon {

/// One value for all ways to calibrate. `origin` says in words where it came from: phantom and rods, entry of
/// a site table, tissues. `warnings` holds all that a reader has to know, those of the fit included.
struct CtCalibration {
  Calibration kind;                                      ///< never none
  std::variant<DensityLine, InternalCalibration> scale;  ///< a line for kind phantom and asynchronous
  std::string origin;
  std::vector<Warning> warnings;
};

/// Density in a region of mean CT number `mean`; `voxel_sd_hu` is the sd of its voxels (a curve needs it, a
/// line does not). The sd is that of density() for the line or the curve.
[[nodiscard]] BoneDensity density(const CtCalibration& calibration, const Measured<Attenuation>& mean,
                                  double voxel_sd_hu = 0.0);

}  // namespace osteon
