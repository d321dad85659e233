#pragma once

#include <osteon/imaging/result.hpp>
#include <osteon/imaging/units.hpp>

#include <optional>
#include <string>
#include <vector>

// How well a site repeats its own densitometry, and from that, which change is more than chance. Pure.

namespace osteon {

/// One person measured repeatedly, got up and positioned anew each time.
struct RepeatedBmd {
  std::string subject;  ///< a key; enters no message
  std::vector<ArealDensity> measurements;
};

/// What the positions of a precision study ask for: 30 persons twice or 15 three times, which is 30 degrees
/// of freedom (ISCD, precision FAQ). With 27, the upper end of `rms_sd_range_90` is 30 % above the error
/// (Glueer, Osteoporos Int 1995, 5:262).
inline constexpr int kPrecisionDegreesOfFreedom = 30;

/// A change between two single measurements beyond this many precision errors is real with 95 % (ISCD).
inline constexpr double kLeastSignificantChangeFactor = 2.77;

struct PrecisionRange {
  ArealDensity low, high;
};

/// A precision study of one region on one scanner.
struct PrecisionStudy {
  int subjects, measurements, degrees_of_freedom;
  ArealDensity mean;                      ///< of the persons' means
  ArealDensity rms_sd;                    ///< precision error: the root of the mean square of the persons' sd
  PrecisionRange rms_sd_range_90;         ///< where the true error lies with 90 %, by chi-square
  ArealDensity least_significant_change;  ///< at 95 %
  Percentage rms_cv;                      ///< for comparison with others; not for judging a change
  std::vector<Warning> warnings;
};

/// Errors: precision.too-few-subjects (fewer than two with two measurements), precision.implausible (a
///         measurement outside 0.1 to 3 g/cm2). Persons with one measurement count for nothing. Messages
///         count persons from 1.
/// Warnings: precision.few-degrees-of-freedom, precision.outlying-subject (one person's variance is beyond
///         what chance gives in one study of a hundred: Cochran's test; he stays in),
///         precision.single-measurement.
[[nodiscard]] Result<PrecisionStudy> precision_of(const std::vector<RepeatedBmd>& study);

}  // namespace osteon
