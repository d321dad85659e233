#pragma once

#include "spine/straight_volume.hpp"

#include <vector>

namespace osteon {

/// The side of the column of bodies: a radius about its centre, per millimetre of s and direction.
class SideWall {
 public:
  static constexpr int kRays = 45;
  SideWall(int first_s, std::vector<std::vector<double>> radius_mm)
      : first_s_(first_s), radius_mm_(std::move(radius_mm)) {}

  /// Distance from the centre of the column to its side, towards (du, dv) from the centre.
  [[nodiscard]] double radius_mm(double s_mm, double du_mm, double dv_mm) const;

 private:
  int first_s_;
  std::vector<std::vector<double>> radius_mm_;  ///< [s - first_s][ray]
};

/// The side wall between two places of s.
[[nodiscard]] SideWall find_side_wall(const StraightVolume& volume, const ColumnWalls& walls, int from_s,
                                      int to_s);

}  // namespace osteon
