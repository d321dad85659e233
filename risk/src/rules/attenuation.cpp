#include "../sources.hpp"
#include "rules.hpp"
#include "scan_levels.hpp"

#include <osteon/densitometry/rounding.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace osteon {
namespace {

// kPickhardt2013, all at 120 kV.
constexpr double kTubeVoltageKv = 120.0;
constexpr double kL1SensitiveHu = 160.0;   // at or below: 90 % of those with osteoporosis by DXA
constexpr double kL1SpecificHu = 110.0;    // at or below: more than 90 % specific
constexpr double kL1PredictiveHu = 100.0;  // below: positive predictive value 68 % or more
constexpr double kL1ReassuringHu = 200.0;  // above: negative predictive value 99 %
constexpr double kSpineMeanHu =
    145.0;  // mean T12-L5 at or below: 97 % of those with a moderate or severe fracture

constexpr double kNameDoubtfulBelow = 0.8;
constexpr double kOtherNameFrom = 0.05;

constexpr std::array kSpine{BoneRegion::t12, BoneRegion::l1, BoneRegion::l2,
                            BoneRegion::l3,  BoneRegion::l4, BoneRegion::l5};

std::string words(DensityRegion region) {
  return region == DensityRegion::trabecular_oval ? "trabecular oval" : "trabecular core";
}

std::string hu_text(const Measured<Attenuation>& mean) {
  const std::string text = number_text(in_hu(mean.value), 1) + " HU";
  return mean.sd ? text + " (sd " + number_text(in_hu(*mean.sd), 1) + ")" : text;
}

bool has_values_at_120_kv(const Findings& findings, const ScanKey& key) {
  return std::ranges::any_of(findings.vertebrae, [&](const auto& vertebra) {
    const auto* density = key.has(vertebra) ? screening_region(vertebra) : nullptr;
    return density != nullptr && density->mean_at_120_kv;
  });
}

/// The scan's side of it: voltage and contrast agent have to be known, the voltage has to be that of the
/// study.
void require_conditions(const Findings& findings, const ScanKey& key, Recommendation& rule) {
  const ScanConditions scan = conditions_of(findings, key);
  if (!scan.tube_voltage_kv) {
    rule.inputs_missing.emplace_back("tube voltage");
    block(rule, RuleStatus::blocked_missing_input,
          "The tube voltage is not known; the cut-offs hold at 120 kV.");
  } else if (*scan.tube_voltage_kv == kTubeVoltageKv) {
    rule.inputs_used.emplace_back("tube voltage 120 kV");
  } else if (has_values_at_120_kv(findings, key)) {
    rule.inputs_used.push_back("tube voltage " + number_text(*scan.tube_voltage_kv, 0) +
                               " kV, attenuation corrected to 120 kV by the mean of a population");
    rule.sources.push_back(kKvp2026);
  } else {
    block(rule, RuleStatus::blocked,
          "The scan was made at " + number_text(*scan.tube_voltage_kv, 0) +
              " kV, for which no correction is published; the cut-offs hold at 120 kV.");
  }
  require_known_contrast(scan, rule);
}

/// The attenuation of a level, as at 120 kV; absent where the level cannot be used, with the reason in the
/// rule.
std::optional<Measured<Attenuation>> usable(const Findings& findings, const ScanKey& key, BoneRegion level,
                                            Recommendation& rule) {
  const auto* vertebra = usable_vertebra(findings, key, level, rule);
  if (vertebra == nullptr) return std::nullopt;
  const std::string who = name(level);
  const auto* density = screening_region(*vertebra);
  if (density == nullptr) {
    rule.inputs_missing.push_back("attenuation of " + who);
    block(rule, RuleStatus::blocked_missing_input, "The attenuation of " + who + " was not measured.");
    return std::nullopt;
  }
  const auto mean = density->mean_at_120_kv.value_or(density->mean);
  rule.inputs_used.push_back(who + " " + hu_text(mean) + ", " + words(density->region) +
                             ", level named with confidence " + number_text(vertebra->label_confidence, 2));
  return mean;
}

Recommendation screening(std::string_view id, std::vector<std::string> thresholds) {
  return {std::string(id),
          std::string(kPack),
          "risk",
          Priority::info,
          RuleStatus::active,
          {},
          {},
          {},
          {},
          std::move(thresholds),
          {kPickhardt2013, kJang2019}};
}

void add_caveats(Recommendation& rule) {
  rule.detail +=
      " Screening only: not a T-score, not a diagnosis. The cut-offs were found with a region drawn by hand; "
      "an automated "
      "tool has read 21 HU higher.";
  if (std::find(rule.inputs_used.begin(), rule.inputs_used.end(), "contrast-enhanced") !=
      rule.inputs_used.end())
    rule.detail += " The contrast agent raises the attenuation: a value above a cut-off reassures less.";
}

std::string verdict(double printed_hu) {
  if (printed_hu <= kL1SpecificHu) return "110 HU or less";
  return printed_hu <= kL1SensitiveHu ? "110 to 160 HU" : "above 160 HU";
}

/// What the rule would read were another vertebra L1; nothing where L1 is named surely.
void add_other_names(const Findings& findings, const ScanKey& key, Recommendation& rule) {
  const auto sure = [&](const VertebraMeasurement& one) {
    return key.has(one) && one.level == BoneRegion::l1 && one.label_confidence >= kNameDoubtfulBelow;
  };
  if (std::any_of(findings.vertebrae.begin(), findings.vertebrae.end(), sure)) return;
  for (const auto& vertebra : findings.vertebrae) {
    const auto* density = key.has(vertebra) ? screening_region(vertebra) : nullptr;
    if (density == nullptr) continue;
    for (const auto& other : vertebra.alternatives) {
      if (other.level != BoneRegion::l1 || other.probability < kOtherNameFrom) continue;
      const double printed_hu = rounded(in_hu(density->mean_at_120_kv.value_or(density->mean).value), 1);
      rule.detail += " The vertebra called " + name(vertebra.level) + " is L1 with a probability of " +
                     number_text(other.probability, 2) + ": " + number_text(printed_hu, 1) + " HU, " +
                     verdict(printed_hu) + ".";
    }
  }
}

Recommendation first_lumbar(const Findings& findings, const ScanKey& key) {
  auto rule =
      screening("attenuation.l1", {"L1 <= 160 HU: 90 % sensitive for osteoporosis by DXA (pickhardt2013)",
                                   "L1 <= 110 HU: more than 90 % specific (pickhardt2013)",
                                   "L1 < 100 HU: positive predictive value 68 % or more (pickhardt2013)",
                                   "L1 > 200 HU: negative predictive value 99 % (pickhardt2013)"});
  const auto mean = usable(findings, key, BoneRegion::l1, rule);
  require_conditions(findings, key, rule);
  if (rule.status != RuleStatus::active || !mean) {
    rule.summary = "Screening by the attenuation of L1 was not possible.";
    return rule;
  }
  const double printed_hu = rounded(in_hu(mean->value), 1);
  const std::string number = hu_text(*mean);
  if (printed_hu <= kL1SpecificHu) {
    rule.priority = Priority::warning;
    rule.summary =
        "L1 attenuation " + number + " suggests osteoporosis (110 HU or less); DXA would settle it.";
    rule.patient_text =
        "On the scan the bone of one vertebra looks thinner than usual. A bone density measurement (DXA) "
        "would "
        "settle it.";
    if (printed_hu < kL1PredictiveHu)
      rule.detail += " Below 100 HU at least 68 % of the patients of the study had osteoporosis by DXA.";
  } else if (printed_hu <= kL1SensitiveHu) {
    rule.summary =
        "L1 attenuation " + number + ": low bone density is possible (110 to 160 HU); consider DXA.";
  } else {
    rule.summary =
        "L1 attenuation " + number + " is above 160 HU: osteoporosis by DXA is less likely, not excluded.";
    if (printed_hu > kL1ReassuringHu)
      rule.detail += " Above 200 HU 99 % of the patients of the study had none by DXA.";
  }
  add_caveats(rule);
  add_other_names(findings, key, rule);
  return rule;
}

Recommendation whole_spine(const Findings& findings, const ScanKey& key) {
  auto rule = screening(
      "attenuation.t12-l5",
      {"mean of T12-L5 <= 145 HU: 97 % of those with a moderate or severe fracture (pickhardt2013)"});
  double sum = 0;
  for (const auto level : kSpine) {
    if (const auto mean = usable(findings, key, level, rule)) sum += in_hu(mean->value);
  }
  require_conditions(findings, key, rule);
  if (rule.status != RuleStatus::active) {
    rule.summary = "Screening by the mean attenuation of T12 to L5 was not possible.";
    return rule;
  }
  const double mean_hu = sum / static_cast<double>(kSpine.size());
  const bool low = rounded(mean_hu, 1) <= kSpineMeanHu;
  rule.summary = "Mean attenuation of T12 to L5 " + number_text(mean_hu, 1) + " HU: " +
                 (low ? "in the range of patients with vertebral fractures (145 HU or less)."
                      : "above that of most patients with vertebral fractures (145 HU).");
  if (low) rule.detail = "52 % of the patients with such a fracture had no osteoporosis by DXA.";
  add_caveats(rule);
  return rule;
}

}  // namespace

const VertebralDensity* screening_region(const VertebraMeasurement& vertebra) {
  for (const auto wanted : {DensityRegion::trabecular_oval, DensityRegion::trabecular_core}) {
    for (const auto& density : vertebra.density)
      if (density.region == wanted) return &density;
  }
  return nullptr;
}

std::vector<Recommendation> attenuation_rules(const Findings& findings) {
  if (findings.vertebrae.empty()) return {};
  return {of_best_series(findings, first_lumbar), of_best_series(findings, whole_spine)};
}

}  // namespace osteon
