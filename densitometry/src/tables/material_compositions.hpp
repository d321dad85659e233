#pragma once

#include "photon_attenuation_elam_2002.hpp"

#include <osteon/densitometry/photon_attenuation.hpp>

#include <array>
#include <cstddef>
#include <span>

namespace osteon {

/// Weight fractions and densities of body tissues after ICRU Report 44, as NIST prints them; air dry, near
/// sea level.
inline constexpr Citation kIcru44{
    "icru44-nist",
    "Hubbell JH, Seltzer SM. Tables of X-ray mass attenuation coefficients, NISTIR 5632, Table 2 "
    "(compositions "
    "after ICRU Report 44, 1989), https://physics.nist.gov/PhysRefData/XrayMassCoef/tab2.html"};

inline constexpr std::array kAir{ElementFraction{6, 0.000124}, ElementFraction{7, 0.755268},
                                 ElementFraction{8, 0.231781}, ElementFraction{18, 0.012827}};
inline constexpr std::array kAdipose{ElementFraction{1, 0.114},  ElementFraction{6, 0.598},
                                     ElementFraction{7, 0.007},  ElementFraction{8, 0.278},
                                     ElementFraction{11, 0.001}, ElementFraction{16, 0.001},
                                     ElementFraction{17, 0.001}};
inline constexpr std::array kBlood{ElementFraction{1, 0.102},  ElementFraction{6, 0.110},
                                   ElementFraction{7, 0.033},  ElementFraction{8, 0.745},
                                   ElementFraction{11, 0.001}, ElementFraction{15, 0.001},
                                   ElementFraction{16, 0.002}, ElementFraction{17, 0.003},
                                   ElementFraction{19, 0.002}, ElementFraction{26, 0.001}};
inline constexpr std::array kMuscle{
    ElementFraction{1, 0.102},  ElementFraction{6, 0.143},  ElementFraction{7, 0.034},
    ElementFraction{8, 0.710},  ElementFraction{11, 0.001}, ElementFraction{15, 0.002},
    ElementFraction{16, 0.003}, ElementFraction{17, 0.001}, ElementFraction{19, 0.004}};
inline constexpr std::array kCorticalBone{
    ElementFraction{1, 0.034},  ElementFraction{6, 0.155},  ElementFraction{7, 0.042},
    ElementFraction{8, 0.435},  ElementFraction{11, 0.001}, ElementFraction{12, 0.002},
    ElementFraction{15, 0.103}, ElementFraction{16, 0.003}, ElementFraction{20, 0.225}};

/// Weight fractions of a chemical formula: atomic number, atoms.
template <std::size_t N>
constexpr std::array<ElementFraction, N> by_formula(std::array<ElementFraction, N> atoms) {
  double total = 0;
  for (ElementFraction& part : atoms) {
    for (const ElementAttenuation& element : kElementAttenuation)
      if (element.atomic_number == part.atomic_number) part.weight *= element.atomic_weight;
    total += part.weight;
  }
  for (ElementFraction& part : atoms) part.weight /= total;
  return atoms;
}

inline constexpr auto kWater = by_formula(std::array{ElementFraction{1, 2}, ElementFraction{8, 1}});
/// C55H98O6, the fat of yellow marrow in Michalski's two-component model (kMichalski2020).
inline constexpr auto kTriglyceride =
    by_formula(std::array{ElementFraction{1, 98}, ElementFraction{6, 55}, ElementFraction{8, 6}});
/// Ca10(PO4)6(OH)2.
inline constexpr auto kHydroxyapatite = by_formula(std::array{
    ElementFraction{1, 2}, ElementFraction{8, 26}, ElementFraction{15, 6}, ElementFraction{20, 10}});
/// K2HPO4.
inline constexpr auto kDipotassiumPhosphate = by_formula(
    std::array{ElementFraction{1, 1}, ElementFraction{8, 4}, ElementFraction{15, 1}, ElementFraction{19, 2}});
/// (C5H8O2)n.
inline constexpr auto kPmma =
    by_formula(std::array{ElementFraction{1, 8}, ElementFraction{6, 5}, ElementFraction{8, 2}});
inline constexpr std::array kAluminium{ElementFraction{13, 1.0}};
inline constexpr std::array kIodine{ElementFraction{53, 1.0}};

/// Volume of water that one gram of a solute displaces, in ml.
/// Hydroxyapatite: solid of 3.16 g/cm3. K2HPO4: the constant of the Mindways reference phantom (kMindways).
/// Iodine: neglected, since it depends on the molecule that carries it; below 1 % of its effect.
inline constexpr double kHydroxyapatiteVolume = 1.0 / 3.16;
inline constexpr double kDipotassiumPhosphateVolume = 0.2174;
inline constexpr double kIodineVolume = 0.0;

}  // namespace osteon
