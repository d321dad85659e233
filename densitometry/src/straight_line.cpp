#include "straight_line.hpp"

#include <cstddef>

namespace osteon {

StraightLine fit_straight_line(std::span<const double> x, std::span<const double> y) {
  const auto count = static_cast<double>(x.size());
  double mean_x = 0, mean_y = 0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    mean_x += x[n] / count;
    mean_y += y[n] / count;
  }
  double xx = 0, xy = 0, yy = 0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    xx += (x[n] - mean_x) * (x[n] - mean_x);
    xy += (x[n] - mean_x) * (y[n] - mean_y);
    yy += (y[n] - mean_y) * (y[n] - mean_y);
  }
  const double slope = xy / xx, intercept = mean_y - slope * mean_x;
  double residual = 0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    const double off = y[n] - intercept - slope * x[n];
    residual += off * off;
  }
  const double r_squared = yy > 0 ? xy * xy / (xx * yy) : 0.0;
  return {slope, intercept, mean_x, xx, residual, r_squared, static_cast<int>(x.size()) - 2};
}

}  // namespace osteon
