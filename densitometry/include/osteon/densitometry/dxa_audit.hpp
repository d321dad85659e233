#pragma once

#include <osteon/densitometry/dxa_scores.hpp>

#include <optional>
#include <string>
#include <vector>

// What is wrong with a densitometer's report, by its own numbers and by the rules of ISCD. A finding is a
// reason to look, with its evidence; nothing is corrected.

namespace osteon {

/// "BMD of the left total hip fell": a comparison that a report makes with an earlier examination.
struct StatedChange {
  ReportedRow before, now;
  std::string vendor_before, device_before;
  bool called_real = true;  ///< the report takes it for a change of the patient
};

/// What a report concludes, as somebody entered it or read it; absent = it does not say.
struct DxaStatement {
  std::optional<DxaCategory> category;
  std::optional<ReportedRow> category_row;  ///< the row that the category is drawn from
  std::vector<std::string> excluded_levels;
  std::vector<StatedChange> changes;
};

/// One examination with what is known of its objects. Empty = unknown.
struct DxaExamination {
  ReportedDxa report;
  DxaStatement statement;
  std::string patient_id, object_uid, picture_sha256;
  std::string study_uid;              ///< empty = of the same study as the others
  std::optional<Side> protocol_side;  ///< of "Left Femur" in the header
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
};

enum class FindingSeverity { info, warning, error };
[[nodiscard]] std::string_view name(FindingSeverity severity);

struct DxaFinding {
  std::string code;
  FindingSeverity severity;
  std::string message;   ///< one sentence
  std::string evidence;  ///< the numbers it rests on
  friend bool operator==(const DxaFinding&, const DxaFinding&) = default;
};

/// Of one examination, in the order of its rows and then of its statement. Codes: dxa.audit-* in
/// docs/reason-codes.md.
[[nodiscard]] std::vector<DxaFinding> audit(const DxaExamination& examination,
                                            const DxaAuditOptions& options = {});

/// Between examinations: one picture under two UIDs; within one study also persons that differ.
[[nodiscard]] std::vector<DxaFinding> audit_together(const std::vector<DxaExamination>& examinations);

}  // namespace osteon
