#pragma once

#include "lateral/lateral_maps.hpp"

#include <osteon/segmentation/lateral_spine.hpp>

#include <vector>

// The steps of find_lateral_spine.

namespace osteon::lateral {

/// The same pixels, each so many times as large.
[[nodiscard]] DxaPicture stretched(const DxaPicture& picture, double factor);

/// Errors: anatomy.not-a-lateral-spine for a field that is too small or too large.
[[nodiscard]] Result<Upright> upright_of_size(const DxaPicture& picture);

/// Of a picture that is held in one of these ways, the likeliest first.
[[nodiscard]] Result<LateralSpine> spine_held(const Upright& picture, const std::vector<LateralPose>& poses);

}  // namespace osteon::lateral
