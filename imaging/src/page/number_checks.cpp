#include "number_checks.hpp"

#include <algorithm>
#include <cmath>

namespace osteon::page {
namespace {

// Population standard deviations of areal BMD: 0.10 to 0.15 g/cm2 at spine and hip, less at the forearm
// (densitometry/bone_density_reference.hpp); wide, because it only has to tell a misread digit.
constexpr double kSmallestSd = 0.03, kLargestSd = 0.20;

}  // namespace

bool closes(const Triple& t) {
  if (t.bmd < 0.05 || t.bmd > 3.0 || t.bmc <= 0 || t.area <= 0) return false;
  const auto half = [](int decimals) { return 0.5 * std::pow(10.0, -decimals); };
  const double quotient = t.bmc / t.area;
  const double rounding = half(t.bmc_decimals) / t.bmc + half(t.area_decimals) / t.area;
  constexpr double kCoarsest = 0.02;  // numbers of one or two figures close with anything
  const double slack = half(t.bmd_decimals) + quotient * rounding + 1e-9;
  return rounding < kCoarsest && std::abs(quotient - t.bmd) <= slack;
}

bool percentage_agrees(double bmd, double percent, double score, int score_decimals) {
  if (percent < 20 || percent > 250) return false;
  const double reference = 100 * bmd / percent, slack = reference * 0.5 / percent;
  const double above = bmd - reference, half = 0.5 * std::pow(10.0, -score_decimals);
  const double signed_above = score < 0 ? -above : above;  // has to be positive but for rounding
  const double least = kSmallestSd * std::max(0.0, std::abs(score) - half);
  const double most = kLargestSd * (std::abs(score) + half);
  return signed_above + slack >= least && signed_above - slack <= most;
}

}  // namespace osteon::page
