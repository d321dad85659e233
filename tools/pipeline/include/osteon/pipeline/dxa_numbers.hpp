#pragma once

#include <osteon/densitometry/dxa_audit.hpp>
#include <osteon/imaging/dxa_object.hpp>

#include <optional>
#include <string>
#include <vector>

// Numbers that a densitometer printed or sent, with what they mean by the rules and what is wrong with them.

namespace osteon {

/// One page, object or examination of a table.
struct DxaReading {
  std::string series_uid;
  int series_part = 0;
  std::string source;  ///< of its file, below the input
  int page = 0;        ///< from 0
  DxaObject object;    ///< empty for what is no DICOM object
  ReportedDxa report;
  std::vector<std::optional<double>>
      sd;                            ///< of each row's density, g/cm2: the site's own precision, or unknown
  std::vector<DxaRowScores> scores;  ///< of our own, one for each row
  DxaClassification classification;
  std::vector<ExcludedLevel> apart;  ///< vertebrae far from their neighbours, or left out by the report
  std::vector<DxaFinding> findings;  ///< of the auditor
};

/// What the auditor needs of an object and, where it has one, of a page in it.
[[nodiscard]] DxaExamination examination_of(const DxaObject& object, const ReportedDxa& report = {});

/// Fills in all that follows from `report` and `object`. `picture_side`: of a hip that a picture of the same
/// study shows.
void understand(DxaReading& reading, const DxaAuditOptions& options, std::optional<Side> picture_side = {});

}  // namespace osteon
