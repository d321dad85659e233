#pragma once

#include <osteon/densitometry/vertebral_height.hpp>

#include <optional>
#include <vector>

namespace osteon {

/// What cannot be true of measured heights: bodies do not grow, and none is far taller than it is deep. Such
/// heights are a plate in the wrong place, or two vertebrae that were taken for one.
///
/// Shape:  one answer for each level: why its heights are not believed, or nothing. Found one after the
/// other,
///         the most impossible first; a level that is not believed is taken out of `may_serve`.
[[nodiscard]] std::vector<std::optional<Warning>> implausible_heights(const std::vector<LevelHeights>& column,
                                                                      const DeformityOptions& options,
                                                                      std::vector<bool>& may_serve);

}  // namespace osteon
