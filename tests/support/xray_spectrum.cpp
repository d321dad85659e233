#include "xray_spectrum.hpp"

#include <cmath>
#include <stdexcept>

namespace osteon::testing {
namespace {

constexpr double kLowestSpectrumKev = 15.0;  // filters of millimetres let nothing below pass
constexpr double kAluminiumDensity = 2.699;  // g/cm3, NIST

/// Energies 1 keV apart and the detector's signal from each, sum 1.
struct Signal {
  std::vector<double> kev, share;
};

Signal signal_of(const XrayBeam& beam) {
  if (!(beam.kilovolt >= 40 && beam.kilovolt <= 150))
    throw std::invalid_argument("XrayBeam: a voltage outside 40...150 kV");
  Signal signal;
  double sum = 0;
  for (double kev = kLowestSpectrumKev; kev < beam.kilovolt; kev += 1.0) {
    const double depth =
        mass_attenuation(Material::aluminium, kev) * kAluminiumDensity * 0.1 * beam.aluminium_mm +
        mass_attenuation(Material::water, kev) * beam.water_cm;
    signal.kev.push_back(kev);
    signal.share.push_back((beam.kilovolt - kev) * std::exp(-depth));
    sum += signal.share.back();
  }
  for (double& share : signal.share) share /= sum;
  return signal;
}

double linear_attenuation(const Mixture& mixture, double kev) {
  double sum = 0;
  for (const MixturePart& part : mixture) sum += part.g_per_cm3 * mass_attenuation(part.material, kev);
  return sum;
}

}  // namespace

Mixture in_water(Material solute, double mg_per_cm3) {
  // What remains of the rise of the CT number when attenuation is taken away is the displaced water.
  constexpr double kAnyKev = 70.0;
  const double displaced = mass_attenuation(solute, kAnyKev) / mass_attenuation(Material::water, kAnyKev) -
                           hu_per_mg_per_cm3(solute, kAnyKev);
  const double g = 1e-3 * mg_per_cm3;
  return {{Material::water, 1.0 - displaced * g}, {solute, g}};
}

double mean_photon_kev(const XrayBeam& beam) {
  const Signal signal = signal_of(beam);
  double photons = 0;  // per unit of signal: each gives as much as its energy
  for (std::size_t n = 0; n < signal.kev.size(); ++n) photons += signal.share[n] / signal.kev[n];
  return 1.0 / photons;
}

double polychromatic_hu(const Mixture& mixture, const XrayBeam& beam) {
  const Signal signal = signal_of(beam);
  double mixed = 0, water = 0;
  for (std::size_t n = 0; n < signal.kev.size(); ++n) {
    mixed += signal.share[n] * linear_attenuation(mixture, signal.kev[n]);
    water += signal.share[n] * mass_attenuation(Material::water, signal.kev[n]);
  }
  return 1000.0 * (mixed / water - 1.0);
}

}  // namespace osteon::testing
