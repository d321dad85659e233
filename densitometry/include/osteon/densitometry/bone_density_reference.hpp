#pragma once

#include <osteon/densitometry/measurements.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

// Areal bone mineral density against reference populations: T- and Z-scores, and the equations between the
// scales of the makers of DXA. Numbers only; whatever measured the density, this is where scores come from.

namespace osteon {

enum class BmdSite {
  lumbar_spine,
  femoral_neck,
  total_hip,
  trochanter,
  intertrochanter,
  wards,
  forearm_third
};
/// "lumbar-spine", "femoral-neck", ... : the words of the report contract.
[[nodiscard]] std::string_view name(BmdSite site);

/// Whose scale a density is on. `standardised`: sBMD, here in g/cm2 as the others.
enum class BmdScale { hologic, lunar, norland, standardised };
[[nodiscard]] std::string_view name(BmdScale scale);

/// As the person says. Changes Z-scores alone: T-scores use one reference for all (kIscdReference).
enum class Ethnicity { white, black, mexican_american };

/// Mean and scatter of young adults: what a T-score counts from. g/cm2.
struct YoungAdultReference {
  std::string_view population;  ///< "NHANES III white female 20-29"
  BmdSite site;
  BmdScale scale;
  double mean, sd;
  bool derived;  ///< carried over from Hologic's scale by the equations of on_scale
  Citation source;
};

/// The reference that ISCD wants: white women, for women and men of all ethnic groups. Femoral neck, total
/// hip (NHANES III), lumbar spine L1-L4 (Hologic's own); nothing for the other sites.
[[nodiscard]] std::optional<YoungAdultReference> young_adult_reference(BmdSite site, BmdScale scale);

/// The same density on another maker's scale (kStandardisedHip, kStandardisedSpine). `sd` grows by 3.5 %, the
/// mean error for one patient. Nothing for sites without an equation (intertrochanter, Ward's, forearm).
/// At the spine modern makers still differ by 4.1 % after it (kFan2010): not for trends.
[[nodiscard]] std::optional<Measured<ArealDensity>> on_scale(const Measured<ArealDensity>& bmd, BmdSite site,
                                                             BmdScale from, BmdScale to);

/// Who was measured, as far as a score needs it.
struct ScoredPerson {
  std::optional<Sex> sex;
  std::optional<double> age_years;
  std::optional<Ethnicity> ethnicity = {};
};

struct DensityScore {
  double value;              ///< rounded to one decimal: as printed, and as categories read it
  std::optional<double> sd;  ///< of the density, in the same unit; the reference's own error is not in it
  std::string reference;     ///< population and scale in words
  Citation source;
};

/// (density - mean of young adults) / their sd. Errors: density.score-no-sex, density.score-no-age,
/// density.score-child (below 20 years), density.score-no-reference.
[[nodiscard]] Result<DensityScore> t_score(const Measured<ArealDensity>& bmd, BmdSite site, BmdScale scale,
                                           const ScoredPerson& person);

/// Against persons of the same age, sex and, where it is stated, ethnic group (not stated: white, and
/// `reference` says so). Straight lines between the middles of the decades, level beyond them. Published
/// tables at hand: femoral neck of women 20 to over 80, total hip of white women 20 to 69. Errors: as
/// t_score.
[[nodiscard]] Result<DensityScore> z_score(const Measured<ArealDensity>& bmd, BmdSite site, BmdScale scale,
                                           const ScoredPerson& person);

/// Whether WHO's categories may be drawn from T-scores of this person: from 50 years on. Younger women after
/// the menopause too, but no image tells that.
[[nodiscard]] bool who_categories_apply(const ScoredPerson& person);

inline constexpr Citation kIscdReference{
    "iscd2023-reference",
    "International Society for Clinical Densitometry. Official Positions, Adult, 2023: one white female "
    "reference for women and men of all ethnic groups; NHANES III for femoral neck and total hip"};
inline constexpr Citation kLooker1998{
    "looker1998",
    "Looker AC et al. Updated data on proximal femur bone mineral levels of US adults. Osteoporos Int "
    "1998;8:468-489 (NHANES III, Hologic QDR-1000, non-Hispanic white women 20-29), as carried by public "
    "scripts; the paper itself was not at hand"};
inline constexpr Citation kLooker1998Neck{
    "looker1998-neck",
    "Looker AC et al. Osteoporos Int 1998;8:468-489, femoral neck of women by decade, as carried by "
    "Layton-Lab/est-ras-bone, commit 5ced79a, data/Looker1998_BMDfn_female.mat"};
inline constexpr Citation kLooker1998Hip{
    "looker1998-hip",
    "Looker AC et al. Osteoporos Int 1998;8:468-489, table 7, total hip of white women by decade as sBMD, "
    "as carried by a public bone model; the paper itself was not at hand"};
inline constexpr Citation kKelly1990{
    "kelly1990",
    "Kelly TL 1990: Hologic's reference of the lumbar spine, white women of about 30, L1-L4, as carried by a "
    "public script; the paper itself was not at hand"};
inline constexpr Citation kStandardisedHip{
    "lu2001",
    "Lu Y et al. Osteoporos Int 2001;12:438-444 and Hanson J, Osteoporos Int 1997;7:500 (sBMD of the hip), "
    "as stated by courses.washington.edu/bonephys/opBMDs.html; mean error for one patient 3.5 %"};
inline constexpr Citation kStandardisedSpine{
    "hui1997",
    "Hui SL et al. Universal standardization of bone density measurements. J Bone Miner Res "
    "1997;12:1463-1470 (spine), as stated by courses.washington.edu/bonephys/opBMDs.html"};
inline constexpr Citation kFan2010{
    "fan2010",
    "Fan B et al. Does standardized BMD still remove differences between Hologic and GE-Lunar "
    "state-of-the-art DXA systems? Osteoporos Int 2010;21:1227-1236 (hip within 1 %, spine 4.1 %)"};

}  // namespace osteon
