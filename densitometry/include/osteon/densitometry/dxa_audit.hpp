#pragma once

#include <osteon/densitometry/dxa_scores.hpp>

#include <optional>
#include <string>
#include <vector>

// What is wrong with a densitometer's report, by its own numbers and by the rules of ISCD. A finding is a
// reason to look, with its evidence; nothing is corrected.

namespace osteon {

/// One examination with what is known of its objects. Empty = unknown.
struct DxaExamination {
  ReportedDxa report;  ///< with what it states
  std::string patient_id, object_uid, picture_sha256;
  std::string study_uid;              ///< empty = of the same study as the others
  std::optional<Side> protocol_side;  ///< of "Left Femur" in the header
  std::optional<Side> picture_side;   ///< that a picture of the examination shows
  Patient header_patient;             ///< sex and age; the page's own are report.patient
  std::string header_date;            ///< YYYY-MM-DD; the page's own is report.exam_date
};

/// Of the site's own precision study, g/cm2 (ISCD: 2.77 times its RMS-SD).
struct SiteChangeLimit {
  BmdSite site;
  double g_per_cm2;
};

struct DxaAuditOptions {
  double score_tolerance = 0.1;  ///< printed against recomputed T
  std::vector<SiteChangeLimit> least_significant_changes;
  std::vector<SiteReference> references;  ///< of the site's own; the built-in ones elsewhere
};

enum class FindingSeverity { info, warning, error };
[[nodiscard]] std::string_view name(FindingSeverity severity);

struct DxaFinding {
  std::string code;
  FindingSeverity severity;
  std::string message;                  ///< one sentence
  std::string evidence;                 ///< the numbers it rests on
  std::optional<std::size_t> row = {};  ///< of the report, where it is of one
  friend bool operator==(const DxaFinding&, const DxaFinding&) = default;
};

/// Of one examination, in the order of its rows and then of its statement. Codes: dxa.audit-* in
/// docs/reason-codes.md.
[[nodiscard]] std::vector<DxaFinding> audit(const DxaExamination& examination,
                                            const DxaAuditOptions& options = {});

/// Between examinations: one picture under two UIDs; within one study also persons that differ.
[[nodiscard]] std::vector<DxaFinding> audit_together(const std::vector<DxaExamination>& examinations);

}  // namespace osteon
