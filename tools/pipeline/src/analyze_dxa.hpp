#pragma once

#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/report.hpp>
#include <osteon/risk/recommendation.hpp>

#include <optional>
#include <vector>

namespace osteon {

/// Reads the numbers that a series carries into the report. The reason when it has none. Errors: as
/// read_dxa_pages; dxa.several-persons (a table of more than one).
[[nodiscard]] std::optional<Error> analyze_numbers(const SeriesOutline& outline, ReportedSeries& series,
                                                   Report& report);

/// Says what files of the maker's own lie in the objects of a densitometer.
void tell_proprietary(const SeriesOutline& outline, ReportedSeries& series);

/// Once all series are read: scores, categories and the auditor's findings, on each page and between the
/// objects of `study`. Fills in the report's person where the study's headers do not tell it and all pages
/// agree.
void judge_numbers(const StudyOutline& study, const DxaAuditOptions& options, Report& report);

/// Their categories, as rules want them.
[[nodiscard]] std::vector<DensitometerFinding> densitometer_findings(const std::vector<DxaReading>& readings);

}  // namespace osteon
