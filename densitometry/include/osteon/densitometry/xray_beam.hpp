#pragma once

#include <osteon/densitometry/photon_attenuation.hpp>

#include <span>
#include <vector>

// The beam of an X-ray tube: its spectrum, and how the scale of CT numbers depends on it.

namespace osteon {

/// What hardens the beam between the anode and the detector.
struct XrayBeam {
  double kilovolt;
  double aluminium_mm;  ///< of inherent filtration, flat filters and bow tie, as aluminium
  double water_cm;      ///< of patient
};

/// Part of a mixture by mass per volume.
struct MaterialDensity {
  Material material;
  double g_per_cm3;
};

/// Energy that reaches the detector by photons of kLowestKev, kLowestKev + 1, ... below the tube's voltage,
/// in no unit. Pure. Kramers' continuous spectrum (Kramers, Philos Mag 1923;46:836), weakened by filters and
/// patient. Errors: std::invalid_argument for a voltage outside 40...160 kV or a negative thickness.
[[nodiscard]] std::vector<double> detected_energy(const XrayBeam& beam);

/// CT number of a mixture in a scanner whose water reads 0 HU. Pure. By detected_energy, summed as the
/// detectors do. Errors: std::invalid_argument for a voltage outside 40...160 kV or a negative thickness.
[[nodiscard]] double ct_number(const XrayBeam& beam, std::span<const MaterialDensity> mixture);

/// Rise of the CT number in HU by one mg/cm3 of a solute in water (up to 200 mg/cm3 it is the same within
/// 0.1 %). Pure. Errors: as above and as hu_per_mg_per_cm3(Material, kev).
[[nodiscard]] double hu_per_mg_per_cm3(Material solute, const XrayBeam& beam);

/// The one energy at which a solute raises the CT number as much. Pure.
[[nodiscard]] double effective_kev(Material solute, const XrayBeam& beam);

}  // namespace osteon
