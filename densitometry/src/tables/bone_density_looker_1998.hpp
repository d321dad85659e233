#pragma once

#include <osteon/densitometry/bone_density_reference.hpp>

#include <array>

namespace osteon {

struct YoungAdults {
  std::string_view population;
  BmdSite site;
  double mean, sd;  ///< g/cm2, Hologic's scale
  Citation source;
};

inline constexpr std::array kYoungAdults{
    YoungAdults{"NHANES III white female 20-29", BmdSite::femoral_neck, 0.858, 0.120, kLooker1998},
    YoungAdults{"NHANES III white female 20-29", BmdSite::total_hip, 0.942, 0.122, kLooker1998},
    YoungAdults{"Hologic white female about 30, L1-L4", BmdSite::lumbar_spine, 1.047, 0.110, kKelly1990},
};

struct DecadeOfAge {
  double middle_years, mean, sd;  ///< g/cm2
};

// Source: kLooker1998Neck. Hologic's scale.
inline constexpr std::array kNeckWhiteWomen{DecadeOfAge{25, 0.858, 0.120}, DecadeOfAge{35, 0.825, 0.120},
                                            DecadeOfAge{45, 0.791, 0.125}, DecadeOfAge{55, 0.737, 0.121},
                                            DecadeOfAge{65, 0.681, 0.119}, DecadeOfAge{75, 0.619, 0.110},
                                            DecadeOfAge{85, 0.573, 0.108}};
inline constexpr std::array kNeckBlackWomen{DecadeOfAge{25, 0.950, 0.133}, DecadeOfAge{35, 0.913, 0.130},
                                            DecadeOfAge{45, 0.915, 0.153}, DecadeOfAge{55, 0.852, 0.158},
                                            DecadeOfAge{65, 0.770, 0.128}, DecadeOfAge{75, 0.722, 0.138},
                                            DecadeOfAge{85, 0.632, 0.115}};
inline constexpr std::array kNeckMexicanAmericanWomen{
    DecadeOfAge{25, 0.874, 0.111}, DecadeOfAge{35, 0.867, 0.125}, DecadeOfAge{45, 0.848, 0.127},
    DecadeOfAge{55, 0.758, 0.116}, DecadeOfAge{65, 0.711, 0.112}, DecadeOfAge{75, 0.646, 0.123},
    DecadeOfAge{85, 0.556, 0.106}};

// Source: kLooker1998Hip. Standardised (sBMD / 1000). It ends at 69 years.
inline constexpr std::array kHipWhiteWomenStandardised{
    DecadeOfAge{25, 0.955, 0.123}, DecadeOfAge{35, 0.945, 0.130}, DecadeOfAge{45, 0.920, 0.136},
    DecadeOfAge{55, 0.876, 0.139}, DecadeOfAge{65, 0.809, 0.140}};

struct AgeReference {
  std::string_view population;
  BmdSite site;
  BmdScale scale;
  Ethnicity ethnicity;
  std::span<const DecadeOfAge> decades;
  double end_years;  ///< no longer for this age
  Citation source;
};

/// All of women: no table of men has been read.
inline constexpr std::array kAgeReferences{
    AgeReference{"NHANES III white female", BmdSite::femoral_neck, BmdScale::hologic, Ethnicity::white,
                 kNeckWhiteWomen, 120, kLooker1998Neck},
    AgeReference{"NHANES III black female", BmdSite::femoral_neck, BmdScale::hologic, Ethnicity::black,
                 kNeckBlackWomen, 120, kLooker1998Neck},
    AgeReference{"NHANES III Mexican American female", BmdSite::femoral_neck, BmdScale::hologic,
                 Ethnicity::mexican_american, kNeckMexicanAmericanWomen, 120, kLooker1998Neck},
    AgeReference{"NHANES III white female", BmdSite::total_hip, BmdScale::standardised, Ethnicity::white,
                 kHipWhiteWomenStandardised, 70, kLooker1998Hip},
};

}  // namespace osteon
