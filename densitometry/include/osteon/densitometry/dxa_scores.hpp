#pragma once

#include <osteon/densitometry/bone_density_reference.hpp>
#include <osteon/densitometry/site_reference.hpp>
#include <osteon/imaging/reported_dxa.hpp>

#include <optional>
#include <string>
#include <vector>

// What a densitometer's printed numbers mean under the rules of ISCD: scores of our own beside the printed
// ones, and the category of the lowest of the sites that may be used for it.

namespace osteon {

/// Scores of one row of a report; why not, where there is none.
struct DxaRowScores {
  std::optional<DensityScore> t, z;
  std::optional<Error> no_t, no_z;
};

/// The scale of a maker, as print or a header name it: "GE Healthcare", "LUNAR", "Hologic, Inc.", "Norland".
[[nodiscard]] std::optional<BmdScale> scale_of_vendor(const std::string& vendor);

/// The site of a row that has references; absent for single levels, means of sides and regions without any.
/// The spine is L1-L4; on Norland's scale L2-L4 besides, the levels of that maker's table and of the equation
/// that its reference follows by (kStandardisedSpine).
[[nodiscard]] std::optional<BmdSite> scored_site(const ReportedRow& row, std::optional<BmdScale> scale);

/// The row's density as sBMD, g/cm2, with the equations' error of one patient (and `own_sd` where it is
/// known): information beside a number, never for trends (see on_scale). Nothing without maker or equation.
[[nodiscard]] std::optional<Measured<ArealDensity>> standardised_density(const ReportedRow& row,
                                                                         const std::string& vendor,
                                                                         std::optional<double> own_sd = {});

/// Of one density: by the site's references where one fits, else by the built-in ones. Errors in the answer:
/// as t_score; dxa.region-not-scored (no site), dxa.vendor-unknown (no scale).
[[nodiscard]] DxaRowScores score_density(const Measured<ArealDensity>& bmd, std::optional<BmdSite> site,
                                         std::optional<BmdScale> scale, const ScoredPerson& person,
                                         const std::vector<SiteReference>& references = {});

/// One answer for each row, in their order, by the site's references where one fits and by the built-in ones
/// elsewhere. Errors in the answers: as t_score; dxa.region-not-scored, dxa.vendor-unknown.
[[nodiscard]] std::vector<DxaRowScores> score_rows(const ReportedDxa& report,
                                                   const std::vector<SiteReference>& references = {});

/// A vertebra that may not speak for the spine.
struct ExcludedLevel {
  std::string level;   ///< "L3"
  std::string reason;  ///< one sentence
};

/// The lumbar spine of the levels that remain: density as the sum of mineral over the sum of area, not the
/// mean of the levels' densities.
struct RemainingSpine {
  std::vector<std::string> levels;    ///< "L1", "L2", "L4"
  double bmd = 0, bmc = 0, area = 0;  ///< g/cm2, g, cm2
  std::optional<DensityScore> t;
  std::optional<Error> no_t;  ///< no reference of just these levels, or as t_score
};

/// Levels more than 1.0 T-score from each neighbour they have. They are proposed, never excluded by
/// themselves.
[[nodiscard]] std::vector<ExcludedLevel> levels_apart(const ReportedDxa& report);

/// The spine without `excluded`. Errors: dxa.too-few-levels (at least two have to remain, with mineral and
/// area; ISCD, as restated by fasanonet.com), dxa.vendor-unknown.
[[nodiscard]] Result<RemainingSpine> remaining_spine(const ReportedDxa& report,
                                                     const std::vector<ExcludedLevel>& excluded);

struct DxaClassification {
  DxaCategory category = DxaCategory::not_classifiable;
  std::vector<std::string> basis;  ///< "T-score -2.1 of the left femoral neck (...)"; or why there is none
};

/// A score that a category may be drawn from, and of what it is: "left femoral neck".
struct CandidateScore {
  std::string words;
  DxaRowScores scores;
};
[[nodiscard]] DxaClassification classify(const ScoredPerson& person,
                                         const std::vector<CandidateScore>& candidates);

/// From 50 years on the lowest T-score of L1-L4, total hip and femoral neck (each side; the forearm, Ward's,
/// the trochanter and single vertebrae are not used). Below 50 Z-scores, of which references exist for few:
/// then not classifiable, and `basis` says so. A woman after the menopause below 50 is not told from others.
/// `rows` from score_rows. Source: kIscdDiagnosis.
[[nodiscard]] DxaClassification classify(const ReportedDxa& report, const std::vector<DxaRowScores>& rows);

inline constexpr Citation kIscdDiagnosis{
    "iscd2023-diagnosis",
    "International Society for Clinical Densitometry. Official Positions, Adult, 2023 (lowest of L1-L4, "
    "total hip, "
    "femoral neck; -1.0 and -2.5; Z-scores below 50 years, -2.0), as restated by fasanonet.com and "
    "radiology.academy.sk"};

}  // namespace osteon
