#pragma once

#include <osteon/imaging/image.hpp>

#include <Eigen/Core>

#include <vector>

namespace osteon {

/// The middle of the spinal canal, one place per millimetre of its length, from the feet to the head.
struct CanalPath {
  std::vector<Eigen::Vector3d> place_mm;  ///< patient axes
  int measured_from = 0;       ///< before it and after `measured_to` the path is only continued straight
  int measured_to = 0;         ///< index of the last measured place
  double mean_likelihood = 0;  ///< along the measured part
};

/// The best path through a canal likelihood, with free ends, smoothed. Empty where there is none of 30 mm.
[[nodiscard]] CanalPath find_canal(const Image3D<float>& likelihood);

/// Places one millimetre apart along a line through `polyline`.
[[nodiscard]] std::vector<Eigen::Vector3d> at_every_millimetre(const std::vector<Eigen::Vector3d>& polyline);

/// The same path continued straight at either end: by up to `length_mm` within `scan`, for the path stops
/// early where the canal is cut or open; and, where the border is met, by `beyond_mm` out of it, to hold the
/// unseen part of a vertebra that the border cuts.
[[nodiscard]] CanalPath extended(const CanalPath& path, const Grid<3>& scan, double length_mm,
                                 double beyond_mm);

}  // namespace osteon
