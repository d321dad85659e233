#pragma once

#include "dxa_taken.hpp"

#include <string>

namespace osteon {

/// Prints a row for every picture of a subject, and how much they vary.
void print_spine_rows(const DxaSubject& subject, const TakingOptions& options);
/// Returns rows of the second table, which is of the hip's geometry.
[[nodiscard]] std::string print_hip_rows(const DxaSubject& subject, const TakingOptions& options);

}  // namespace osteon
