#include <osteon/densitometry/phantom_control.hpp>
#include <osteon/imaging/calendar.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace osteon {
namespace {

constexpr std::size_t kFewestBaseline = 10, kGoodBaseline = 15;  // Bonnick
constexpr double kLowestBmd = 0.1, kHighestBmd = 3.0;            // g/cm2

std::optional<Error> unusable(const std::vector<PhantomScan>& scans) {
  for (const PhantomScan& scan : scans) {
    if (!day_of(scan.date))
      return Error{"control.date", "A phantom scan has no date of the form YYYY-MM-DD.",
                   "Give every scan its date."};
    if (!(in_g_per_cm2(scan.bmd) >= kLowestBmd && in_g_per_cm2(scan.bmd) <= kHighestBmd))
      return Error{"control.implausible", "The phantom scan of " + scan.date + " is outside 0.1 to 3 g/cm2.",
                   "Give areal densities in g/cm2."};
  }
  if (scans.size() <= kFewestBaseline)
    return Error{
        "control.too-few",
        "There are " + std::to_string(scans.size()) + " phantom scans; a baseline takes ten at least.",
        "Go on scanning the phantom."};
  return std::nullopt;
}

/// The last `count` deviations up to `at`, all beyond `limit` on one side.
bool running(const std::vector<double>& z, std::size_t first, std::size_t at, std::size_t count,
             double limit) {
  if (at + 1 < first + count) return false;
  const auto end = z.begin() + static_cast<std::ptrdiff_t>(at + 1);
  const auto begin = end - static_cast<std::ptrdiff_t>(count);
  return std::all_of(begin, end, [&](double x) { return x > limit; }) ||
         std::all_of(begin, end, [&](double x) { return x < -limit; });
}

/// Rules on single and running scans that the scan at `at` breaks.
std::array<bool, 6> broken_rules(const PhantomControl& control, std::size_t at) {
  const auto& z = control.deviation;
  const std::size_t first = control.options.baseline;
  const double off = in_g_per_cm2(control.scans[at].bmd) / in_g_per_cm2(control.mean) - 1;
  const bool range = at > first && std::max(z[at], z[at - 1]) > 2 && std::min(z[at], z[at - 1]) < -2;
  return {100 * std::abs(off) > control.options.percentage,
          std::abs(z[at]) > 3,
          running(z, first, at, 2, 2),
          range,
          running(z, first, at, 4, 1),
          running(z, first, at, 10, 0)};
}

void judge_scans(PhantomControl& control) {
  std::array<bool, 6> before{};
  for (std::size_t at = control.options.baseline; at < control.scans.size(); ++at) {
    const auto broken = broken_rules(control, at);
    for (std::size_t rule = 0; rule < broken.size(); ++rule)
      if (broken[rule] && !before[rule]) control.breaches.push_back({static_cast<ControlRule>(rule), at, at});
    before = broken;
  }
}

/// One-sided sum of deviations times `sign`; it restarts at nought after each breach.
std::vector<double> one_sided_sum(PhantomControl& control, double sign, ControlRule rule) {
  std::vector<double> sums(control.scans.size(), 0.0);
  double sum = 0;
  std::size_t since = control.options.baseline;
  for (std::size_t at = control.options.baseline; at < control.scans.size(); ++at) {
    if (sum == 0) since = at;
    sum = std::max(0.0, sum + sign * control.deviation[at] - control.options.cusum_reference);
    sums[at] = sum;
    if (sum <= control.options.cusum_decision) continue;
    control.breaches.push_back({rule, at, since});
    sum = 0;
  }
  return sums;
}

}  // namespace

std::string name(ControlRule rule) {
  switch (rule) {
    case ControlRule::beyond_percentage:
      return "beyond-percentage";
    case ControlRule::beyond_3_sd:
      return "beyond-3-sd";
    case ControlRule::two_beyond_2_sd:
      return "two-beyond-2-sd";
    case ControlRule::range_of_4_sd:
      return "range-of-4-sd";
    case ControlRule::four_beyond_1_sd:
      return "four-beyond-1-sd";
    case ControlRule::ten_on_one_side:
      return "ten-on-one-side";
    case ControlRule::cumulative_sum_high:
      return "cumulative-sum-high";
    case ControlRule::cumulative_sum_low:
      return "cumulative-sum-low";
  }
  return "unknown";
}

bool is_verified(ControlRule rule) { return rule == ControlRule::beyond_percentage; }

Result<PhantomControl> control_of(std::vector<PhantomScan> scans, const PhantomControlOptions& options) {
  if (const auto error = unusable(scans)) return *error;
  std::stable_sort(scans.begin(), scans.end(),
                   [](const PhantomScan& a, const PhantomScan& b) { return a.date < b.date; });
  const std::size_t baseline =
      scans.size() > options.baseline ? std::max(options.baseline, kFewestBaseline) : kFewestBaseline;
  const auto n = static_cast<double>(baseline);
  double mean = 0, squares = 0;
  for (std::size_t i = 0; i < baseline; ++i) mean += in_g_per_cm2(scans[i].bmd) / n;
  for (std::size_t i = 0; i < baseline; ++i) squares += std::pow(in_g_per_cm2(scans[i].bmd) - mean, 2);
  const double sd = std::sqrt(squares / (n - 1));
  if (!(sd > 1e-9))
    return Error{"control.no-spread", "All phantom scans of the baseline are alike.",
                 "Give the densities with all their decimals."};
  PhantomControl control{g_per_cm2(mean), g_per_cm2(sd), std::move(scans), options, {}, {}, {}, {}, {}, {}};
  control.options.baseline = baseline;
  double cumulative = 0;
  for (const PhantomScan& scan : control.scans) {
    control.deviation.push_back((in_g_per_cm2(scan.bmd) - mean) / sd);
    control.cumulative.push_back(cumulative += control.deviation.back());
  }
  judge_scans(control);
  control.sum_high = one_sided_sum(control, +1, ControlRule::cumulative_sum_high);
  control.sum_low = one_sided_sum(control, -1, ControlRule::cumulative_sum_low);
  std::stable_sort(control.breaches.begin(), control.breaches.end(),
                   [](const ControlBreach& a, const ControlBreach& b) { return a.scan < b.scan; });
  if (baseline < kGoodBaseline)
    control.warnings.push_back(
        {"control.short-baseline", "The baseline has " + std::to_string(baseline) +
                                       " scans; 15 to 25 on consecutive days are better."});
  if (3 * sd / mean * 100 > options.percentage)
    control.warnings.push_back(
        {"control.unsteady-baseline",
         "The baseline scatters so much that chance alone leaves the percentage; repeat it."});
  return control;
}

}  // namespace osteon
