#pragma once

#include <osteon/densitometry/measurements.hpp>

#include <array>

namespace osteon {

/// Sagittal wedge angle of unfractured bodies; positive = lower in front.
struct WedgeAngle {
  BoneRegion level;
  double women_deg, men_deg;
};

/// Source: PubMed Central article PMC2899959, Table 1 (CT, 240 adults).
inline constexpr Citation kWedgeAngleSource{
    "pmc2899959", "Sagittal wedging of T9-L5 on CT, 240 adults; PubMed Central PMC2899959, Table 1"};
inline constexpr std::array kWedgeAngles{
    WedgeAngle{BoneRegion::t9, 2.8, 4.8},   WedgeAngle{BoneRegion::t10, 2.6, 3.8},
    WedgeAngle{BoneRegion::t11, 4.6, 5.4},  WedgeAngle{BoneRegion::t12, 3.5, 4.9},
    WedgeAngle{BoneRegion::l1, 2.6, 4.1},   WedgeAngle{BoneRegion::l2, 0.7, 2.6},
    WedgeAngle{BoneRegion::l3, -1.1, 1.3},  WedgeAngle{BoneRegion::l4, -3.1, -0.7},
    WedgeAngle{BoneRegion::l5, -7.8, -4.6},
};

/// Growth of the body height from one level to the next below, T9 to L1, as a part of the height.
/// Source: Palm et al., Sci Rep 2025, s41598-025-05091-0 (CT, 262 adults of 20-54 years, 3117 vertebrae):
/// 1.46 mm (6.63 %) in women, 1.53 mm (6.48 %) in men.
inline constexpr Citation kHeightGainSource{
    "palm2025", "Palm et al. Sci Rep 2025, doi 10.1038/s41598-025-05091-0: height gain per level T9-L1"};
inline constexpr double kHeightGainWomen = 0.0663;
inline constexpr double kHeightGainMen = 0.0648;

}  // namespace osteon
