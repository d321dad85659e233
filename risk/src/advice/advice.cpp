#include "rule.hpp"

#include <osteon/risk/advice.hpp>

#include <algorithm>

namespace osteon {
namespace {

Recommendation recommendation(const Rule& rule, const Consultation& asked, RuleStatus status) {
  Recommendation result{std::string(rule.id),
                        std::string(rule.pack),
                        std::string(rule.rule_class),
                        rule.priority,
                        status,
                        std::string(rule.summary),
                        std::string(rule.detail),
                        asked.used(),
                        asked.missing(),
                        asked.thresholds(),
                        {}};
  for (const Citation* source : rule.sources)
    if (source != nullptr) result.sources.push_back(*source);
  if (status == RuleStatus::blocked_missing_input) {
    result.priority = Priority::info;
    result.summary = "Cannot be judged: " + std::string(rule.topic) + ".";
    result.detail = "Nothing is cleared: an input is missing.";
  }
  return result;
}

void judge(const Rule& rule, const Person& person, std::vector<Recommendation>& advice) {
  Consultation sure(person, false);
  const Truth without_images = rule.when(sure);
  if (without_images == Truth::yes) return advice.push_back(recommendation(rule, sure, RuleStatus::active));
  Consultation suspecting(person, true);
  const Truth with_images = rule.when(suspecting);
  if (with_images == Truth::yes)
    advice.push_back(recommendation(rule, suspecting, RuleStatus::pending_confirmation));
  else if (without_images == Truth::unknown)
    advice.push_back(recommendation(rule, sure, RuleStatus::blocked_missing_input));
}

}  // namespace

std::vector<Recommendation> advise(const Person& person, GuidelinePack pack) {
  std::vector<Recommendation> advice;
  const auto judge_all = [&](std::span<const Rule> rules) {
    for (const Rule& rule : rules)
      if (rule.evidence != Evidence::memory) judge(rule, person, advice);
  };
  judge_all(safety_rules());
  if (pack == GuidelinePack::bhof) judge_all(bhof_rules());
  std::stable_sort(advice.begin(), advice.end(), [](const Recommendation& a, const Recommendation& b) {
    return a.priority != b.priority ? a.priority < b.priority : a.rule_id < b.rule_id;
  });
  return advice;
}

}  // namespace osteon
