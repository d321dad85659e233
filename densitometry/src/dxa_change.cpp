#include <osteon/densitometry/dxa_change.hpp>
#include <osteon/imaging/calendar.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace osteon {
namespace {

constexpr double kDaysPerYear = 365.25, kShortYears = 0.25;

std::optional<Error> incomparable(const ReportedDxa& before, const ReportedDxa& now) {
  if (!before.patient.id.empty() && !now.patient.id.empty() && before.patient.id != now.patient.id)
    return Error{"dxa.change-other-person", "The two examinations are of different persons.",
                 "Give two examinations of one person."};
  const auto scale = scale_of_vendor(before.vendor);
  const bool same_maker = scale ? scale == scale_of_vendor(now.vendor) : before.vendor == now.vendor;
  if (!same_maker || before.vendor.empty())
    return Error{
        "dxa.change-other-maker",
        "The densities are of different or unknown makers, whose scales still differ at the spine by 4.1 % "
        "after the published equations.",
        "Compare examinations of one densitometer."};
  if (before.device != now.device)
    return Error{"dxa.change-other-device", "The densities are of two densitometers.",
                 "Compare them after a cross-calibration in persons."};
  return std::nullopt;
}

/// The densities' own place: examination, region and side.
bool is_same_place(const ReportedRow& a, const ReportedRow& b) {
  return a.exam == b.exam && a.region == b.region && a.side == b.side && a.mean_of_sides == b.mean_of_sides;
}

std::optional<ArealDensity> limit_of(const ReportedRow& row, const ReportedDxa& report,
                                     const std::vector<SiteChangeLimit>& limits) {
  const auto site = scored_site(row, scale_of_vendor(report.vendor));
  for (const SiteChangeLimit& limit : limits)
    if (site && limit.site == *site) return g_per_cm2(limit.g_per_cm2);
  return std::nullopt;
}

BmdChange change_of(const ReportedRow& before, const ReportedRow& now, double years,
                    std::optional<ArealDensity> limit) {
  const double difference = now.bmd.value - before.bmd.value, share = 100 * difference / before.bmd.value;
  BmdChange change{before, now, g_per_cm2(difference), percent(share), share / years, limit, std::nullopt};
  // A change that print shows as just the limit counts: half of its last figure is not chance's.
  if (limit) change.is_real = std::abs(difference) >= in_g_per_cm2(*limit) - 1e-9;
  return change;
}

}  // namespace

Result<DxaComparison> compare(const ReportedDxa& before, const ReportedDxa& now,
                              const std::vector<SiteChangeLimit>& least_significant_changes) {
  if (const auto error = incomparable(before, now)) return *error;
  const auto first = day_of(before.exam_date), last = day_of(now.exam_date);
  if (!first || !last)
    return Error{"dxa.change-no-date", "An examination has no date.", "Give both with their dates."};
  if (!(*last > *first))
    return Error{"dxa.change-not-later", "The second examination is not later than the first.",
                 "Name the earlier examination first."};
  DxaComparison comparison{static_cast<double>((*last - *first).count()) / kDaysPerYear, {}, {}, {}};
  for (const ReportedRow& row : now.rows) {
    const auto partner =
        std::find_if(before.rows.begin(), before.rows.end(),
                     [&](const ReportedRow& earlier) { return is_same_place(earlier, row); });
    if (partner == before.rows.end())
      comparison.not_compared.push_back(
          {row,
           {"dxa.change-other-region", "The earlier examination has no such region.",
            "Analyse both with the same regions and levels."}});
    else
      comparison.changes.push_back(
          change_of(*partner, row, comparison.years, limit_of(row, now, least_significant_changes)));
  }
  if (before.software != now.software)
    comparison.warnings.push_back({"dxa.change-other-software",
                                   "The examinations were analysed by different versions of the software."});
  if (comparison.years < kShortYears)
    comparison.warnings.push_back({"dxa.change-short-interval",
                                   "Less than three months lie between them: the yearly rate says little."});
  return comparison;
}

}  // namespace osteon
