#pragma once

#include "spine/level_likelihood.hpp"

#include <string>
#include <vector>

namespace osteon {

// Lung, the lowest ribs, the iliac crest and the windpipe stand beside or before some vertebrae and no
// others: where they begin and end tells the levels also where no rib can be followed to its vertebra.

/// Logarithm of the chance of seeing what is seen beside the members, and missing what is not.
[[nodiscard]] double log_mark_chance(const std::vector<LevelEvidence>& evidence, const ColumnPlan& plan,
                                     const std::vector<Standing>& standings);

/// Those whose end is seen near where it should be: "rib-tips", "iliac-crest", "windpipe-fork", "lung-ends".
[[nodiscard]] std::vector<std::string> marks_in_view(const std::vector<LevelEvidence>& evidence,
                                                     const ColumnPlan& plan,
                                                     const std::vector<Standing>& standings);

}  // namespace osteon
