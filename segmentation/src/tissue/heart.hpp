#pragma once

#include "tissue/block_volume.hpp"

#include <cstddef>
#include <vector>

namespace osteon {

/// The largest even piece between the lungs, 6 mm inside its surface: heart and great vessels. Empty where
/// the lungs are not seen on both sides, where no piece holds 60 ml, or where another one is far brighter:
/// then one of them is not blood. Offsets of blocks, ascending.
[[nodiscard]] std::vector<std::size_t> heart_places(const BlockVolume& volume);

}  // namespace osteon
