#pragma once

#include "lateral/body_points.hpp"
#include "lateral/lateral_maps.hpp"

#include <optional>
#include <vector>

namespace osteon::lateral {

/// Where in front of a row of bodies the dark of the lungs turns into the bright of the belly: nought at the
/// middle of the first body from the head, one at that of the second. Nothing where it does not plainly.
[[nodiscard]] std::optional<double> lung_end(const Upright& picture, const std::vector<BodyPoints>& bodies);

}  // namespace osteon::lateral
