#include "../sources.hpp"
#include "rules.hpp"
#include "scan_levels.hpp"

#include <osteon/densitometry/rounding.hpp>

#include <array>
#include <cmath>
#include <optional>
#include <vector>

namespace osteon {
namespace {

// kQctGuideline: trabecular density of the mean of two lumbar bodies, mg/cm3.
constexpr double kNormalAbove = 120.0, kOsteoporosisBelow = 80.0;

/// L1 and L2 as the guideline has them; where one cannot serve, the next below.
constexpr std::array kLumbar{BoneRegion::l1, BoneRegion::l2, BoneRegion::l3, BoneRegion::l4};

struct LevelValue {
  BoneRegion level;
  BoneDensity density;
  bool corrected;  ///< for contrast medium
};

struct MeanOfTwo {
  double value, sd;
};

const VertebralDensity* core(const VertebraMeasurement& vertebra) {
  for (const auto& density : vertebra.density)
    if (density.region == DensityRegion::trabecular_core) return &density;
  return nullptr;
}

std::optional<LevelValue> value_of(const Findings& findings, const ScanKey& key, BoneRegion level,
                                   Recommendation& why_not) {
  const auto* vertebra = usable_vertebra(findings, key, level, why_not);
  if (vertebra == nullptr) return std::nullopt;
  const auto* density = core(*vertebra);
  if (density == nullptr || !density->vbmd_uncorrected) {
    why_not.inputs_missing.push_back("calibrated density of " + name(level));
    block(why_not, RuleStatus::blocked_missing_input, name(level) + " has no calibrated density.");
    return std::nullopt;
  }
  if (!density->vbmd) {
    block(why_not, RuleStatus::blocked,
          "No correction for contrast medium is published for " + name(level) + " in this scan.");
    return std::nullopt;
  }
  return LevelValue{level, *density->vbmd, density->vbmd != density->vbmd_uncorrected};
}

/// Both share the calibration, so their uncertainties add instead of averaging out.
MeanOfTwo mean_of(const LevelValue& a, const LevelValue& b) {
  const auto sd = [](const LevelValue& one) {
    return one.density.value.sd ? in_mg_per_cm3(*one.density.value.sd) : 0.0;
  };
  return {0.5 * (in_mg_per_cm3(a.density.value.value) + in_mg_per_cm3(b.density.value.value)),
          0.5 * (sd(a) + sd(b))};
}

std::string whole(double value) { return number_text(value, 0); }

/// Where the true value lies, with what probability.
std::string probabilities(const MeanOfTwo& mean) {
  if (!(mean.sd > 0)) return {};
  const auto below = [&](double limit) {
    return 0.5 * std::erfc((mean.value - limit) / (mean.sd * std::sqrt(2.0)));
  };
  const double low = below(kOsteoporosisBelow), normal = 1 - below(kNormalAbove);
  return " With the stated uncertainty: below 80 with a probability of " + whole(100 * low) +
         " %, 80 to 120 with " + whole(100 * (1 - low - normal)) + " %, above 120 with " +
         whole(100 * normal) + " %.";
}

void judge(const MeanOfTwo& mean, const std::string& words, Recommendation& rule) {
  const double printed = rounded(mean.value, 0);
  if (printed < kOsteoporosisBelow) {
    rule.priority = Priority::warning;
    rule.summary = words + " suggests osteoporosis by QCT (below 80); DXA of the hip would add a T-score.";
    rule.patient_text =
        "On the scan the bone inside your spine looks thin, as in osteoporosis. A bone density "
        "measurement (DXA) shows more.";
  } else if (printed <= kNormalAbove) {
    rule.summary = words + " suggests low bone mass by QCT (80 to 120); consider DXA.";
    rule.patient_text =
        "On the scan the bone inside your spine looks somewhat thin. Ask whether a bone density measurement "
        "(DXA) is useful.";
  } else {
    rule.summary = words + " is in the normal range of QCT (above 120).";
    rule.patient_text = "On the scan the bone inside your spine looks dense enough.";
  }
}

std::string calibration_caveat(Calibration calibration) {
  if (calibration == Calibration::internal)
    return " Calibrated by tube voltage and the patient's tissues, not by a phantom as in the studies.";
  if (calibration == Calibration::asynchronous)
    return " Calibrated by a phantom that was scanned at another time.";
  return {};
}

Recommendation empty_rule() {
  return {"volumetric-density.spine",
          std::string(kPack),
          "diagnosis",
          Priority::info,
          RuleStatus::active,
          {},
          {},
          {},
          {},
          {"mean of two lumbar bodies below 80 mg/cm3: osteoporosis; 80 to 120: low bone mass "
           "(qct-guideline-2020)"},
          {kQctGuideline}};
}

Recommendation spine(const Findings& findings, const ScanKey& key) {
  Recommendation rule = empty_rule(), against = empty_rule();
  require_known_contrast(conditions_of(findings, key), rule);
  if (rule.status != RuleStatus::active) {
    rule.summary = "Contrast medium may be in the blood: no statement by volumetric density.";
    return rule;
  }
  std::vector<LevelValue> used;
  for (const auto level : kLumbar)
    if (used.size() < 2)
      if (const auto one = value_of(findings, key, level, against)) used.push_back(*one);
  if (used.size() < 2) {
    against.summary = "No two of L1 to L4 could be weighed: no statement by volumetric density.";
    if (against.status == RuleStatus::active) against.status = RuleStatus::blocked_missing_input;
    return against;
  }
  const MeanOfTwo mean = mean_of(used[0], used[1]);
  const auto& density = used[0].density;
  const std::string number =
      whole(mean.value) + " mg/cm3" + (mean.sd > 0 ? " (sd " + whole(mean.sd) + ")" : "");
  judge(mean,
        "Trabecular " + number + " " + std::string(name(density.mineral)) + ", " + name(used[0].level) +
            " and " + name(used[1].level) + ",",
        rule);
  for (const auto& one : used)
    rule.inputs_used.push_back(name(one.level) + " " + whole(in_mg_per_cm3(one.density.value.value)) +
                               " mg/cm3 " + std::string(name(one.density.mineral)) +
                               (one.corrected ? ", corrected for contrast medium" : ""));
  rule.detail =
      against.detail + (against.detail.empty() ? "" : " ") +
      "A QCT value of the spine is never a WHO T-score. The guideline does not say which mineral its limits "
      "are meant for; scales of hydroxyapatite and K2HPO4 differ by up to a fifth." +
      probabilities(mean);
  for (const auto& vertebra : findings.vertebrae)
    if (key.has(vertebra) && vertebra.level == used[0].level && core(vertebra) != nullptr)
      rule.detail += calibration_caveat(core(vertebra)->calibration);
  return rule;
}

}  // namespace

std::vector<Recommendation> volumetric_density_rules(const Findings& findings) {
  if (!any_calibrated(findings)) return {};
  return {of_best_series(findings, spine)};
}

}  // namespace osteon
