#pragma once

#include "json_parts.hpp"

#include <osteon/pipeline/dxa_numbers.hpp>
#include <osteon/pipeline/measured_scans.hpp>

#include <vector>

namespace osteon {

/// The rows of one page or object, as `bmd` of the report contract: the printed scores beside our own. The sd
/// of a density is that of the site's precision study; null where that is not known.
[[nodiscard]] Json dxa_rows(const DxaReading& reading);

/// What stands about the rows: person, device, unread rows, what is stated, category, findings.
[[nodiscard]] Json dxa_reading(const DxaReading& reading);

/// `dxa_reports` of a study.
[[nodiscard]] Json dxa_reports(const std::vector<DxaReading>& readings);

[[nodiscard]] Json dxa_findings(const std::vector<DxaFinding>& findings);
[[nodiscard]] Json proprietary(const DxaObject& object);

/// What was weighed in a scan: its rows of the report contract's `bmd`, and how it was calibrated.
[[nodiscard]] Json scan_regions(const MeasuredScan& scan);
[[nodiscard]] Json scans(const std::vector<MeasuredScan>& all);

}  // namespace osteon
