#pragma once

#include "row_labels.hpp"

#include <optional>
#include <string>
#include <vector>

namespace osteon::page {

/// What the rows of a table owe each other beyond BMC / area = BMD.
enum class CrossCheck { none, passed, failed };

/// For each row: levels of the spine in a sum that holds, sides of a hip with their printed mean, bones of
/// the forearm with their sum. `failed`: the rows of the relation are all there and disagree, or the same
/// region stands twice.
[[nodiscard]] std::vector<CrossCheck> cross_checks(const std::vector<SettledRow>& rows,
                                                   const NamedRows& named);

}  // namespace osteon::page
