#include "lateral/body_shape.hpp"

#include <Eigen/Dense>

#include <array>

namespace osteon::lateral {
namespace {

/// One way in which bodies differ, by its spread.
struct Mode {
  double sd;
  std::array<double, 12> along;
};

/// Medians of 85 bodies T1...L5 of seven subjects as the finder was taught them (tools/train/lateral).
Shape sound_mean() {
  Shape mean;
  mean << 1.00, 0.00, -1.00, 1.00, 0.00, -1.00, 0.82, 0.77, 0.85, -0.82, -0.77, -0.85;
  return mean;
}

Shape direction(const std::array<double, 12>& along) { return Eigen::Map<const Shape>(along.data()); }

ShapeCovariance sound_covariance() {
  constexpr double kOwn = 0.06;  // of each point by itself
  static constexpr std::array<Mode, 6> kModes{{
      {0.15, {0, 0, 0, 0, 0, 0, 1, 1, 1, -1, -1, -1}},  // height
      {0.12, {0, 0, 0, 0, 0, 0, 1, 0, -1, -1, 0, 1}},   // wedge
      {0.16, {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}},     // dent of the upper plate
      {0.16, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0}},     // dent of the lower plate
      {0.07, {1, 1, 1, -1, -1, -1, 0, 0, 0, 0, 0, 0}},  // shear
      {0.06, {1, 0, -1, -1, 0, 1, 0, 0, 0, 0, 0, 0}},   // plates of different length
  }};
  ShapeCovariance covariance = ShapeCovariance::Identity() * kOwn * kOwn;
  for (const Mode& mode : kModes)
    covariance += mode.sd * mode.sd * direction(mode.along) * direction(mode.along).transpose();
  return covariance;
}

}  // namespace

const ShapeModel& shape_model() {
  static const ShapeModel model{sound_mean(), sound_covariance().inverse()};
  return model;
}

}  // namespace osteon::lateral
