#pragma once

#include "page_lines.hpp"

#include <osteon/imaging/reported_dxa.hpp>

#include <vector>

namespace osteon::page {

/// The category that a page states ("WHO Classification: Osteopenia", "Impression: ...") and the vertebrae
/// that it says are left out ("L2 excluded"), where two readings agree and none contradicts, or the text is
/// certain.
void read_statement(const std::vector<PageLines>& readings, bool text_is_certain, ReportedDxa& report);

}  // namespace osteon::page
