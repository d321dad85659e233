#pragma once

#include <osteon/densitometry/photon_attenuation.hpp>

#include <vector>

namespace osteon::testing {

/// A CT beam where it matters: after its filters and after the water of the patient around the place.
/// Continuous spectrum of a thick target, energy per energy proportional to (highest energy - energy):
/// Kramers HA, Phil Mag 1923;46:836-871. The detector weighs a photon by its energy. No characteristic lines,
/// no scatter, no copper (not in the attenuation table).
struct XrayBeam {
  double kilovolt = 120;
  double aluminium_mm = 8;  ///< all filters together
  double water_cm = 20;     ///< that the ray crosses besides
};

/// Part of a mixture: grams of it in each cm3 of the mixture.
struct MixturePart {
  Material material;
  double g_per_cm3;
};
using Mixture = std::vector<MixturePart>;

/// Hydroxyapatite, K2HPO4 or iodine in water that it displaces as hu_per_mg_per_cm3() has it.
[[nodiscard]] Mixture in_water(Material solute, double mg_per_cm3);

/// Mean energy of the photons that reach the detector, keV.
[[nodiscard]] double mean_photon_kev(const XrayBeam& beam);

/// CT number of a small piece of a mixture where the beam hardening of the water around is corrected for:
/// its linear attenuation, averaged over the signal, against water's. Errors: std::invalid_argument for a
/// voltage outside 40...150 kV.
[[nodiscard]] double polychromatic_hu(const Mixture& mixture, const XrayBeam& beam);

}  // namespace osteon::testing
