#pragma once

#include "row_labels.hpp"

#include <optional>
#include <string>
#include <vector>

namespace osteon::page {

/// What the rows of a table owe each other beyond BMC / area = BMD.
enum class CrossCheck { none, passed, failed };

/// `whole` is `share` times the sum of its parts; all are lines of the table.
struct Relation {
  int whole = -1;
  std::vector<int> parts;
  double share = 1.0;
};
/// By the names of the lines alone.
[[nodiscard]] std::vector<Relation> relations_of(const NamedRows& named);

struct Printed {
  double value = 0;
  int decimals = 0;
};
/// Within the rounding of all of them.
[[nodiscard]] bool adds_up(const std::vector<Printed>& parts, const Printed& whole, double share);

/// For each row: levels of the spine in a sum that holds, sides of a hip with their printed mean, bones of
/// the forearm with their sum. `failed`: the rows of the relation are all there and disagree, or the same
/// region stands twice.
[[nodiscard]] std::vector<CrossCheck> cross_checks(const std::vector<SettledRow>& rows,
                                                   const NamedRows& named);

}  // namespace osteon::page
