#pragma once

#include "label_box.hpp"

#include <osteon/densitometry/ct_density.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace osteon {

/// A mask, how deep its voxels lie, and where they stand along the axes of the vertebra.
struct BodyInBox {
  LabelBox box;
  std::vector<std::uint8_t> mask;
  std::vector<double> depth_mm;
  std::vector<Eigen::Vector3d> left_anterior_superior_mm;  ///< of every voxel's centre, about the body centre
  Eigen::Vector3d voxel_reach_mm;  ///< from a voxel's centre to its faces, along those axes
};

/// Erosions by the 6-neighbour element along each axis that come nearest to `erosion_mm`.
[[nodiscard]] std::array<int, 3> erosion_steps(const Eigen::Vector3d& spacing_mm, double erosion_mm);

/// Depths as `options.core_edge` counts them, exact up to `cap_mm`.
[[nodiscard]] BodyInBox body_in_box(const LabelMap<3>& labels, const LabelBox& box,
                                    const VertebraFrame& frame, const DensityOptions& options, double cap_mm);

/// The central part of the body's height, `erosion_mm` inside its outline.
[[nodiscard]] std::vector<std::uint8_t> core_mask(const BodyInBox& body, double central_height_fraction,
                                                  double erosion_mm);

/// An upright elliptic cylinder in the front of the body's middle, cut to where the depth is `erosion_mm`.
/// Source: StanfordMIMI/Comp2Comp, comp2comp/spine/spine_utils.py, commit fa617e2 (3.75 mm up and down,
/// centre at 58 % of the depth from behind, diameters 50 % of the depth and 65 % of the width).
[[nodiscard]] std::vector<std::uint8_t> oval_mask(const BodyInBox& body, double erosion_mm);

}  // namespace osteon
