#pragma once

#include "number_cells.hpp"

#include <optional>
#include <vector>

namespace osteon::page {

/// Which column holds what; -1 = none.
struct ColumnKinds {
  int bmd = -1, bmc = -1, area = -1;
  int t_score = -1, z_score = -1;
  int percent_young = -1, percent_age = -1;
};

/// BMD, BMC and area are the columns in which the third is the quotient of the other two, line for line; the
/// header has to agree where it could be read. Scores and percentages are known by the header, or
/// by two pairs of them that agree.
/// Absent where no three columns close and the header does not say BMD.
[[nodiscard]] std::optional<ColumnKinds> column_kinds(const NumberTable& numbers, const TableLayout& table,
                                                      const std::vector<Word>& header);

}  // namespace osteon::page
