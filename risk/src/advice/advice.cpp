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

/// Where several guidelines were asked and do not come to the same on treatment: said, not settled.
std::optional<Recommendation> disagreement(const std::vector<Judged>& judged, const PackChoice& chosen) {
  std::string consider, open, none;
  const auto add = [](std::string& list, std::string_view key) {
    list += (list.empty() ? "" : ", ") + std::string(key);
  };
  for (const std::string_view key : chosen.keys) {
    bool treats = false, says_yes = false, is_open = false;
    for (const Pack& pack : all_packs())
      if (pack.key == key)
        treats = std::any_of(pack.rules.begin(), pack.rules.end(),
                             [](const Rule& rule) { return rule.rule_class == kTreat; });
    for (const Judged& one : judged) {
      if (one.pack->key != key || one.rule->rule_class != kTreat) continue;
      says_yes = says_yes || one.status == RuleStatus::active;
      is_open = is_open || (one.status != RuleStatus::active && !one.rule->topic.empty());
    }
    if (treats) add(says_yes ? consider : is_open ? open : none, key);
  }
  if (consider.empty() || (none.empty() && open.empty())) return std::nullopt;
  return Recommendation{
      .rule_id = "packs.disagree",
      .pack = "plan/1",
      .rule_class = std::string(kTreat),
      .priority = Priority::info,
      .status = RuleStatus::active,
      .summary = "The guidelines asked do not come to the same on treatment.",
      .detail = "Treatment can be considered by: " + consider + "." +
                (none.empty() ? "" : " Not by, or not made for this person: " + none + ".") +
                (open.empty() ? "" : " Open, since inputs are missing or not confirmed: " + open + ".") +
                " Each has thresholds of its own; the one of the person's country decides.",
      .inputs_used = {},
      .inputs_missing = {},
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
  const auto judged = judge_all(person, chosen, true);
  for (const Judged& one : judged) {
    Recommendation full = recommendation(one, person);
    if (only_asks(*one.rule, one.status))
      missing.insert(full.inputs_missing.begin(), full.inputs_missing.end());
    else
      result.push_back(std::move(full));
  }
  const auto put = [&](Recommendation one) {
    const int here = place(one.rule_class, one.priority, one.status);
    const auto after = std::find_if(result.begin(), result.end(), [&](const Recommendation& other) {
      return place(other.rule_class, other.priority, other.status) > here;
    });
    result.insert(after, std::move(one));
  };
  if (!missing.empty()) put(to_ask(missing));
  if (auto disagree = disagreement(judged, chosen)) put(std::move(*disagree));
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
