#pragma once

#include <osteon/imaging/result.hpp>
#include <osteon/imaging/units.hpp>

#include <cstddef>
#include <string>
#include <vector>

// Whether a densitometer still reads its own phantom as it did. Pure.

namespace osteon {

/// One scan of the quality phantom.
struct PhantomScan {
  std::string date;  ///< YYYY-MM-DD
  ArealDensity bmd;
};

/// Rules by which a scan leaves control. Beyond the percentage: Bonnick, Bone Densitometry in Clinical
/// Practice. The others: Westgard et al., Clin Chem 1981, 27:493, there for controls of one run, here for
/// consecutive scans of one phantom: no source for densitometers was at hand, they count as unverified.
enum class ControlRule {
  beyond_percentage,    ///< further from the mean than `percentage`
  beyond_3_sd,          ///< one scan
  two_beyond_2_sd,      ///< two running on one side
  range_of_4_sd,        ///< two running, one above +2 sd and one below -2 sd
  four_beyond_1_sd,     ///< four running on one side
  ten_on_one_side,      ///< ten running
  cumulative_sum_high,  ///< drift upwards
  cumulative_sum_low,   ///< drift downwards
};
[[nodiscard]] std::string name(ControlRule rule);
[[nodiscard]] bool is_verified(ControlRule rule);

struct PhantomControlOptions {
  std::size_t baseline = 25;  ///< scans; ten where there are not more (Bonnick: 15 to 25 days are better)
  double percentage = 1.5;    ///< Bonnick
  /// In sd of the baseline: half the shift that is looked for, and the sum that tells it (common choices:
  /// NIST Dataplot reference manual, CUSUM ARL; for densitometers unverified).
  double cusum_reference = 0.5, cusum_decision = 5.0;
};

/// A rule that was broken at a scan. For sums, `since` is the first scan of the drift.
struct ControlBreach {
  ControlRule rule;
  std::size_t scan, since;
};

struct PhantomControl {
  ArealDensity mean, sd;  ///< of the baseline
  std::vector<PhantomScan> scans;
  PhantomControlOptions options;          ///< as they were used; scans of the baseline are not judged
  std::vector<double> deviation;          ///< of every scan from the mean, in sd
  std::vector<double> sum_high, sum_low;  ///< one-sided sums, in sd, before they restart after a breach
  std::vector<double> cumulative;         ///< plain sum of deviations, in sd
  std::vector<ControlBreach> breaches;    ///< in order of scans; a rule that stays broken is told once
  std::vector<Warning> warnings;
};

/// Scans are judged in the order of their dates.
/// Errors: control.too-few (no scan after a baseline of at least ten), control.implausible (outside 0.1 to 3
///         g/cm2), control.date (not YYYY-MM-DD), control.no-spread (all scans of the baseline alike).
/// Warnings: control.short-baseline (fewer than 15: mean and sd are too uncertain for the rules by sd),
/// control.unsteady-baseline (its sd is beyond a third of
///         the percentage, so that chance alone leaves it).
[[nodiscard]] Result<PhantomControl> control_of(std::vector<PhantomScan> scans,
                                                const PhantomControlOptions& options = {});

}  // namespace osteon
