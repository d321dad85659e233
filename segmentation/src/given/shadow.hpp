#pragma once

#include <osteon/segmentation/vertebra_shape.hpp>

#include <optional>
#include <vector>

namespace osteon {

/// What a vertebra's shadow along the spine shows: its body, and the canal as a hole behind it.
struct ShadowView {
  VertebraAxes axes;      ///< centre within the body; `superior` is the direction of the light
  double body_radius_mm;  ///< of the largest circle in the shadow: about half the depth of the body
  std::optional<Eigen::Vector3d> canal_mm;  ///< middle of the hole, at the height of the centre
};

/// Looks at a mask from the directions around `expected` (unit, towards the head) for the one from which the
/// canal lets most light through; without any hole, from `expected` itself. Directions as in the patient tell
/// front from back where the hole does not. Nothing where no body is seen: an empty mask, an arch alone.
/// Shape:  `places` are patient places that fill the mask about evenly, 1.5 mm apart or less.
[[nodiscard]] std::optional<ShadowView> shadow_view(const std::vector<Eigen::Vector3d>& places,
                                                    const Eigen::Vector3d& expected);

}  // namespace osteon
