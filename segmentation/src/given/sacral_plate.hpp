#pragma once

#include "given/one_label.hpp"

#include <osteon/segmentation/vertebra_shape.hpp>

#include <optional>

namespace osteon {

/// The upper plate of a sacrum's mask as a plane: where lines from the lower plate of the vertebra above it,
/// along its axis, first meet the mask; once more along the plane's own normal. Nothing where the mask does
/// not lie below most of that plate.
[[nodiscard]] std::optional<PlatePlane> sacral_plate(const MaskSampler& sacrum, const VertebraAxes& above,
                                                     const BodyShape& body_above);

}  // namespace osteon
