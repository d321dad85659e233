#pragma once

#include <osteon/densitometry/density_calibration.hpp>

#include <cstddef>
#include <optional>
#include <vector>

// CT numbers of rods along a scan: where they are steady enough to calibrate with. Numbers only.

namespace osteon {

/// Mean over the core of a rod in one plane of the scan.
struct RodPlaneReading {
  int plane;
  double mean_hu, sd_hu;  ///< sd of the voxels
  int voxels;
};

/// One rod, planes rising without a gap.
using RodProfile = std::vector<RodPlaneReading>;

/// Planes in which no rod's CT number leaves its level.
struct SteadyStretch {
  int first_plane, last_plane;
  double drift_hu;                  ///< largest trend of a rod over the stretch
  std::vector<std::size_t> steady;  ///< rods that fill at least kShortestSteadyMm of it, by number
};

/// A stretch must be so long, or chance and a slow drift look alike.
inline constexpr double kShortestSteadyMm = 15.0;
/// What a CT number may leave its level by besides noise, either way: 1.5 mg/cm3 and more come of it.
inline constexpr double kDriftHu = 2.0;

/// The longest stretch in which every rod that is there keeps its level within kDriftHu and three standard
/// errors (over 10 mm), and has no trend beyond twice that. At the ends of a cone beam, of a spiral and of a
/// phantom CT numbers bend; what lies there alone is no measure. Errors: density.rods-unsteady when there is
/// none.
[[nodiscard]] Result<SteadyStretch> steady_stretch(const std::vector<RodProfile>& rods, double plane_mm);

/// Mean over the planes of a stretch; its sd from the scatter between planes, neighbours' likeness included.
/// Absent where the rod has no plane there.
[[nodiscard]] std::optional<Measured<Attenuation>> mean_over(const RodProfile& rod,
                                                             const SteadyStretch& stretch);

}  // namespace osteon
