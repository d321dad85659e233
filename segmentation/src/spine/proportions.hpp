#pragma once

#include <osteon/segmentation/spine_segmenter.hpp>

#include <optional>
#include <vector>

namespace osteon {

/// Warns where the bodies of the whole column are so broad, so deep or so tall against their two other
/// dimensions that a distance in the header must be wrong: geometry.doubtful-distance. Nothing with fewer
/// than four measured bodies: one or two may be crushed, or drawn badly.
[[nodiscard]] std::optional<Warning> doubtful_distance(const std::vector<SegmentedVertebra>& vertebrae);

}  // namespace osteon
