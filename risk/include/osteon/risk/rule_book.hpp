#pragma once

#include <string>
#include <vector>

namespace osteon {

/// All rules as a page for clinicians (Markdown): sentence, inputs, limits, source, how they were checked.
[[nodiscard]] std::string rule_book();

/// The 340 rows of the source checklist and what covers each (Markdown), from the rules' own references.
[[nodiscard]] std::string coverage_table();

/// Rows of the checklist that nothing covers, and rows that are referred to and do not exist: none, if all is
/// well.
struct CoverageFaults {
  std::vector<std::string> uncovered, unknown;
};
[[nodiscard]] CoverageFaults coverage_faults();

}  // namespace osteon
