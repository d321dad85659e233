#pragma once

#include <span>

// How strongly matter weakens X-rays of one energy: what calibration without a phantom and digital phantoms
// rest on.

namespace osteon {

/// Part of a material by weight.
struct ElementFraction {
  int atomic_number;
  double weight;
  friend bool operator==(const ElementFraction&, const ElementFraction&) = default;
};

/// Tissues after ICRU Report 44, the rest by formula; triglyceride is C55H98O6.
enum class Material {
  water,
  air,
  adipose,
  blood,
  muscle,
  cortical_bone,
  triglyceride,
  hydroxyapatite,
  dipotassium_phosphate,
  pmma,
  aluminium,
  iodine
};

inline constexpr double kLowestKev = 10.0, kHighestKev = 200.0;

/// Weight fractions, sum 1 within the source's rounding. Pure.
[[nodiscard]] std::span<const ElementFraction> composition(Material material);

/// Mass attenuation coefficient in cm2/g, coherent scatter included. Pure. Elam, Ravel, Sieber 2002 (cross
/// sections of XCOM) by its own cubic splines in the logarithms; mixtures by weight. Errors:
/// std::invalid_argument for an energy outside kLowestKev...kHighestKev and for an element other than H, C,
/// N,
///         O, Na, Mg, Al, P, S, Cl, Ar, K, Ca, Fe, I.
[[nodiscard]] double mass_attenuation(std::span<const ElementFraction> material, double kev);
[[nodiscard]] double mass_attenuation(Material material, double kev);

/// Rise of the CT number in HU by one mg/cm3 of a solute in water, which it partly displaces. Pure.
/// Errors: std::invalid_argument for any other than hydroxyapatite, K2HPO4 and iodine, and as above.
[[nodiscard]] double hu_per_mg_per_cm3(Material solute, double kev);

}  // namespace osteon
