#pragma once

#include <osteon/densitometry/dxa_audit.hpp>

#include <optional>
#include <vector>

// What has changed between two examinations of one person, and whether that is more than chance. Pure.

namespace osteon {

/// One region of two examinations of one densitometer.
struct BmdChange {
  ReportedRow before, now;
  ArealDensity difference;
  Percentage percent;
  double percent_per_year;                        ///< of the first density
  std::optional<ArealDensity> least_significant;  ///< of the site's own precision study
  std::optional<bool> is_real;                    ///< absent without it: nobody can say
};

/// A region of the later examination that has no partner in the earlier one.
struct NotCompared {
  ReportedRow now;
  Error reason;  ///< dxa.change-other-region
};

struct DxaComparison {
  double years;
  std::vector<BmdChange> changes;
  std::vector<NotCompared> not_compared;
  std::vector<Warning> warnings;
};

/// Compares what two examinations have in common, in the order of the later one. A change is real when it is
/// at least the least significant change in g/cm2 (ISCD, precision glossary); what the site has not measured
/// stays open. Single vertebrae are compared without a verdict: precision studies do not cover them.
/// Errors: dxa.change-other-person, dxa.change-no-date, dxa.change-not-later, dxa.change-other-maker (the
///         makers' scales differ at the spine by 4.1 % even after the published equations: kFan2010),
///         dxa.change-other-device (ISCD: only after cross-calibration in vivo).
/// Warnings: dxa.change-other-software, dxa.change-short-interval (below a quarter of a year: the yearly rate
///           says little).
[[nodiscard]] Result<DxaComparison> compare(const ReportedDxa& before, const ReportedDxa& now,
                                            const std::vector<SiteChangeLimit>& least_significant_changes);

}  // namespace osteon
