#pragma once

#include "row_labels.hpp"

namespace osteon::page {

/// Settles lines that belong together: of all ways to read levels and their sums, sides and their mean, the
/// one that agrees within lines and between them, if no other is nearly as well supported. The mean of two
/// sides may have the mean of their BMD, which is not the quotient of its own BMC and area.
void settle_together(const NumberTable& numbers, const ColumnKinds& kinds, const NamedRows& named,
                     std::vector<SettledRow>& rows);

}  // namespace osteon::page
