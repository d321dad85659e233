#pragma once

#include <Eigen/Core>

#include <vector>

namespace osteon {

/// z = polynomial of (x, y), up to `order`, with x and y in units of `scale_mm`.
struct SmoothSurface {
  int order;
  double scale_mm;
  Eigen::VectorXd coefficients;

  [[nodiscard]] double at(double x_mm, double y_mm) const;
  /// Unit normal of the plane nearest to it at the places (x, y).
  [[nodiscard]] Eigen::Vector3d mean_normal(const std::vector<Eigen::Vector3d>& places) const;
};

/// A digitised surface without its staircase: a voxel mask knows each height (x, y, z) to `half_step_mm` up
/// or down. The polynomial of least order (from 2) that leaves no more structure than a staircase makes by
/// itself; least squares begin, then every height that the surface already respects stops pulling. The tenth
/// of the heights that fits worst is not asked. Errors: fewer than 15 places throw std::invalid_argument.
[[nodiscard]] SmoothSurface smooth_surface(std::vector<Eigen::Vector3d> places, double half_step_mm,
                                           int highest_order);

/// A voxel's centre beside a surface z(x, y), and whether it lies below it.
struct SidedPlace {
  Eigen::Vector3d at_mm;
  bool below;
};

/// The surface, up to `highest_order`, that parts the places best: what a mask tells is on which side of its
/// surface each voxel's centre lies, no more. Logistic regression from `start`, with a slope of a fifth of a
/// step, so that a few voxels on the wrong side move it little.
[[nodiscard]] SmoothSurface parting_surface(const SmoothSurface& start, const std::vector<SidedPlace>& places,
                                            double step_mm, int highest_order);

}  // namespace osteon
