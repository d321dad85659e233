#include "lateral/body_shape.hpp"

#include <Eigen/Dense>

#include <array>
#include <cmath>

namespace osteon::lateral {
namespace {

/// One way in which bodies differ, by its spread.
struct Mode {
  double sd;
  std::array<double, 12> along;
};

/// Means of the 22 bodies T1...L5 that the network was first trained on (tools/train/lateral).
Shape sound_mean() {
  Shape mean;
  mean << 1.00, 0.00, -1.00, 1.00, 0.00, -1.00, 0.78, 0.77, 0.81, -0.78, -0.77, -0.81;
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

ShapeModel model_of(const Shape& mean, const ShapeCovariance& covariance) {
  return {mean, covariance.inverse(), std::log(covariance.determinant())};
}

}  // namespace

const std::vector<ShapeModel>& shape_models() {
  static const std::vector<ShapeModel> models = [] {
    // Of the plates' points, in half widths: a third of the height, from a tenth to nearly all of it.
    constexpr double kUsual = 0.5, kSpread = 0.25;
    static constexpr std::array<std::array<double, 12>, 9> kCollapses{{
        {0, 0, 0, 0, 0, 0, -1, -0.5, 0, 0, 0, 0},  // upper plate: front
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0.5, 0},    // lower plate: front
        {0, 0, 0, 0, 0, 0, -0.6, -0.3, 0, 0.6, 0.3, 0},
        {0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0},  // upper plate: middle
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0},   // lower plate: middle
        {0, 0, 0, 0, 0, 0, 0, -0.6, 0, 0, 0.6, 0},
        {0, 0, 0, 0, 0, 0, -1, -0.85, -0.7, 0, 0, 0},  // upper plate: all
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0.85, 0.7},     // lower plate: all
        {0, 0, 0, 0, 0, 0, -0.6, -0.5, -0.4, 0.6, 0.5, 0.4},
    }};
    std::vector<ShapeModel> all{model_of(sound_mean(), sound_covariance())};
    for (const auto& along : kCollapses) {
      const Shape way = direction(along);
      all.push_back(model_of(sound_mean() + kUsual * way,
                             sound_covariance() + kSpread * kSpread * way * way.transpose()));
    }
    return all;
  }();
  return models;
}

}  // namespace osteon::lateral
