#pragma once

#include "phantom/tracks.hpp"

#include <osteon/imaging/image.hpp>

#include <cstdint>
#include <optional>

namespace osteon {

/// A cylinder fitted at the scan's own resolution, and how far it is from one of a lathe. Planes are those of
/// the volume's third axis.
struct Cylinder {
  RodAxis axis;
  double radius_mm;
  bool brighter;
  int from_plane, to_plane;  ///< whole planes within its ends
  double contrast_hu;        ///< across its wall
  double edge_share;         ///< of its wall where an edge was seen
  double roundness_mm;       ///< rms of the mean section about a circle
  double straightness_mm;    ///< rms of its middle about a line
  double evenness_mm;        ///< rms of its radius along the axis
};

/// A track as a cylinder of the volume (in patient order); nothing where its wall is lost.
[[nodiscard]] std::optional<Cylinder> fit_cylinder(const Image3D<std::int16_t>& volume,
                                                   const RodTrack& track);

/// Squared distance from the axis of a place in plane z, given its offset from where the axis crosses.
[[nodiscard]] inline double off_axis_squared(const RodAxis& axis, double dx, double dy) {
  const double along = dx * axis.slope_x + dy * axis.slope_y;
  return dx * dx + dy * dy - along * along / (1 + axis.slope_x * axis.slope_x + axis.slope_y * axis.slope_y);
}

}  // namespace osteon
