#pragma once

#include <osteon/densitometry/hip_projection.hpp>

namespace osteon {

/// 1 where the projection shows bone: the shadow of the bone's surface, or of one that lies `outwards_mm` out
/// of it.
[[nodiscard]] LabelMap<2> outline_of(const HipProjection& projection, double outwards_mm = 0);

}  // namespace osteon
