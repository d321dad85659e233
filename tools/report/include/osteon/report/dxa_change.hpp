#pragma once

#include <osteon/densitometry/dxa_change.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace osteon {

/// The least significant changes of a report of `osteon qc precision` (schema osteon-precision/1), by the
/// names of its regions: L1-L4 or spine, femoral neck, total hip. Of several technologists the largest
/// counts. Errors: file.unreadable, precision.not-a-report.
[[nodiscard]] Result<std::vector<SiteChangeLimit>> load_change_limits(const std::filesystem::path& file);

/// {"schema": "osteon-dxa-change/1", "comparisons": [...]}; a comparison that could not be made has its
/// reason.
[[nodiscard]] std::string dxa_change_json(const std::vector<Result<DxaComparison>>& comparisons);

/// The same as a table for a person.
[[nodiscard]] std::string dxa_change_text(const std::vector<Result<DxaComparison>>& comparisons);

}  // namespace osteon
