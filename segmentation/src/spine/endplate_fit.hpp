#pragma once

#include "spine/working_volume.hpp"

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace osteon {

/// One line through a disc, from the body below to the body above.
struct DiscLine {
  Eigen::Vector3d below_mm,
      above_mm;  ///< first guess of the outer surfaces of the two plates, patient places
};

/// The same surfaces measured at the scan's own resolution, as shifts along the line's direction.
struct EndplateShift {
  double below_mm, above_mm;
};

/// Fits a profile of two thin plates with disc between and marrow beyond, blurred as the scan blurs, to the
/// mean of the lines (they are laid over each other at their first guesses). Nothing where a line leaves the
/// scan.
///
/// Shape: lines roughly parallel; `superior` is their unit direction; `reach_mm` of each body is used;
///         `blur_sd_mm` as blur_along says.
[[nodiscard]] std::optional<EndplateShift> fit_endplates(const VolumeSampler& scan,
                                                         const std::vector<DiscLine>& lines,
                                                         const Eigen::Vector3d& superior, double reach_mm,
                                                         double blur_sd_mm);

/// Standard deviation of the blur along a direction: voxel, interpolation, reconstruction kernel.
[[nodiscard]] double blur_along(const VolumeSampler& scan, const Eigen::Vector3d& direction);

}  // namespace osteon
