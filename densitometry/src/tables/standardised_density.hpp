#pragma once

#include <osteon/densitometry/bone_density_reference.hpp>

#include <array>

namespace osteon {

/// sBMD = a + b BMD, g/cm2. Sources: kStandardisedHip, kStandardisedSpine.
struct StandardisedLine {
  BmdSite site;
  BmdScale scale;
  double a, b;
};

/// Hui's form 1.0436 + b (BMD - centre).
constexpr StandardisedLine spine_line(BmdScale scale, double b, double centre) {
  return {BmdSite::lumbar_spine, scale, 1.0436 - b * centre, b};
}

inline constexpr std::array kStandardisedLines{
    StandardisedLine{BmdSite::femoral_neck, BmdScale::hologic, 0.019, 1.087},
    StandardisedLine{BmdSite::femoral_neck, BmdScale::lunar, -0.023, 0.939},
    StandardisedLine{BmdSite::femoral_neck, BmdScale::norland, 0.006, 0.985},
    StandardisedLine{BmdSite::trochanter, BmdScale::hologic, -0.017, 1.105},
    StandardisedLine{BmdSite::trochanter, BmdScale::lunar, -0.042, 0.949},
    StandardisedLine{BmdSite::trochanter, BmdScale::norland, 0.057, 0.961},
    StandardisedLine{BmdSite::total_hip, BmdScale::hologic, 0.006, 1.008},
    StandardisedLine{BmdSite::total_hip, BmdScale::lunar, -0.031, 0.979},
    StandardisedLine{BmdSite::total_hip, BmdScale::norland, 0.026, 1.012},
    spine_line(BmdScale::hologic, 1.0550, 0.972),
    spine_line(BmdScale::lunar, 0.9683, 1.100),
    spine_line(BmdScale::norland, 0.9743, 0.969),
};

/// Mean error of sBMD for one patient (courses.washington.edu/bonephys/opBMDs.html).
inline constexpr double kStandardisedError = 0.035;

}  // namespace osteon
