#pragma once

#include <osteon/imaging/printed_scan.hpp>
#include <osteon/imaging/reported_dxa.hpp>

#include <filesystem>
#include <optional>
#include <vector>

namespace osteon {

/// What one page of a report gave: its numbers, or why it has none.
struct DxaPage {
  int page = 0;  ///< from 0
  std::optional<ReportedDxa> report;
  std::optional<Error> refusal;
  std::vector<PrintedScan> scans = {};  ///< pictures of scans, also on pages without numbers
};

/// Reads the numbers of a densitometer in any form in which they travel: structured reports (any template, by
/// the meaning of their words), Hologic's private analysis text, tables (.csv), FHIR R4 (JSON); else what is
/// printed: report pages as DICOM (secondary capture or other colour objects in MONOCHROME, RGB, PALETTE
/// COLOR; Encapsulated PDF), PDF, PNG, JPEG. Pages of one file may be of different examinations: nothing is
/// carried from one to the next. Reads the file; uses one thread. Errors: file.unreadable, dxa.no-numbers (a
/// structured report, table or resource without a density), table.*, fhir.broken, dxa.no-page (no picture and
/// no PDF inside), pixels.undecodable, dxa.pdf-broken, dxa.page-too-large.
[[nodiscard]] Result<std::vector<DxaPage>> read_dxa_pages(const std::filesystem::path& file);

}  // namespace osteon
