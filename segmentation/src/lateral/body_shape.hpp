#pragma once

#include <Eigen/Core>

#include <vector>

namespace osteon::lateral {

/// Forwards of six points, then upwards of six points, in half widths of the body, from its middle.
using Shape = Eigen::Matrix<double, 12, 1>;
using ShapeCovariance = Eigen::Matrix<double, 12, 12>;

/// How bodies of one kind look: a mean and what they differ in.
struct ShapeModel {
  Shape mean;
  ShapeCovariance wanted;  ///< the covariance's inverse
  double log_determinant;  ///< of the covariance

  /// -log of the density, but for a constant.
  [[nodiscard]] double surprise(const Shape& shape) const {
    const Shape off = shape - mean;
    return 0.5 * (off.dot(wanted * off) + log_determinant);
  }
};

/// First the sound body, then collapses: of the front, the middle or the whole of either plate or both.
[[nodiscard]] const std::vector<ShapeModel>& shape_models();

}  // namespace osteon::lateral
