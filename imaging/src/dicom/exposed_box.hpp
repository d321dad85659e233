#pragma once

#include <osteon/imaging/image.hpp>

#include <array>

namespace osteon {

/// Left, top, right, bottom (right and bottom outside) of what a film shows: rows and columns from its
/// borders inwards that are of one grey but for noise and a little writing, as under lead or in free air, are
/// left out. All of the film where that would leave less than a quarter of either side.
[[nodiscard]] std::array<int, 4> exposed_box(const Image2D<float>& film);

}  // namespace osteon
