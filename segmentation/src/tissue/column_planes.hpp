#pragma once

#include <osteon/segmentation/spine_segmenter.hpp>

#include <Eigen/Core>

#include <vector>

namespace osteon {

/// A plane across the column of vertebral bodies: u runs forwards, v to the left, from the middle of the
/// body.
struct ColumnPlane {
  Eigen::Vector3d origin_mm, left, anterior, superior;
  double front_mm;  ///< front wall of the bodies, along `anterior`
  double rank;      ///< craniocaudal_rank of the level, by interpolation

  [[nodiscard]] Eigen::Vector3d place_mm(double u_mm, double v_mm) const {
    return origin_mm + u_mm * anterior + v_mm * left;
  }
};

/// Planes every `step_mm` from the head down, half a vertebra beyond the first and the last. Empty without
/// vertebrae.
[[nodiscard]] std::vector<ColumnPlane> column_planes(const SpineSegmentation& spine, double step_mm);

}  // namespace osteon
