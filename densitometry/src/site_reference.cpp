#include <osteon/densitometry/rounding.hpp>
#include <osteon/densitometry/site_reference.hpp>

#include <algorithm>
#include <array>

namespace osteon {
namespace {

using Row = std::vector<std::string>;

std::string cell(const CsvTable& table, const Row& row, std::string_view column) {
  const auto at = table.column(column);
  return at ? row[*at] : std::string();
}

template <class T, std::size_t N>
std::optional<T> named(const std::string& word, const std::array<T, N>& all) {
  for (const T one : all)
    if (word == name(one)) return one;
  return std::nullopt;
}

std::optional<Ethnicity> ethnicity_named(const std::string& word) {
  if (word == "white") return Ethnicity::white;
  if (word == "black") return Ethnicity::black;
  if (word == "mexican-american") return Ethnicity::mexican_american;
  return std::nullopt;
}

/// What is wrong with a line; empty = nothing.
std::string fault_of(const CsvTable& table, const Row& row, SiteReference& reference) {
  constexpr std::array kSites = {BmdSite::lumbar_spine, BmdSite::femoral_neck,    BmdSite::total_hip,
                                 BmdSite::trochanter,   BmdSite::intertrochanter, BmdSite::wards,
                                 BmdSite::forearm_third};
  constexpr std::array kScales = {BmdScale::hologic, BmdScale::lunar, BmdScale::norland};
  const auto text = [&](const char* column) { return cell(table, row, column); };
  const auto site = named(text("site"), kSites);
  const auto scale = named(text("scale"), kScales);
  const auto mean = decimal_number(text("mean")), sd = decimal_number(text("sd"));
  const auto from = decimal_number(text("age_from")), to = decimal_number(text("age_to"));
  const std::string score = text("score"), sex = text("sex"), ethnicity = text("ethnicity");
  if (score != "T" && score != "Z") return "score has to be T or Z";
  if (!site) return "site is not known";
  if (!scale) return "scale has to be Hologic, GE Lunar or Norland";
  if (!sex.empty() && sex != "F" && sex != "M") return "sex has to be F, M or empty";
  if (!ethnicity.empty() && !ethnicity_named(ethnicity)) return "ethnicity is not known";
  if (score == "Z" && (!from || !to)) return "a Z-score needs age_from and age_to";
  if (from && to && !(*from < *to)) return "age_from has to be below age_to";
  if (!mean || !(*mean > 0.1 && *mean < 2)) return "mean has to be in g/cm2";
  if (!sd || !(*sd > 0.02 && *sd < 0.4)) return "sd has to be in g/cm2";
  if (text("source").empty()) return "a reference needs its source";
  reference = {score == "T" ? ScoreKind::t : ScoreKind::z,
               *site,
               *scale,
               {},
               ethnicity_named(ethnicity),
               from.value_or(0),
               to.value_or(200),
               *mean,
               *sd,
               text("source")};
  if (!sex.empty()) reference.sex = sex == "F" ? Sex::female : Sex::male;
  return {};
}

bool fits(const SiteReference& one, ScoreKind kind, BmdSite site, BmdScale scale,
          const ScoredPerson& person) {
  return one.kind == kind && one.site == site && one.scale == scale && (!one.sex || one.sex == person.sex) &&
         (!one.ethnicity || one.ethnicity == person.ethnicity) && *person.age_years >= one.from_years &&
         *person.age_years < one.to_years;
}

}  // namespace

Result<std::vector<SiteReference>> site_references(const CsvTable& table) {
  for (const char* needed : {"score", "site", "scale", "mean", "sd", "source"})
    if (!table.column(needed))
      return Error{"table.missing-column", std::string("The table has no column named ") + needed + ".",
                   "Name its columns in the first line as the manual does."};
  std::vector<SiteReference> references;
  for (std::size_t n = 0; n < table.rows.size(); ++n) {
    SiteReference reference{};
    if (const std::string fault = fault_of(table, table.rows[n], reference); !fault.empty())
      return Error{"table.bad-reference",
                   "Row " + std::to_string(n + 1) + " of the references: " + fault + ".", "Correct the row."};
    references.push_back(std::move(reference));
  }
  return references;
}

std::optional<DensityScore> site_score(ScoreKind kind, const Measured<ArealDensity>& bmd, BmdSite site,
                                       BmdScale scale, const ScoredPerson& person,
                                       const std::vector<SiteReference>& references) {
  constexpr double kAdult = 20;
  if (!person.sex || !person.age_years || *person.age_years < kAdult) return std::nullopt;
  const auto found = std::find_if(references.begin(), references.end(), [&](const SiteReference& one) {
    return fits(one, kind, site, scale, person);
  });
  if (found == references.end()) return std::nullopt;
  DensityScore score{rounded((in_g_per_cm2(bmd.value) - found->mean) / found->sd, 1), std::nullopt,
                     found->source + ", " + std::string(name(scale)) + " (the site's own reference)",
                     kSiteReference};
  if (bmd.sd) score.sd = in_g_per_cm2(*bmd.sd) / found->sd;
  return score;
}

}  // namespace osteon
