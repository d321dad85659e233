#pragma once

#include <Eigen/Core>

namespace osteon::lateral {

/// Forwards of six points, then upwards of six points, in half widths of the body, from its middle.
using Shape = Eigen::Matrix<double, 12, 1>;
using ShapeCovariance = Eigen::Matrix<double, 12, 12>;

/// How sound bodies look: a mean, and what they differ in.
struct ShapeModel {
  Shape mean;
  ShapeCovariance wanted;  ///< the covariance's inverse
};

[[nodiscard]] const ShapeModel& shape_model();

}  // namespace osteon::lateral
