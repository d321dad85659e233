#include <osteon/densitometry/dxa_audit.hpp>
#include <osteon/densitometry/rounding.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace osteon {
namespace {

constexpr double kPlausibleSd = 0.35;  // g/cm2; no reference population scatters more

std::string words(const ReportedRow& row) {
  std::string text = row.region;
  if (row.side) text = (*row.side == Side::left ? "left " : "right ") + text;
  return row.mean_of_sides ? "mean " + text : text;
}

std::string number_of(const ReportedNumber& n) { return number_text(n.value, n.decimals); }

bool is_single_level(const ReportedRow& row) {
  return row.exam == DxaExam::ap_spine && row.region.size() == 2;
}

std::size_t place_of(const ReportedRow& row, const ReportedDxa& report) {
  return static_cast<std::size_t>(&row - report.rows.data());
}

class Findings {
 public:
  void add(const char* code, FindingSeverity severity, std::string message, std::string evidence,
           std::optional<std::size_t> row = {}) {
    list_.push_back({code, severity, std::move(message), std::move(evidence), row});
  }
  [[nodiscard]] std::vector<DxaFinding> list() && { return std::move(list_); }

 private:
  std::vector<DxaFinding> list_;
};

void check_person(const ReportedDxa& report, Findings& findings) {
  if (!report.patient.sex || !report.patient.age_years)
    findings.add("dxa.audit-person", FindingSeverity::warning,
                 "Sex or age is missing: no score can be checked.",
                 report.patient.sex         ? "age"
                 : report.patient.age_years ? "sex"
                                            : "sex and age");
}

/// Printed quotients and scores against what they must be.
void check_rows(const ReportedDxa& report, const std::vector<DxaRowScores>& scores,
                const DxaAuditOptions& options, Findings& findings) {
  for (std::size_t n = 0; n < report.rows.size(); ++n) {
    const ReportedRow& row = report.rows[n];
    if (row.bmc && row.area && row.area->value > 0 && !row.mean_of_sides) {
      const double quotient = row.bmc->value / row.area->value;
      const auto half = [](const ReportedNumber& x) { return 0.5 * std::pow(10.0, -x.decimals); };
      const double slack =
          half(row.bmd) + quotient * (half(*row.bmc) / row.bmc->value + half(*row.area) / row.area->value);
      if (std::abs(quotient - row.bmd.value) > slack + 1e-9)
        findings.add("dxa.audit-quotient", FindingSeverity::error,
                     "BMC divided by area is not the BMD of this row.",
                     words(row) + ": " + number_of(*row.bmc) + " / " + number_of(*row.area) + ", BMD " +
                         number_of(row.bmd),
                     n);
    }
    if (row.t_score && scores[n].t &&
        std::abs(row.t_score->value - scores[n].t->value) > options.score_tolerance + 1e-9)
      findings.add("dxa.audit-reference", FindingSeverity::warning,
                   "The printed T-score is not that of the reference in use: another one was taken.",
                   words(row) + ": printed " + number_of(*row.t_score) + ", " +
                       number_text(scores[n].t->value, 1) + " against " + scores[n].t->reference,
                   n);
  }
}

/// Sides of one region share a reference: one mean and one sd explain both T-scores.
void check_mixed(const ReportedDxa& report, Findings& findings) {
  for (std::size_t a = 0; a < report.rows.size(); ++a)
    for (std::size_t b = a + 1; b < report.rows.size(); ++b) {
      const ReportedRow &left = report.rows[a], &right = report.rows[b];
      if (left.exam != right.exam || left.region != right.region || left.mean_of_sides || right.mean_of_sides)
        continue;
      if (!left.t_score || !right.t_score) continue;
      const double d_bmd = right.bmd.value - left.bmd.value, d_t = right.t_score->value - left.t_score->value;
      const double slack = std::pow(10.0, -left.t_score->decimals);
      constexpr double kSmallestSd = 0.05;  // of BMD at hip and spine
      const bool same_way = d_bmd >= 0 ? d_t > -slack - 1e-9 : d_t < slack + 1e-9;
      const bool possible = same_way && std::abs(d_t) <= std::abs(d_bmd) / kSmallestSd + slack + 1e-9 &&
                            std::abs(d_t) + slack + 1e-9 >= std::abs(d_bmd) / kPlausibleSd;
      if (!possible)
        findings.add("dxa.audit-mixed-reference", FindingSeverity::error,
                     "The T-scores of the two sides cannot come from one reference.",
                     words(left) + " " + number_of(left.bmd) + " (T " + number_of(*left.t_score) + "), " +
                         words(right) + " " + number_of(right.bmd) + " (T " + number_of(*right.t_score) + ")",
                     b);
    }
}

void check_age(const ReportedDxa& report, Findings& findings) {
  if (!report.patient.sex || !report.patient.age_years) return;
  if (who_categories_apply({report.patient.sex, report.patient.age_years, std::nullopt})) return;
  const auto with_t = std::find_if(report.rows.begin(), report.rows.end(),
                                   [](const ReportedRow& r) { return r.t_score.has_value(); });
  if (with_t != report.rows.end())
    findings.add(
        "dxa.audit-t-below-fifty", FindingSeverity::warning,
        "T-scores are printed for a person below 50; unless she is past the menopause the Z-score counts.",
        words(*with_t) + ": T " + number_of(*with_t->t_score), place_of(*with_t, report));
}

const ReportedRow* level(const ReportedDxa& report, int n) {
  for (const ReportedRow& row : report.rows)
    if (row.exam == DxaExam::ap_spine && row.region == "L" + std::to_string(n)) return &row;
  return nullptr;
}

/// A level more than 1.0 T above or below each neighbour it has, and still in use.
void check_levels(const DxaExamination& examination, Findings& findings) {
  const auto& excluded = examination.report.stated.excluded_levels;
  for (const ExcludedLevel& apart : levels_apart(examination.report))
    if (std::find(excluded.begin(), excluded.end(), apart.level) == excluded.end())
      findings.add("dxa.audit-level-apart", FindingSeverity::warning,
                   "A vertebra lies more than 1.0 T-score from its neighbours and is not excluded.",
                   apart.level + ": " + apart.reason,
                   place_of(*level(examination.report, apart.level[1] - '0'), examination.report));
}

/// Printed L1-L4 against the sum of its levels.
void check_sum(const ReportedDxa& report, Findings& findings) {
  const auto whole = std::find_if(report.rows.begin(), report.rows.end(), [](const ReportedRow& r) {
    return r.exam == DxaExam::ap_spine && r.region == "L1-L4";
  });
  if (whole == report.rows.end() || !whole->bmc || !whole->area) return;
  double bmc = 0, area = 0;
  for (int n = 1; n <= 4; ++n) {
    const ReportedRow* one = level(report, n);
    if (one == nullptr || !one->bmc || !one->area) return;
    bmc += one->bmc->value;
    area += one->area->value;
  }
  const auto slack = [](const ReportedNumber& x) { return 2.5 * std::pow(10.0, -x.decimals) + 1e-9; };
  if (std::abs(bmc - whole->bmc->value) > slack(*whole->bmc) ||
      std::abs(area - whole->area->value) > slack(*whole->area))
    findings.add("dxa.audit-sum", FindingSeverity::error, "L1-L4 is not the sum of its levels.",
                 "levels " + number_text(bmc, 2) + " g, " + number_text(area, 2) + " cm2; printed " +
                     number_of(*whole->bmc) + " g, " + number_of(*whole->area) + " cm2",
                 place_of(*whole, report));
}

void check_sides(const DxaExamination& examination, Findings& findings) {
  const ReportedDxa& report = examination.report;
  const auto other_than = [&](Side side) {
    return std::find_if(report.rows.begin(), report.rows.end(),
                        [&](const ReportedRow& row) { return row.side && row.side != side; });
  };
  if (examination.protocol_side)
    if (const auto row = other_than(*examination.protocol_side); row != report.rows.end())
      findings.add("dxa.audit-side", FindingSeverity::error,
                   "The table names another side than the protocol.", words(*row), place_of(*row, report));
  if (!examination.picture_side) return;
  const auto row = other_than(*examination.picture_side);
  const bool any_agrees = std::any_of(report.rows.begin(), report.rows.end(), [&](const ReportedRow& r) {
    return r.side == examination.picture_side;
  });
  if (row != report.rows.end() && !any_agrees)
    findings.add("dxa.audit-side", FindingSeverity::error,
                 "The table names another side than the picture shows.", words(*row), place_of(*row, report));
}

/// What the page says of person and day against the header of its object.
void check_objects(const DxaExamination& examination, Findings& findings) {
  const ReportedDxa& report = examination.report;
  const Patient &page = report.patient, &header = examination.header_patient;
  if (page.sex && header.sex && page.sex != header.sex)
    findings.add("dxa.audit-identity", FindingSeverity::error, "The page names another sex than the header.",
                 *page.sex == Sex::female ? "page female" : "page male");
  constexpr double kRounding = 1.05;  // one of them in whole years, the other in tenths
  if (page.age_years && header.age_years && std::abs(*page.age_years - *header.age_years) > kRounding)
    findings.add("dxa.audit-identity", FindingSeverity::error, "The page names another age than the header.",
                 number_text(*page.age_years, 1) + " and " + number_text(*header.age_years, 1) + " years");
  if (!examination.header_date.empty() && !report.exam_date.empty() &&
      examination.header_date != report.exam_date)
    findings.add("dxa.audit-date", FindingSeverity::error, "The page names another date than the header.",
                 report.exam_date + " and " + examination.header_date);
}

void check_category(const DxaExamination& examination, const std::vector<DxaRowScores>& scores,
                    Findings& findings) {
  const DxaStatement& said = examination.report.stated;
  if (said.category_row) {
    const ReportedRow& row = *said.category_row;
    if (row.region == "wards" || row.region == "trochanter")
      findings.add("dxa.audit-region", FindingSeverity::error,
                   "The diagnosis rests on a region that is not used for it.", words(row));
    if (is_single_level(row))
      findings.add("dxa.audit-single-level", FindingSeverity::error,
                   "The diagnosis rests on a single vertebra.", words(row));
  }
  if (!said.category) return;
  const DxaClassification own = classify(examination.report, scores);
  if (own.category != DxaCategory::not_classifiable && own.category != *said.category)
    findings.add("dxa.audit-category", FindingSeverity::error, "The category is not that of the lowest site.",
                 "stated " + std::string(name(*said.category)) + ", " + std::string(name(own.category)) +
                     " by " + (own.basis.empty() ? "" : own.basis.front()));
}

/// Whatever their capitals; what is not stated is no other.
bool are_two_names(const std::string& a, const std::string& b) {
  return !a.empty() && !b.empty() &&
         !std::equal(a.begin(), a.end(), b.begin(), b.end(),
                     [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// "GE" and "GE Healthcare" are one; what is not stated is no other.
bool are_two_makers(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return false;
  const auto one = scale_of_vendor(a), other = scale_of_vendor(b);
  return one && other ? one != other : are_two_names(a, b);
}

void check_change(const ReportedDxa& report, const StatedChange& change, const DxaAuditOptions& options,
                  Findings& findings) {
  const std::string evidence = words(change.before) + " " + number_of(change.before.bmd) + " to " +
                               words(change.now) + " " + number_of(change.now.bmd);
  if (are_two_makers(change.vendor_before, report.vendor) ||
      are_two_names(change.device_before, report.device)) {
    findings.add("dxa.audit-change-device", FindingSeverity::error,
                 "A change is stated between two densitometers, whose densities cannot be compared (spine: "
                 "4.1 % apart).",
                 evidence + "; " + change.vendor_before + " " + change.device_before + ", " + report.vendor +
                     " " + report.device);
    return;
  }
  if (change.before.exam != change.now.exam || change.before.region != change.now.region ||
      change.before.mean_of_sides != change.now.mean_of_sides) {
    findings.add("dxa.audit-change-region", FindingSeverity::error,
                 "A change is stated between different regions.", evidence);
    return;
  }
  if (change.before.side != change.now.side) {
    findings.add("dxa.audit-change-side", FindingSeverity::error,
                 "A change is stated between different sides.", evidence);
    return;
  }
  if (!change.called_real) return;
  const auto site = scored_site(change.now, scale_of_vendor(report.vendor));
  const auto limit =
      std::find_if(options.least_significant_changes.begin(), options.least_significant_changes.end(),
                   [&](const SiteChangeLimit& l) { return site == l.site; });
  if (limit == options.least_significant_changes.end()) {
    findings.add("dxa.audit-change-no-limit", FindingSeverity::info,
                 "A change is stated, and the site's least significant change is not known.", evidence);
  } else if (std::abs(change.now.bmd.value - change.before.bmd.value) < limit->g_per_cm2) {
    findings.add("dxa.audit-change-small", FindingSeverity::error,
                 "A change is stated that is smaller than the site's least significant change.",
                 evidence + "; limit " + number_text(limit->g_per_cm2, 3) + " g/cm2");
  }
}

}  // namespace

std::string_view name(FindingSeverity severity) {
  constexpr std::array<std::string_view, 3> kNames = {"info", "warning", "error"};
  return kNames[static_cast<std::size_t>(severity)];
}

std::vector<DxaFinding> audit(const DxaExamination& examination, const DxaAuditOptions& options) {
  Findings findings;
  const ReportedDxa& report = examination.report;
  const auto scores = score_rows(report, options.references);
  check_person(report, findings);
  check_sides(examination, findings);
  check_objects(examination, findings);
  check_rows(report, scores, options, findings);
  check_mixed(report, findings);
  check_age(report, findings);
  check_levels(examination, findings);
  check_sum(report, findings);
  check_category(examination, scores, findings);
  for (const StatedChange& change : examination.report.stated.changes)
    check_change(report, change, options, findings);
  return std::move(findings).list();
}

std::vector<DxaFinding> audit_together(const std::vector<DxaExamination>& examinations) {
  Findings findings;
  for (std::size_t a = 0; a < examinations.size(); ++a)
    for (std::size_t b = a + 1; b < examinations.size(); ++b) {
      const DxaExamination &one = examinations[a], &other = examinations[b];
      if (!one.picture_sha256.empty() && one.picture_sha256 == other.picture_sha256 &&
          one.object_uid != other.object_uid)
        findings.add("dxa.audit-duplicate", FindingSeverity::warning,
                     "One picture was stored under two identifiers.",
                     one.object_uid + " and " + other.object_uid);
      if (one.study_uid != other.study_uid) continue;  // two studies may be of two persons
      const bool ids_differ =
          !one.patient_id.empty() && !other.patient_id.empty() && one.patient_id != other.patient_id;
      const bool sexes_differ = one.report.patient.sex && other.report.patient.sex &&
                                one.report.patient.sex != other.report.patient.sex;
      if (ids_differ || sexes_differ)
        findings.add("dxa.audit-identity", FindingSeverity::error,
                     "Examinations said to be of one patient name different persons.",
                     ids_differ ? "patient identifiers differ" : "sexes differ");
    }
  return std::move(findings).list();
}

}  // namespace osteon
