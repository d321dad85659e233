#pragma once

#include "spine/canal_path.hpp"
#include "spine/working_volume.hpp"

#include <Eigen/Core>

#include <vector>

namespace osteon {

/// A place seen from the canal: s along it (towards the head), u in front of it, v to the left of it.
struct SpinePlace {
  double s_mm, u_mm, v_mm;
};

/// The axes that follow the canal, one set per millimetre.
struct SpineFrame {
  std::vector<Eigen::Vector3d> origin_mm;                 ///< the canal
  std::vector<Eigen::Vector3d> superior, anterior, left;  ///< unit vectors, patient axes
  int measured_from = 0, measured_to = 0;                 ///< see CanalPath

  [[nodiscard]] int length_mm() const { return static_cast<int>(origin_mm.size()); }
  /// Patient place; s may lie between the axes sets and up to some millimetres beyond the ends.
  [[nodiscard]] Eigen::Vector3d patient_from_spine(const SpinePlace& place) const;
  /// The place whose plane goes through `place_mm`, nearest to `s_guess_mm`; s may come out beyond the ends.
  [[nodiscard]] SpinePlace spine_from_patient(const Eigen::Vector3d& place_mm, double s_guess_mm) const;

  struct Axes {
    Eigen::Vector3d origin_mm, superior, anterior, left;
  };
  [[nodiscard]] Axes axes_at(double s_mm) const;
};

/// Axes along the path: forward is turned about the canal until left and right look most alike.
[[nodiscard]] SpineFrame make_spine_frame(const CanalPath& path, const VolumeSampler& volume);

}  // namespace osteon
