#pragma once

#include <osteon/risk/person.hpp>
#include <osteon/risk/recommendation.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osteon {

/// A guideline of one body and country, or one of the layers that are always on.
struct PackInfo {
  std::string_view key;  ///< "bhof"
  std::string_view id;   ///< with its version: "bhof/2022"
  std::string_view body, country;
  bool always;
  std::size_t rules;
};
[[nodiscard]] std::vector<PackInfo> packs();

/// Guidelines to be asked beside the layers that are always on. Each keeps its own thresholds and answers for
/// itself: they are never mixed.
struct PackChoice {
  std::vector<std::string_view> keys = {};
};
/// From "nogg" or "bhof,aace"; "none" and "all" too. Nothing where a key names no guideline.
[[nodiscard]] std::optional<PackChoice> choose_packs(std::string_view keys);

/// What one rule came to, without its words: for registries, where thousands are judged.
struct Verdict {
  std::string_view rule_id, pack, rule_class;
  Priority priority;
  RuleStatus status;
};
/// Pure. A rule that holds is `active`; one that holds only if an unconfirmed finding of an image is true is
/// `pending_confirmation`; one that cannot be judged is `blocked_missing_input`: nothing is cleared by
/// missing data. One that does not hold is silent. Order: critical; diagnosis and risk; what is missing;
/// tests and referrals; medicines and procedures; monitoring; lifestyle and falls; information; then by id.
[[nodiscard]] std::vector<Verdict> judge(const Person& person, const PackChoice& chosen = {});

/// The same with sentences, inputs, limits and sources. Rules about something found (a symptom, a risk
/// factor) do not each say that nobody asked: one record, `inputs.to-ask`, lists those inputs. Decision
/// support, the clinician decides.
[[nodiscard]] std::vector<Recommendation> advise(const Person& person, const PackChoice& chosen = {});

/// Rules of the chosen guidelines that are written down but off, since their numbers rest on memory.
[[nodiscard]] std::vector<std::string_view> inactive_rules(const PackChoice& chosen = {});

/// What stands on every output.
inline constexpr std::string_view kDecisionSupport =
    "Decision support: the clinician decides. What is not known is never taken for a no; names of medicines "
    "are classes "
    "to consider, not prescriptions.";

}  // namespace osteon
