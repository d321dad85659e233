#include "tables/bone_density_looker_1998.hpp"
#include "tables/standardised_density.hpp"

#include <osteon/densitometry/bone_density_reference.hpp>
#include <osteon/densitometry/rounding.hpp>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

constexpr double kAdultFromYears = 20;  // youngest of the reference populations
constexpr double kWhoFromYears = 50;    // kIscdReference: men from 50, women after the menopause

/// sBMD = a + b BMD; the scale itself where it is the standardised one.
std::optional<StandardisedLine> line_of(BmdSite site, BmdScale scale) {
  if (scale == BmdScale::standardised) return StandardisedLine{site, scale, 0, 1};
  for (const auto& line : kStandardisedLines)
    if (line.site == site && line.scale == scale) return line;
  return std::nullopt;
}

/// Why nobody may be scored; nothing where the person can be.
std::optional<Error> not_scored(const ScoredPerson& person) {
  if (!person.sex)
    return Error{"density.score-no-sex", "The patient's sex is not known: no T- or Z-score.",
                 "State the sex."};
  if (!person.age_years)
    return Error{"density.score-no-age", "The patient's age is not known: no T- or Z-score.",
                 "State the age or the date of birth."};
  if (!(*person.age_years >= kAdultFromYears))
    return Error{"density.score-child", "The references begin at 20 years: no T- or Z-score.",
                 "Use a reference for children."};
  return std::nullopt;
}

Error no_reference(std::string_view score, BmdSite site, BmdScale scale) {
  return {"density.score-no-reference",
          "No reference at hand gives this person a " + std::string(score) + " of " +
              std::string(name(site)) + " on the scale of " + std::string(name(scale)) + ".",
          "Read the density itself."};
}

DensityScore score_of(const Measured<ArealDensity>& bmd, double mean, double sd, std::string reference,
                      const Citation& source) {
  DensityScore score{rounded((in_g_per_cm2(bmd.value) - mean) / sd, 1), std::nullopt, std::move(reference),
                     source};
  if (bmd.sd) score.sd = in_g_per_cm2(*bmd.sd) / sd;
  return score;
}

DecadeOfAge at_age(std::span<const DecadeOfAge> decades, double years) {
  if (years <= decades.front().middle_years) return decades.front();
  for (std::size_t n = 1; n < decades.size(); ++n) {
    const auto &a = decades[n - 1], &b = decades[n];
    if (years > b.middle_years) continue;
    const double t = (years - a.middle_years) / (b.middle_years - a.middle_years);
    return {years, std::lerp(a.mean, b.mean, t), std::lerp(a.sd, b.sd, t)};
  }
  return decades.back();
}

const AgeReference* age_reference(BmdSite site, const ScoredPerson& person) {
  if (person.sex != Sex::female) return nullptr;
  for (const auto& one : kAgeReferences)
    if (one.site == site && one.ethnicity == person.ethnicity.value_or(Ethnicity::white) &&
        *person.age_years < one.end_years)
      return &one;
  return nullptr;
}

}  // namespace

std::string_view name(BmdSite site) {
  switch (site) {
    case BmdSite::lumbar_spine:
      return "lumbar-spine";
    case BmdSite::femoral_neck:
      return "femoral-neck";
    case BmdSite::total_hip:
      return "total-hip";
    case BmdSite::trochanter:
      return "trochanter";
    case BmdSite::intertrochanter:
      return "intertrochanter";
    case BmdSite::wards:
      return "wards";
    case BmdSite::forearm_third:
      return "forearm-33";
  }
  return "";
}

std::string_view name(BmdScale scale) {
  switch (scale) {
    case BmdScale::hologic:
      return "Hologic";
    case BmdScale::lunar:
      return "GE Lunar";
    case BmdScale::norland:
      return "Norland";
    case BmdScale::standardised:
      return "sBMD";
  }
  return "";
}

std::optional<YoungAdultReference> young_adult_reference(BmdSite site, BmdScale scale) {
  const auto found =
      std::ranges::find_if(kYoungAdults, [&](const YoungAdults& one) { return one.site == site; });
  if (found == kYoungAdults.end()) return std::nullopt;
  YoungAdultReference result{found->population,          site,         scale, found->mean, found->sd,
                             scale != BmdScale::hologic, found->source};
  if (!result.derived) return result;
  const auto from = line_of(site, BmdScale::hologic), to = line_of(site, scale);
  if (!from || !to) return std::nullopt;
  result.mean = (from->a + from->b * found->mean - to->a) / to->b;
  result.sd = from->b * found->sd / to->b;
  return result;
}

std::optional<Measured<ArealDensity>> on_scale(const Measured<ArealDensity>& bmd, BmdSite site, BmdScale from,
                                               BmdScale to) {
  if (from == to) return bmd;
  const auto a = line_of(site, from), b = line_of(site, to);
  if (!a || !b) return std::nullopt;
  const double value = (a->a + a->b * in_g_per_cm2(bmd.value) - b->a) / b->b;
  const double own_sd = bmd.sd ? a->b / b->b * in_g_per_cm2(*bmd.sd) : 0;
  return Measured<ArealDensity>{g_per_cm2(value), g_per_cm2(std::hypot(own_sd, kStandardisedError * value))};
}

Result<DensityScore> t_score(const Measured<ArealDensity>& bmd, BmdSite site, BmdScale scale,
                             const ScoredPerson& person) {
  if (auto why = not_scored(person)) return std::move(*why);
  const auto reference = young_adult_reference(site, scale);
  if (!reference) return no_reference("T-score", site, scale);
  std::string words = std::string(reference->population) + ", " + std::string(name(scale));
  if (reference->derived) words += " (by sBMD from Hologic)";
  return score_of(bmd, reference->mean, reference->sd, std::move(words), reference->source);
}

Result<DensityScore> z_score(const Measured<ArealDensity>& bmd, BmdSite site, BmdScale scale,
                             const ScoredPerson& person) {
  if (auto why = not_scored(person)) return std::move(*why);
  const AgeReference* reference = age_reference(site, person);
  const auto own = line_of(site, scale);
  const auto its = reference == nullptr ? std::nullopt : line_of(site, reference->scale);
  if (!own || !its) return no_reference("Z-score", site, scale);
  const DecadeOfAge peers = at_age(reference->decades, *person.age_years);
  std::string words = std::string(reference->population) + " of this age, " + std::string(name(scale));
  if (scale != reference->scale) words += " (by sBMD)";
  if (!person.ethnicity) words += "; ethnic group not stated";
  return score_of(bmd, (its->a + its->b * peers.mean - own->a) / own->b, its->b * peers.sd / own->b,
                  std::move(words), reference->source);
}

bool who_categories_apply(const ScoredPerson& person) {
  return person.sex.has_value() && person.age_years.value_or(0) >= kWhoFromYears;
}

}  // namespace osteon
