#pragma once

#include <span>

namespace osteon {

/// Least squares of y on x.
struct StraightLine {
  double slope, intercept;
  double mean_x, scatter_x;  ///< mean of x and sum of squares about it
  double residual_squares;   ///< sum over the points
  double r_squared;
  int degrees_of_freedom;
  [[nodiscard]] double at(double x) const { return intercept + slope * x; }
};

/// Shape: as many y as x, two at least, not all x equal. Sums run in the order given.
[[nodiscard]] StraightLine fit_straight_line(std::span<const double> x, std::span<const double> y);

}  // namespace osteon
