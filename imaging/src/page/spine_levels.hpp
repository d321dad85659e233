#pragma once

#include "row_labels.hpp"

namespace osteon::page {

/// Which lines are L1 to L4 and which are sums of them ("L1-L4", "L1,L3-L4"): letters propose, areas and
/// mineral contents decide. Absent where neither settles it.
[[nodiscard]] std::vector<std::optional<std::string>> spine_levels(const std::vector<LabelText>& labels,
                                                                   const std::vector<SettledRow>& rows);

/// The names that letters alone propose, no name twice: for numbers that add up under them.
[[nodiscard]] std::vector<std::optional<std::string>> levels_by_letters(const std::vector<LabelText>& labels);

/// "L1" to "L1-L4", all sets of levels as the makers print them.
[[nodiscard]] std::vector<std::string> level_labels();

}  // namespace osteon::page
