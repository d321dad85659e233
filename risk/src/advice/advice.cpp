#include "rule.hpp"

#include <osteon/risk/advice.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace osteon {
namespace {

bool is_on(const Pack& pack, const PackChoice& chosen) {
  return pack.always || std::find(chosen.keys.begin(), chosen.keys.end(), pack.key) != chosen.keys.end();
}

/// Place in the order of all advice; equal places are ordered by id.
int place(std::string_view rule_class, Priority priority, RuleStatus status) {
  constexpr std::array kInOrder{kDiagnosis, kRisk,    kTest,      kReferral, kStop, kTreat,
                                kProcedure, kMonitor, kLifestyle, kFalls,    kInfo};
  constexpr std::array kPlaces{1, 1, 3, 3, 4, 4, 4, 5, 6, 6, 7};
  constexpr int kMissing = 2;
  if (status == RuleStatus::blocked_missing_input) return kMissing;
  if (priority == Priority::critical) return 0;
  const auto at = std::find(kInOrder.begin(), kInOrder.end(), rule_class);
  return kPlaces[static_cast<std::size_t>(at - kInOrder.begin())];
}

struct Judged {
  const Rule* rule;
  const Pack* pack;
  RuleStatus status;
  int place;
};

std::optional<RuleStatus> judge(const Rule& rule, const Person& person) {
  Consultation sure(person, false, false);
  const Truth without_images = rule.when(sure);
  if (without_images == Truth::yes) return RuleStatus::active;
  if (!person.suspected.empty()) {
    Consultation suspecting(person, true, false);
    if (rule.when(suspecting) == Truth::yes) return RuleStatus::pending_confirmation;
  }
  if (without_images == Truth::unknown) return RuleStatus::blocked_missing_input;
  return std::nullopt;
}

/// A rule about something found only asks while an input is missing.
bool only_asks(const Rule& rule, RuleStatus status) {
  return status == RuleStatus::blocked_missing_input && rule.topic.empty();
}

/// All verdicts in order; those that only ask if they are wanted.
std::vector<Judged> judge_all(const Person& person, const PackChoice& chosen, bool asking_wanted) {
  std::vector<Judged> result;
  for (const Pack& pack : all_packs()) {
    if (!is_on(pack, chosen)) continue;
    for (const Rule& rule : pack.rules) {
      if (rule.evidence == Evidence::memory) continue;
      const auto status = judge(rule, person);
      if (status && (asking_wanted || !only_asks(rule, *status)))
        result.push_back({&rule, &pack, *status, place(rule.rule_class, rule.priority, *status)});
    }
  }
  std::sort(result.begin(), result.end(), [](const Judged& a, const Judged& b) {
    return a.place != b.place ? a.place < b.place : a.rule->id < b.rule->id;
  });
  return result;
}

Recommendation recommendation(const Judged& judged, const Person& person) {
  const Rule& rule = *judged.rule;
  Consultation asked(person, judged.status == RuleStatus::pending_confirmation);
  (void)rule.when(asked);
  Recommendation result{.rule_id = std::string(rule.id),
                        .pack = std::string(judged.pack->id),
                        .rule_class = std::string(rule.rule_class),
                        .priority = rule.priority,
                        .status = judged.status,
                        .summary = std::string(rule.summary),
                        .detail = std::string(rule.detail),
                        .inputs_used = asked.used(),
                        .inputs_missing = asked.missing(),
                        .thresholds = asked.thresholds(),
                        .sources = {},
                        .patient_text = std::string(rule.plain),
                        .evidence = std::string(word(rule.evidence))};
  for (const Citation* source : rule.sources)
    if (source != nullptr) result.sources.push_back(*source);
  if (judged.status == RuleStatus::blocked_missing_input) {
    result.priority = Priority::info;
    result.summary = "Cannot be judged: " + std::string(rule.topic) + ".";
    result.detail = "Nothing is cleared: an input is missing.";
    result.patient_text.clear();
  }
  return result;
}

/// All inputs that rules about something found would need to speak.
Recommendation to_ask(const std::set<std::string>& missing) {
  return {.rule_id = "inputs.to-ask",
          .pack = "plan/1",
          .rule_class = std::string(kInfo),
          .priority = Priority::info,
          .status = RuleStatus::blocked_missing_input,
          .summary =
              std::to_string(missing.size()) + " inputs are not known; what they may show is not excluded.",
          .detail = "Ask for those that matter for this person. Nothing is cleared: an input is missing.",
          .inputs_used = {},
          .inputs_missing = {missing.begin(), missing.end()},
          .thresholds = {},
          .sources = {}};
}

}  // namespace

std::vector<Verdict> judge(const Person& person, const PackChoice& chosen) {
  std::vector<Verdict> result;
  for (const Judged& one : judge_all(person, chosen, false))
    result.push_back({one.rule->id, one.pack->id, one.rule->rule_class, one.rule->priority, one.status});
  return result;
}

std::vector<Recommendation> advise(const Person& person, const PackChoice& chosen) {
  std::vector<Recommendation> result;
  std::set<std::string> missing;
  for (const Judged& one : judge_all(person, chosen, true)) {
    Recommendation full = recommendation(one, person);
    if (only_asks(*one.rule, one.status))
      missing.insert(full.inputs_missing.begin(), full.inputs_missing.end());
    else
      result.push_back(std::move(full));
  }
  if (missing.empty()) return result;
  const auto after = std::find_if(result.begin(), result.end(), [](const Recommendation& one) {
    return place(one.rule_class, one.priority, one.status) > 2;
  });
  result.insert(after, to_ask(missing));
  return result;
}

std::vector<std::string_view> inactive_rules(const PackChoice& chosen) {
  std::vector<std::string_view> result;
  for (const Pack& pack : all_packs())
    if (is_on(pack, chosen))
      for (const Rule& rule : pack.rules)
        if (rule.evidence == Evidence::memory) result.push_back(rule.id);
  return result;
}

}  // namespace osteon
