#pragma once

#include "given/one_label.hpp"
#include "given/shadow.hpp"

#include <osteon/segmentation/vertebra_shape.hpp>

#include <optional>

namespace osteon {

/// A body read out of a mask: its own axes and shape.
struct FittedBody {
  VertebraAxes axes;
  BodyShape shape;
  double half_width_mm;  ///< to either side of the centre

  /// Whether a place belongs to the body and not to the arch, given that it is bone.
  [[nodiscard]] bool holds(const Eigen::Vector3d& patient_mm) const;
};

/// Finds the endplates and walls of the body around `view`, from a mask of the body or of the whole vertebra.
/// The axis is that of both endplates' planes; the surfaces lie between the voxels: a mask's staircase is
/// levelled (smooth_surface). Nothing where no body's shape is there.
[[nodiscard]] std::optional<FittedBody> fit_body(const MaskSampler& mask, const ShadowView& view);

}  // namespace osteon
