#pragma once

#include <osteon/imaging/anatomy.hpp>

#include <optional>

namespace osteon {

/// Creatinine clearance in ml/min. Cockcroft DW, Gault MH. Nephron 1976;16:31, with 1.23 and 1.04 for umol/l.
/// Nothing without a sex, or where a number cannot be a person's (age below 18 or above 120, weight or
/// creatinine not above 0).
[[nodiscard]] inline std::optional<double> creatinine_clearance(Sex sex, double age_years, double weight_kg,
                                                                double creatinine_umol_per_l) {
  const bool usable =
      sex != Sex::other && age_years >= 18 && age_years <= 120 && weight_kg > 0 && creatinine_umol_per_l > 0;
  if (!usable) return std::nullopt;
  return (140 - age_years) * weight_kg * (sex == Sex::female ? 1.04 : 1.23) / creatinine_umol_per_l;
}

/// Calcium in mmol/l as it would be with 40 g/l of albumin.
[[nodiscard]] constexpr double corrected_calcium(double calcium_mmol_per_l, double albumin_g_per_l) {
  return calcium_mmol_per_l + 0.02 * (40 - albumin_g_per_l);
}

/// kg/m2 from kilograms and centimetres, which must be above 0.
[[nodiscard]] constexpr double body_mass_index(double weight_kg, double height_cm) {
  return weight_kg / (0.01 * height_cm * 0.01 * height_cm);
}

/// The smallest change that is one with 95 % confidence, in the unit of the precision error (ISCD: 2.77 times
/// it).
[[nodiscard]] constexpr double least_significant_change(double precision_error) {
  constexpr double kOf95Percent = 2.77;
  return kOf95Percent * precision_error;
}

/// OST and OSTA, not rounded: the published tables cut towards zero (Koh 2001).
[[nodiscard]] constexpr double osteoporosis_self_assessment(double weight_kg, double age_years) {
  return 0.2 * (weight_kg - age_years);
}

/// 25-hydroxyvitamin D: 1 ng/ml are 2.496 nmol/l (400.6 g/mol).
constexpr double kVitaminDNmolPerNg = 2.496;

}  // namespace osteon
