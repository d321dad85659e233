#include "../sources.hpp"
#include "rules.hpp"

#include <algorithm>
#include <array>

namespace osteon {
namespace {

/// Lower is worse; an unknown word comes last.
std::size_t rank(const std::string& category) {
  constexpr std::array<std::string_view, 5> kWorstFirst = {
      "osteoporosis", "below-expected-range", "low-bone-mass", "within-expected-range", "normal"};
  return static_cast<std::size_t>(std::find(kWorstFirst.begin(), kWorstFirst.end(), category) -
                                  kWorstFirst.begin());
}

std::string words(const std::string& category) {
  if (category == "low-bone-mass") return "low bone mass";
  if (category == "within-expected-range") return "within the expected range for age";
  if (category == "below-expected-range") return "below the expected range for age";
  return category;
}

Recommendation category_rule(const Findings& findings) {
  Recommendation rule{"densitometer.category",
                      "dxa/1",
                      "diagnosis",
                      Priority::info,
                      RuleStatus::blocked_missing_input,
                      "By DXA: no category.",
                      {},
                      {},
                      {},
                      {"T -2.5 and lower: osteoporosis; below -1.0: low bone mass; below 50 years Z -2.0"},
                      {kWho1994, kIscd2023}};
  const DensitometerFinding* one = decisive(findings);
  if (one == nullptr) {
    rule.inputs_missing = findings.densitometers.front().basis;
    return rule;
  }
  rule.status = one->doubtful ? RuleStatus::pending_confirmation : RuleStatus::active;
  if (rank(one->category) < rank("low-bone-mass")) rule.priority = Priority::warning;
  rule.summary = "By DXA: " + words(one->category) + (one->date.empty() ? "." : " (" + one->date + ").");
  if (one->category == "osteoporosis")
    rule.patient_text = "Your bone density measurement is in the range that is called osteoporosis.";
  rule.inputs_used = one->basis;
  for (const std::string& why : one->basis) rule.detail += (rule.detail.empty() ? "" : " ") + why + ".";
  rule.detail +=
      " The lowest of lumbar spine, total hip and femoral neck decides; menopause before "
      "50 and earlier fractures are not known here.";
  return rule;
}

}  // namespace

const DensitometerFinding* decisive(const Findings& findings) {
  const DensitometerFinding* best = nullptr;
  for (const DensitometerFinding& one : findings.densitometers) {
    if (rank(one.category) > rank("normal")) continue;
    const bool better = best == nullptr || one.date > best->date ||
                        (one.date == best->date && rank(one.category) < rank(best->category));
    if (better) best = &one;
  }
  return best;
}

std::vector<Recommendation> densitometer_rules(const Findings& findings) {
  if (findings.densitometers.empty()) return {};
  std::vector<Recommendation> rules = {category_rule(findings)};
  int count = 0;
  for (const DensitometerFinding& one : findings.densitometers) count += one.findings;
  if (count > 0)
    rules.push_back(
        {"densitometer.audit",
         "dxa/1",
         "info",
         Priority::warning,
         RuleStatus::active,
         "The densitometer's report has " + std::to_string(count) + (count == 1 ? " finding" : " findings") +
             " of the auditor; see its table.",
         "What contradicts itself or the rules of ISCD has to be looked at before the numbers are used.",
         {},
         {},
         {},
         {kIscd2023}});
  return rules;
}

}  // namespace osteon
