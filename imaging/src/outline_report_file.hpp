#pragma once

#include "walk.hpp"

#include <osteon/imaging/survey.hpp>

#include <optional>

namespace osteon {

/// A densitometer's report that is no DICOM object: a table (.csv) whose first line names region, bmd and a
/// person or day, a FHIR resource (JSON), a description of a scan with its files, or, where the user names
/// the file itself, a PDF, PNG or JPEG. Nothing for any other file. Errors: dxa.page-not-named (a page that
/// merely lies in a folder: to read print takes seconds, and most pictures are no reports).
[[nodiscard]] std::optional<Result<SeriesOutline>> outline_report_file(const FoundFile& file);

}  // namespace osteon
