#pragma once

#include <osteon/risk/recommendation.hpp>

#include <algorithm>
#include <string>
#include <vector>

// What rules about the density of a level share.

namespace osteon {

/// One stored series may be split into parts, each a scan of its own.
struct ScanKey {
  std::string series_uid;
  int series_part;
  template <class Of>
  [[nodiscard]] bool has(const Of& one) const {
    return one.series_uid == series_uid && one.series_part == series_part;
  }
};

/// How the scan was made; nothing known where the findings do not say.
[[nodiscard]] ScanConditions conditions_of(const Findings& findings, const ScanKey& key);

/// Blocks a rule that cannot be said without knowing whether a contrast agent was given.
void require_known_contrast(const ScanConditions& scan, Recommendation& rule);

/// Whether any region has a mineral density.
[[nodiscard]] bool any_calibrated(const Findings& findings);

/// Lowers the rule's status and says why.
void block(Recommendation& rule, RuleStatus status, const std::string& why);

/// A level that may be weighed; null where it may not, with the reason in the rule.
[[nodiscard]] const VertebraMeasurement* usable_vertebra(const Findings& findings, const ScanKey& key,
                                                         BoneRegion level, Recommendation& rule);

/// What would be said against weighing it, in a sentence; empty = nothing.
[[nodiscard]] std::string objection(const VertebraMeasurement& vertebra);

/// Of several series the first that allows the statement; else the first, with its reasons.
template <class Rule>
Recommendation of_best_series(const Findings& findings, const Rule& rule) {
  std::vector<ScanKey> keys;
  for (const auto& vertebra : findings.vertebrae)
    if (std::none_of(keys.begin(), keys.end(), [&](const ScanKey& key) { return key.has(vertebra); }))
      keys.push_back({vertebra.series_uid, vertebra.series_part});
  for (const ScanKey& key : keys) {
    auto result = rule(findings, key);
    if (result.status == RuleStatus::active) return result;
  }
  return rule(findings, keys.front());
}

}  // namespace osteon
