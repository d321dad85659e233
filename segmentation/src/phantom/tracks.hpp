#pragma once

#include "phantom/circles.hpp"

#include <vector>

namespace osteon {

/// A straight line along a volume's third axis: where it crosses z, all in millimetres along the volume's own
/// axes from its voxel 0.
struct RodAxis {
  double x0_mm, y0_mm, slope_x, slope_y;
  [[nodiscard]] double x(double z_mm) const { return x0_mm + slope_x * z_mm; }
  [[nodiscard]] double y(double z_mm) const { return y0_mm + slope_y * z_mm; }
};

/// Circles of neighbouring slabs that one cylinder would make.
struct RodTrack {
  RodAxis axis;
  double from_z_mm, to_z_mm;
  double radius_mm;
  bool brighter;
};

/// Tracks of at least `least_length_mm`; a circle belongs to one track only. `circles`: one list a slab.
[[nodiscard]] std::vector<RodTrack> tracks_through(const std::vector<std::vector<Circle>>& circles,
                                                   double slab_mm, double least_length_mm);

}  // namespace osteon
