#pragma once

#include "upright_femur.hpp"

namespace osteon {

/// The sums along the third axis of the cubes.
[[nodiscard]] HipProjection projection_of(const UprightFemur& femur);

}  // namespace osteon
