#include "tables/material_compositions.hpp"
#include "tables/photon_attenuation_elam_2002.hpp"

#include <osteon/densitometry/photon_attenuation.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace osteon {
namespace {

/// The stretch between two knots that holds an energy: the share of its upper end and its squared length / 6.
struct Stretch {
  const AttenuationKnot *lower, *upper;
  double share, square;
};

Stretch stretch_at(std::span<const AttenuationKnot> knots, double kev) {
  const auto above = std::upper_bound(knots.begin() + 1, knots.end() - 1, kev,
                                      [](double e, const AttenuationKnot& knot) { return e < knot.kev; });
  const AttenuationKnot &upper = *above, &lower = *(above - 1);
  const double length = std::log(upper.kev / lower.kev);
  return {&lower, &upper, std::log(kev / lower.kev) / length, length * length / 6.0};
}

double cross_section(const Stretch& at, double AttenuationKnot::*value, double AttenuationKnot::*curve) {
  const double up = at.share, down = 1.0 - up;
  return std::exp(
      down * at.lower->*value + up * at.upper->*value +
      at.square * ((down * down * down - down) * at.lower->*curve + (up * up * up - up) * at.upper->*curve));
}

double mass_attenuation(int atomic_number, double kev) {
  for (const ElementAttenuation& element : kElementAttenuation) {
    if (element.atomic_number != atomic_number) continue;
    const Stretch at = stretch_at(element.knots, kev);
    return cross_section(at, &AttenuationKnot::absorbed, &AttenuationKnot::absorbed_curve) +
           cross_section(at, &AttenuationKnot::coherent, &AttenuationKnot::coherent_curve) +
           cross_section(at, &AttenuationKnot::incoherent, &AttenuationKnot::incoherent_curve);
  }
  throw std::invalid_argument("mass_attenuation: an element that is not in the table");
}

double displaced_volume(Material solute) {
  switch (solute) {
    case Material::hydroxyapatite:
      return kHydroxyapatiteVolume;
    case Material::dipotassium_phosphate:
      return kDipotassiumPhosphateVolume;
    case Material::iodine:
      return kIodineVolume;
    default:
      throw std::invalid_argument("hu_per_mg_per_cm3: no solute");
  }
}

}  // namespace

std::span<const ElementFraction> composition(Material material) {
  switch (material) {
    case Material::water:
      return kWater;
    case Material::air:
      return kAir;
    case Material::adipose:
      return kAdipose;
    case Material::blood:
      return kBlood;
    case Material::muscle:
      return kMuscle;
    case Material::cortical_bone:
      return kCorticalBone;
    case Material::triglyceride:
      return kTriglyceride;
    case Material::hydroxyapatite:
      return kHydroxyapatite;
    case Material::dipotassium_phosphate:
      return kDipotassiumPhosphate;
    case Material::pmma:
      return kPmma;
    case Material::aluminium:
      return kAluminium;
    case Material::iodine:
      return kIodine;
  }
  throw std::invalid_argument("composition: no such material");
}

double mass_attenuation(std::span<const ElementFraction> material, double kev) {
  if (!(kev >= kLowestKev && kev <= kHighestKev))
    throw std::invalid_argument("mass_attenuation: an energy outside the table");
  double sum = 0;
  for (const ElementFraction& part : material) sum += part.weight * mass_attenuation(part.atomic_number, kev);
  return sum;
}

double mass_attenuation(Material material, double kev) {
  return mass_attenuation(composition(material), kev);
}

double hu_per_mg_per_cm3(Material solute, double kev) {
  return mass_attenuation(solute, kev) / mass_attenuation(Material::water, kev) - displaced_volume(solute);
}

}  // namespace osteon
