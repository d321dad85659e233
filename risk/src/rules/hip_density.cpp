#include "../sources.hpp"
#include "rules.hpp"

#include <osteon/densitometry/rounding.hpp>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

// kWho1994, as kIscd2023 restates it: of the lower of femoral neck and total hip.
constexpr double kLowFrom = -1.0, kOsteoporosisFrom = -2.5;
constexpr double kFromYears = 50;  // women after the menopause and men from 50

std::string words_of(const HipFinding& hip) {
  return std::string(hip.side == Side::left ? "left " : "right ") + hip.site + " T " +
         number_text(hip.t_score, 1) + (hip.sd ? " (sd " + number_text(*hip.sd, 1) + ")" : "");
}

std::string probability_words(const HipFinding& hip) {
  if (!hip.sd || !(*hip.sd > 0)) return {};
  const double below = 0.5 * std::erfc((hip.t_score - kOsteoporosisFrom) / (*hip.sd * std::sqrt(2.0)));
  return " With the stated uncertainty it is -2.5 or lower with a probability of " +
         number_text(100 * below, 0) + " %.";
}

void judge(const HipFinding& hip, Recommendation& rule) {
  const std::string start = "By CT: " + words_of(hip);
  if (hip.t_score <= kOsteoporosisFrom) {
    rule.priority = Priority::warning;
    rule.summary = start + ", in the range of osteoporosis; confirm by DXA.";
    rule.patient_text =
        "On the scan the bone of your hip looks thin. A bone density measurement (DXA) has to confirm it.";
  } else if (hip.t_score < kLowFrom) {
    rule.summary = start + ", in the range of low bone mass; confirm by DXA.";
    rule.patient_text =
        "On the scan the bone of your hip looks somewhat thin. A bone density measurement (DXA) has to "
        "confirm "
        "it.";
  } else {
    rule.summary = start + ", in the normal range.";
  }
}

}  // namespace

std::vector<Recommendation> hip_density_rules(const Findings& findings) {
  if (findings.hips.empty()) return {};
  const HipFinding& lowest = *std::ranges::min_element(findings.hips, {}, &HipFinding::t_score);
  Recommendation rule{"hip-density.ct",
                      std::string(kPack),
                      "diagnosis",
                      Priority::info,
                      RuleStatus::pending_confirmation,
                      {},
                      {},
                      {},
                      {},
                      {"T -2.5 and lower: osteoporosis; below -1.0: low bone mass (who1994, iscd2023)"},
                      {kWho1994, kIscd2023}};
  judge(lowest, rule);
  for (const HipFinding& hip : findings.hips) rule.inputs_used.push_back(words_of(hip));
  rule.detail = "Reference: " + lowest.reference + ".";
  if (!lowest.verified)
    rule.detail +=
        " CT-equivalent: the way from mineral by CT to the scale of the reference is not verified, "
        "so no category rests on it.";
  rule.detail += probability_words(lowest);
  if (!findings.patient.age_years || *findings.patient.age_years < kFromYears) {
    rule.status = RuleStatus::not_applicable;
    rule.priority = Priority::info;
    rule.patient_text.clear();
    rule.summary = "By CT: " + words_of(lowest) + "; WHO's limits are for men and women from 50 years on.";
  }
  return {rule};
}

}  // namespace osteon
