#pragma once

#include <osteon/imaging/csv_table.hpp>
#include <osteon/imaging/reported_dxa.hpp>

#include <string_view>
#include <vector>

namespace osteon::dxa {

/// Numbers that a site keeps as a table, one report for each person and day. Columns: region and bmd (g/cm2)
/// at least; exam, side, bmc (g), area (cm2), t_score, z_score, patient_id, sex (F, M), age, exam_date
/// (YYYY-MM-DD), vendor, device, software, reference; what the report states: category, region_category,
/// excluded (levels), change_percent, change_significant (yes, no), previous_bmd, _date, _vendor, _device,
/// _region, _side. Errors: table.missing-column, dxa.no-numbers.
[[nodiscard]] Result<std::vector<ReportedDxa>> reports_of_table(const CsvTable& table);

/// Observations of bone density in FHIR R4 as JSON (a Bundle, a DiagnosticReport with what it contains, or a
/// single Observation), one report for each day. What was entered in error or cancelled is left out.
/// Errors: fhir.broken, dxa.no-numbers.
[[nodiscard]] Result<std::vector<ReportedDxa>> reports_of_fhir(std::string_view json);

}  // namespace osteon::dxa
