#pragma once

#include "spine/profile.hpp"
#include "spine/spine_frame.hpp"
#include "spine/straight_volume.hpp"
#include "spine/working_volume.hpp"

#include <vector>

namespace osteon {

/// The side of the column of bodies: a closed curve about a centre per millimetre of s.
class SideWall {
 public:
  static constexpr int kRays = 60;
  SideWall(int first_s, Profile centre_u_mm, Profile centre_v_mm, std::vector<std::vector<double>> radius_mm)
      : first_s_(first_s),
        centre_u_mm_(std::move(centre_u_mm)),
        centre_v_mm_(std::move(centre_v_mm)),
        radius_mm_(std::move(radius_mm)) {}

  /// How far out a place lies: 0 in the centre of the column, 1 on its side.
  [[nodiscard]] double share(const SpinePlace& place) const;
  /// Where the wall stands towards the canal, beside its middle.
  [[nodiscard]] double back_u_mm(double s_mm) const;
  /// Half of its extent across, in front of its middle.
  [[nodiscard]] double half_width_mm(double s_mm) const;
  [[nodiscard]] double centre_u_mm(double s_mm) const;
  [[nodiscard]] double centre_v_mm(double s_mm) const;

 private:
  [[nodiscard]] const std::vector<double>& section(double s_mm) const;
  int first_s_;
  Profile centre_u_mm_, centre_v_mm_;
  std::vector<std::vector<double>> radius_mm_;  ///< [s - first_s][ray]
};

/// The side wall between two places of s: strongest way from bone to soft tissue that is not beyond another,
/// near the shape that this spine's bodies have in common.
[[nodiscard]] SideWall find_side_wall(const VolumeSampler& scan, const SpineFrame& frame,
                                      const ColumnWalls& walls, int from_s, int to_s);

}  // namespace osteon
