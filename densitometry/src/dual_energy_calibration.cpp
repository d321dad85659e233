#include <osteon/densitometry/dual_energy.hpp>
#include <osteon/densitometry/photon_attenuation.hpp>

#include <cmath>
#include <stdexcept>

namespace osteon {

DualEnergyCalibration calibration_by_energies(double low_kev, double high_kev) {
  if (!(low_kev < high_kev)) throw std::invalid_argument("calibration_by_energies: low is not below high");
  const double k = mass_attenuation(Material::water, low_kev) / mass_attenuation(Material::water, high_kev);
  return {k,
          1 / (mass_attenuation(Material::hydroxyapatite, low_kev) -
               k * mass_attenuation(Material::hydroxyapatite, high_kev)),
          mass_attenuation(Material::hydroxyapatite, high_kev)};
}

Result<DualEnergyCalibration> calibration_by_references(const std::vector<ReferenceReading>& tissue,
                                                        const std::vector<ReferenceReading>& bone,
                                                        ArealDensity bone_reference) {
  const Error none{"dual-energy.no-reference",
                   "The scan has no usable reading of its tissue or bone reference.",
                   "Scan with the references of the densitometer in its beam."};
  double k = 0, added = 0, added_high = 0;
  for (const ReferenceReading& reading : tissue) {
    const double high = reading.high_with_reference - reading.high;
    if (!(high > 1e-6)) return none;
    k += (reading.low_with_reference - reading.low) / high / static_cast<double>(tissue.size());
  }
  for (const ReferenceReading& reading : bone) {
    const double high = reading.high_with_reference - reading.high;
    added += (reading.low_with_reference - reading.low - k * high) / static_cast<double>(bone.size());
    added_high += high / static_cast<double>(bone.size());
  }
  if (tissue.empty() || bone.empty() || !(added > 1e-6) || !std::isfinite(k)) return none;
  const double reference = in_g_per_cm2(bone_reference);
  return DualEnergyCalibration{k, reference / added, added_high / reference};
}

}  // namespace osteon
