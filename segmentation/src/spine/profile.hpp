#pragma once

#include <cstddef>
#include <vector>

namespace osteon {

/// Numbers along a line, one per millimetre (or per `step_mm` where a function takes one).
using Profile = std::vector<double>;

/// Gaussian mean; at the ends only what is there counts.
[[nodiscard]] Profile smoothed(const Profile& profile, double sigma_steps);

/// The same of a profile that is unknown (NaN) in places: only what is known counts; NaN where nothing is
/// near.
[[nodiscard]] Profile smoothed_known(const Profile& profile, double sigma_steps);

/// The value below which `share` (0...1) of the numbers lie; 0 for no numbers.
[[nodiscard]] double percentile(std::vector<double> numbers, double share);

/// `percentile` in a window of `half_width` steps to either side of every place.
[[nodiscard]] Profile running_percentile(const Profile& profile, int half_width, double share);

/// Mean of profile[from...to], both included and clipped to the profile; 0 where nothing is left.
[[nodiscard]] double mean_between(const Profile& profile, double from, double to);

/// Linear interpolation, constant beyond the ends.
[[nodiscard]] double value_at(const Profile& profile, double place);

}  // namespace osteon
