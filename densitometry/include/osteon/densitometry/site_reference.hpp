#pragma once

#include <osteon/densitometry/bone_density_reference.hpp>
#include <osteon/imaging/csv_table.hpp>

#include <string>
#include <vector>

// References of a site's own, for its population or by its local rules, beside or instead of the built-in
// ones.

namespace osteon {

enum class ScoreKind { t, z };

/// Mean and scatter of one group of people. An empty sex or ethnic group is any.
struct SiteReference {
  ScoreKind kind;
  BmdSite site;
  BmdScale scale;
  std::optional<Sex> sex;
  std::optional<Ethnicity> ethnicity;
  double from_years = 0, to_years = 200;  ///< whom it scores; `to_years` is no longer among them
  double mean, sd;                        ///< g/cm2
  std::string source;                     ///< author, title, year: it stands beside every score
};

/// A table with the columns score (T, Z), site ("femoral-neck", ...), scale (Hologic, GE Lunar, Norland), sex
/// (F, M), ethnicity (white, black, mexican-american), age_from, age_to, mean, sd (g/cm2), source; sex,
/// ethnicity and ages may be left empty, and a Z-score needs its ages. Errors: table.missing-column,
/// table.bad-reference (which, and why).
[[nodiscard]] Result<std::vector<SiteReference>> site_references(const CsvTable& table);

/// By the first reference that fits person, site and scale; nothing without one, or where the person's sex or
/// age is not known or below 20 years.
[[nodiscard]] std::optional<DensityScore> site_score(ScoreKind kind, const Measured<ArealDensity>& bmd,
                                                     BmdSite site, BmdScale scale, const ScoredPerson& person,
                                                     const std::vector<SiteReference>& references);

inline constexpr Citation kSiteReference{"site-reference",
                                         "The site's own reference table; its source is stated with it"};

}  // namespace osteon
