#include "scan_levels.hpp"

#include <osteon/densitometry/rounding.hpp>

namespace osteon {
namespace {

constexpr double kNameBlocksBelow = 0.5;  // a name more likely wrong than right names nothing

}  // namespace

ScanConditions conditions_of(const Findings& findings, const ScanKey& key) {
  const auto found = std::ranges::find_if(findings.scans, [&](const auto& scan) { return key.has(scan); });
  return found == findings.scans.end() ? ScanConditions{} : *found;
}

void require_known_contrast(const ScanConditions& scan, Recommendation& rule) {
  if (scan.contrast == Contrast::unknown) {
    rule.inputs_missing.emplace_back("contrast agent (given or not)");
    block(rule, RuleStatus::blocked_missing_input, "It is not known whether a contrast agent was given.");
  } else {
    rule.inputs_used.emplace_back(scan.contrast == Contrast::native ? "native" : "contrast-enhanced");
  }
}

bool any_calibrated(const Findings& findings) {
  return std::ranges::any_of(findings.vertebrae, [](const auto& vertebra) {
    return std::ranges::any_of(vertebra.density,
                               [](const auto& one) { return one.vbmd_uncorrected.has_value(); });
  });
}

void block(Recommendation& rule, RuleStatus status, const std::string& why) {
  // A missing input is named even where something else forbids the statement for good.
  if (rule.status != RuleStatus::blocked) rule.status = status;
  rule.detail += (rule.detail.empty() ? "" : " ") + why;
}

std::string objection(const VertebraMeasurement& vertebra) {
  if (vertebra.density_excluded.empty()) return {};
  std::string why;
  for (const auto& one : vertebra.density_excluded) why += (why.empty() ? "" : ", ") + one;
  return name(vertebra.level) + " is left out: " + why + ".";
}

const VertebraMeasurement* usable_vertebra(const Findings& findings, const ScanKey& key, BoneRegion level,
                                           Recommendation& rule) {
  const auto vertebra = std::find_if(findings.vertebrae.begin(), findings.vertebrae.end(),
                                     [&](const auto& one) { return key.has(one) && one.level == level; });
  const std::string who = name(level);
  if (vertebra == findings.vertebrae.end() || !vertebra->complete) {
    rule.inputs_missing.push_back(who + ", complete");
    block(rule, RuleStatus::blocked_missing_input, who + " is not completely in the image.");
    return nullptr;
  }
  if (!vertebra->deformity) {
    rule.inputs_missing.push_back("height of " + who);
    block(rule, RuleStatus::blocked_missing_input,
          "It could not be checked whether " + who + " is fractured.");
    return nullptr;
  }
  if (vertebra->deformity->suspected) {
    block(rule, RuleStatus::blocked, who + " is suspected to be fractured.");
    return nullptr;
  }
  if (const std::string against = objection(*vertebra); !against.empty()) {
    block(rule, RuleStatus::blocked, against);
    return nullptr;
  }
  if (vertebra->label_confidence < kNameBlocksBelow) {
    rule.inputs_missing.push_back("a sure name for " + who);
    block(rule, RuleStatus::blocked_missing_input,
          "The vertebra called " + who + " is " + who + " with a probability of " +
              number_text(vertebra->label_confidence, 2) + " only.");
    return nullptr;
  }
  return &*vertebra;
}

}  // namespace osteon
