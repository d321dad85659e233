#pragma once

#include "given/one_label.hpp"

#include <osteon/segmentation/vertebra_shape.hpp>

#include <optional>
#include <vector>

namespace osteon {

/// Where a line through the mask enters and leaves its longest stretch of bone, in mm from `origin`; gaps as
/// wide as a screw are part of it.
struct Stretch {
  double low_mm, high_mm;
};
[[nodiscard]] std::optional<Stretch> longest_stretch(const MaskSampler& mask, const Eigen::Vector3d& origin,
                                                     const Eigen::Vector3d& direction, double reach_mm);

/// How far bone goes on from `from` along `direction`, mm; nothing where there is none to begin with.
[[nodiscard]] std::optional<double> reach_of_bone(const MaskSampler& mask, const Eigen::Vector3d& from,
                                                  const Eigen::Vector3d& direction);

/// The stretches of bone along `superior`, over a square lattice as in EndplateSurface. NaN = none.
struct Columns {
  double step_mm;
  int reach;
  std::vector<float> low_mm, high_mm;

  [[nodiscard]] std::size_t index(int a, int l) const {
    return static_cast<std::size_t>((a + reach) * (2 * reach + 1) + l + reach);
  }
};
[[nodiscard]] Columns body_columns(const MaskSampler& mask, const VertebraAxes& axes, double reach_mm,
                                   double step_mm);

/// A height map without its staircase: at every place the value of a parabola fitted to the places around it,
/// weighted by a bell of `width_mm`. Places without a value keep none.
[[nodiscard]] std::vector<float> levelled(const std::vector<float>& heights, int reach, double step_mm,
                                          double width_mm);

}  // namespace osteon
