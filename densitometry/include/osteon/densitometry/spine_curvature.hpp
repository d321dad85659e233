#pragma once

#include <osteon/densitometry/measurements.hpp>

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace osteon {

/// One endplate as a plane.
struct EndplatePlane {
  Eigen::Vector3d normal;                  ///< towards the head; unit, patient axes
  double sagittal_sd_deg, coronal_sd_deg;  ///< standard uncertainties of its tilt
};

/// A vertebra between its planes.
struct VertebraPlanes {
  BoneRegion level;
  Eigen::Vector3d left, anterior;  ///< unit, patient axes
  std::optional<EndplatePlane> superior, inferior;
};

/// Cobb angles of one column, given from the head down. Pure. A range is cut to the levels that are there;
/// with fewer than three whole levels of it there is no angle.
///
/// Kyphosis: upper plate of T4 to lower plate of T12 (Greendale 2011, Osteoporos Int 22:1897), positive =
/// rounded backwards, in the plane that the vertebrae's own left axes are normal to, so that a patient who
/// lies turned or a spine that bends sideways changes nothing. Lordosis: upper plate of L1 to upper plate of
/// S1, or to the lower plate of L5, positive = hollow backwards. Coronal: of the angles between an
/// upper plate and a lower plate below it the one that is surely the greatest (less two of its sd).
[[nodiscard]] SpineCurvature spine_curvature(const std::vector<VertebraPlanes>& column);

}  // namespace osteon
