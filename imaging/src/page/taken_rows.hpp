#pragma once

#include "row_labels.hpp"
#include "sheet.hpp"

namespace osteon::page {

/// Takes the rows of a table into the report, or puts them among the unread with the reason.
void add_rows(const Sheet& sheet, const TableLayout& table, const std::vector<LabelText>& labels,
              const std::vector<SettledRow>& rows, const NamedRows& named, ReportedDxa& report);

}  // namespace osteon::page
