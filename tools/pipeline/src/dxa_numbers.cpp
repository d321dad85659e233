#include <osteon/densitometry/precision.hpp>
#include <osteon/pipeline/dxa_numbers.hpp>

#include <algorithm>
#include <utility>

namespace osteon {
namespace {

/// The site's RMS-SD of this region.
std::optional<double> site_sd(const ReportedRow& row, const ReportedDxa& report,
                              const DxaAuditOptions& options) {
  const auto site = scored_site(row, scale_of_vendor(report.vendor));
  for (const SiteChangeLimit& limit : options.least_significant_changes)
    if (site == limit.site) return limit.g_per_cm2 / kLeastSignificantChangeFactor;
  return std::nullopt;
}

}  // namespace

DxaExamination examination_of(const DxaObject& object, const ReportedDxa& report) {
  DxaExamination examination;
  examination.report = report;
  examination.patient_id = object.patient_sha256;
  examination.object_uid = object.uid;
  examination.study_uid = object.study_uid;
  examination.picture_sha256 = object.picture_sha256;
  examination.protocol_side = object.protocol_side;
  examination.header_patient = object.patient;
  examination.header_date = object.date;
  return examination;
}

void understand(DxaReading& reading, const DxaAuditOptions& options, std::optional<Side> picture_side) {
  reading.scores = score_rows(reading.report, options.references);
  reading.classification = classify(reading.report, reading.scores);
  reading.apart = levels_apart(reading.report);
  for (const std::string& level : reading.report.stated.excluded_levels)
    if (std::none_of(reading.apart.begin(), reading.apart.end(),
                     [&](const ExcludedLevel& one) { return one.level == level; }))
      reading.apart.push_back({level, "Left out by the report."});
  reading.sd.clear();
  for (const ReportedRow& row : reading.report.rows)
    reading.sd.push_back(site_sd(row, reading.report, options));
  DxaExamination examination = examination_of(reading.object, reading.report);
  examination.picture_side = picture_side;
  reading.findings = audit(examination, options);
}

}  // namespace osteon
