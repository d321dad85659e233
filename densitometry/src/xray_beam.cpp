#include <osteon/densitometry/xray_beam.hpp>

#include <cmath>
#include <stdexcept>
#include <vector>

namespace osteon {
namespace {

constexpr double kStepKev = 1.0;
constexpr double kAluminiumDensity = 2.699;  // g/cm3

double seen(const std::vector<double>& weights, std::span<const MaterialDensity> mixture) {
  double sum = 0, all = 0;
  for (std::size_t n = 0; n < weights.size(); ++n) {
    double attenuation = 0;
    for (const auto& part : mixture)
      attenuation +=
          part.g_per_cm3 * mass_attenuation(part.material, kLowestKev + static_cast<double>(n) * kStepKev);
    sum += weights[n] * attenuation;
    all += weights[n];
  }
  return sum / all;
}

}  // namespace

std::vector<double> detected_energy(const XrayBeam& beam) {
  if (!(beam.kilovolt >= 40 && beam.kilovolt <= 160) || !(beam.aluminium_mm >= 0) || !(beam.water_cm >= 0))
    throw std::invalid_argument("xray beam: no diagnostic tube");
  std::vector<double> weights;
  for (double kev = kLowestKev; kev < beam.kilovolt; kev += kStepKev) {
    // Photons by Kramers: (kV / kev - 1); each counts by its energy.
    const double depth =
        mass_attenuation(Material::aluminium, kev) * kAluminiumDensity * beam.aluminium_mm / 10.0 +
        mass_attenuation(Material::water, kev) * beam.water_cm;
    weights.push_back((beam.kilovolt - kev) * std::exp(-depth));
  }
  return weights;
}

double ct_number(const XrayBeam& beam, std::span<const MaterialDensity> mixture) {
  const auto weights = detected_energy(beam);
  const MaterialDensity water{Material::water, 1.0};
  return 1000.0 * (seen(weights, mixture) / seen(weights, {&water, 1}) - 1.0);
}

double hu_per_mg_per_cm3(Material solute, const XrayBeam& beam) {
  const auto weights = detected_energy(beam);
  const MaterialDensity water{Material::water, 1.0}, one{solute, 1.0};
  // The volume that it takes from the water does not depend on the energy.
  const double displaced =
      mass_attenuation(solute, kHighestKev) / mass_attenuation(Material::water, kHighestKev) -
      hu_per_mg_per_cm3(solute, kHighestKev);
  return seen(weights, {&one, 1}) / seen(weights, {&water, 1}) - displaced;
}

double effective_kev(Material solute, const XrayBeam& beam) {
  const double slope = hu_per_mg_per_cm3(solute, beam);
  double low = kLowestKev, high = beam.kilovolt;  // the slope falls with the energy
  if (solute == Material::iodine) low = 33.2;     // above its K edge
  for (int n = 0; n < 40; ++n) {
    const double middle = 0.5 * (low + high);
    (hu_per_mg_per_cm3(solute, middle) > slope ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace osteon
