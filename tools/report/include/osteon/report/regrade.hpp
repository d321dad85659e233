#pragma once

#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/imaging/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace osteon {

struct RegradedReport {
  std::string json;                  ///< osteon-report/1, with "regraded": limits and what changed
  std::vector<std::string> changes;  ///< a sentence for each level whose grade or suspicion changed
};

/// Grades the stored heights of a report anew and judges anew what follows from the grades; no image is
/// needed. Everything else of the report stays as it is, fields that this version does not know included.
/// Pure.
///
/// `options.sex` is ignored: the report knows the patient.
/// Errors: report.not-a-report, report.broken.
[[nodiscard]] Result<RegradedReport> regrade(std::string_view report_json, const DeformityOptions& options);

}  // namespace osteon
