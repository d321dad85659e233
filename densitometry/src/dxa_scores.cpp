#include <osteon/densitometry/dxa_scores.hpp>
#include <osteon/densitometry/rounding.hpp>

#include <cctype>

namespace osteon {
namespace {

constexpr double kOsteoporosis = -2.5, kNormal = -1.0, kBelowExpected = -2.0;  // kIscdDiagnosis

std::string words(const ReportedRow& row) {
  std::string text;
  if (row.side) text = *row.side == Side::left ? "left " : "right ";
  if (row.exam == DxaExam::ap_spine) return row.region;
  if (row.region == "neck") return text + "femoral neck";
  if (row.region == "total") return text + "total hip";
  return text + row.region;
}

bool may_diagnose(const ReportedRow& row, std::optional<BmdScale> scale) {
  const auto site = scored_site(row, scale);
  return site == BmdSite::lumbar_spine || site == BmdSite::femoral_neck || site == BmdSite::total_hip;
}

/// The candidate of the lowest score; null where none has one.
template <class Get>
const CandidateScore* lowest_of(const std::vector<CandidateScore>& candidates, const Get& get) {
  const CandidateScore* lowest = nullptr;
  for (const CandidateScore& one : candidates)
    if (get(one) && (lowest == nullptr || get(one)->value < get(*lowest)->value)) lowest = &one;
  return lowest;
}

std::string basis_of(const char* kind, const CandidateScore& lowest, const DensityScore& score) {
  return std::string(kind) + " " + number_text(score.value, 1) + " of " + lowest.words + " against " +
         score.reference;
}

}  // namespace

std::optional<BmdSite> scored_site(const ReportedRow& row, std::optional<BmdScale> scale) {
  if (row.mean_of_sides) return std::nullopt;
  const bool whole_spine = row.region == "L1-L4" || (row.region == "L2-L4" && scale == BmdScale::norland);
  if (row.exam == DxaExam::ap_spine && whole_spine) return BmdSite::lumbar_spine;
  if (row.exam == DxaExam::forearm && row.region == "radius-33") return BmdSite::forearm_third;
  if (row.exam != DxaExam::femur) return std::nullopt;
  if (row.region == "neck") return BmdSite::femoral_neck;
  if (row.region == "total") return BmdSite::total_hip;
  if (row.region == "trochanter") return BmdSite::trochanter;
  if (row.region == "intertrochanter") return BmdSite::intertrochanter;
  if (row.region == "wards") return BmdSite::wards;
  return std::nullopt;
}

std::optional<BmdScale> scale_of_vendor(const std::string& vendor) {
  std::string words = " ";  // capitals between single spaces
  for (const unsigned char c : vendor) {
    const bool part = std::isalnum(c) != 0;
    if (part || words.back() != ' ') words += part ? static_cast<char>(std::toupper(c)) : ' ';
  }
  words += ' ';
  const auto names = [&](const char* word) { return words.find(word) != std::string::npos; };
  if (names(" HOLOGIC ")) return BmdScale::hologic;
  if (names(" NORLAND ")) return BmdScale::norland;
  if (names(" GE ") || names(" LUNAR ") || names(" GENERAL ELECTRIC ")) return BmdScale::lunar;
  return std::nullopt;
}

std::optional<Measured<ArealDensity>> standardised_density(const ReportedRow& row, const std::string& vendor,
                                                           std::optional<double> own_sd) {
  const auto scale = scale_of_vendor(vendor);
  const auto site = scored_site(row, scale);
  if (!scale || !site) return std::nullopt;
  Measured<ArealDensity> own{g_per_cm2(row.bmd.value), std::nullopt};
  if (own_sd) own.sd = g_per_cm2(*own_sd);
  return on_scale(own, *site, *scale, BmdScale::standardised);
}

DxaRowScores score_density(const Measured<ArealDensity>& bmd, std::optional<BmdSite> site,
                           std::optional<BmdScale> scale, const ScoredPerson& person,
                           const std::vector<SiteReference>& references) {
  DxaRowScores one;
  if (!site || !scale) {
    one.no_t = one.no_z = !site ? Error{"dxa.region-not-scored", "There is no reference for this region.",
                                        "Read the density itself."}
                                : Error{"dxa.vendor-unknown",
                                        "The maker of the densitometer is not known: no score on its scale.",
                                        "Name the maker."};
    return one;
  }
  const auto t = t_score(bmd, *site, *scale, person);
  const auto z = z_score(bmd, *site, *scale, person);
  one.t = site_score(ScoreKind::t, bmd, *site, *scale, person, references);
  one.z = site_score(ScoreKind::z, bmd, *site, *scale, person, references);
  if (!one.t) t ? void(one.t = *t) : void(one.no_t = t.error());
  if (!one.z) z ? void(one.z = *z) : void(one.no_z = z.error());
  return one;
}

std::vector<DxaRowScores> score_rows(const ReportedDxa& report,
                                     const std::vector<SiteReference>& references) {
  const auto scale = scale_of_vendor(report.vendor);
  ScoredPerson person{report.patient.sex, report.patient.age_years, std::nullopt};
  if (report.ethnicity == "White" || report.ethnicity == "Caucasian") person.ethnicity = Ethnicity::white;
  if (report.ethnicity == "Black") person.ethnicity = Ethnicity::black;
  std::vector<DxaRowScores> scores;
  for (const ReportedRow& row : report.rows)
    scores.push_back(score_density({g_per_cm2(row.bmd.value), std::nullopt}, scored_site(row, scale), scale,
                                   person, references));
  return scores;
}

DxaClassification classify(const ScoredPerson& person, const std::vector<CandidateScore>& candidates) {
  if (!person.sex || !person.age_years) return {DxaCategory::not_classifiable, {"Sex or age is not known."}};
  const auto t_of = [](const CandidateScore& one) -> const auto& { return one.scores.t; };
  const auto z_of = [](const CandidateScore& one) -> const auto& { return one.scores.z; };
  if (who_categories_apply(person)) {
    const CandidateScore* lowest = lowest_of(candidates, t_of);
    if (lowest == nullptr)
      return {DxaCategory::not_classifiable, {"No T-score of L1-L4, total hip or femoral neck."}};
    const double value = t_of(*lowest)->value;
    return {value <= kOsteoporosis ? DxaCategory::osteoporosis
            : value < kNormal      ? DxaCategory::low_bone_mass
                                   : DxaCategory::normal,
            {basis_of("T-score", *lowest, *t_of(*lowest))}};
  }
  const CandidateScore* lowest = lowest_of(candidates, z_of);
  if (lowest == nullptr)
    return {DxaCategory::not_classifiable,
            {"Below 50 years Z-scores count, and no reference gives one here."}};
  return {z_of(*lowest)->value <= kBelowExpected ? DxaCategory::below_expected : DxaCategory::within_expected,
          {basis_of("Z-score", *lowest, *z_of(*lowest))}};
}

DxaClassification classify(const ReportedDxa& report, const std::vector<DxaRowScores>& scores) {
  std::vector<CandidateScore> candidates;
  for (std::size_t n = 0; n < report.rows.size(); ++n)
    if (may_diagnose(report.rows[n], scale_of_vendor(report.vendor)))
      candidates.push_back({words(report.rows[n]), scores[n]});
  return classify(ScoredPerson{report.patient.sex, report.patient.age_years, std::nullopt}, candidates);
}

}  // namespace osteon
