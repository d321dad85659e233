#pragma once

namespace osteon::page {

struct Triple {
  double bmd, bmc, area;
  int bmd_decimals, bmc_decimals, area_decimals;
};
/// Whether BMC / area is BMD within the rounding of the three.
[[nodiscard]] bool closes(const Triple& triple);

/// Whether some plausible standard deviation makes the score of the percentage of the reference, within the
/// rounding of both.
[[nodiscard]] bool percentage_agrees(double bmd, double percent, double score, int score_decimals);

}  // namespace osteon::page
