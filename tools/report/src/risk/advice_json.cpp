#include "../json_parts.hpp"
#include "../words.hpp"

#include <osteon/report/advice_file.hpp>
#include <osteon/risk/calculations.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace osteon {
namespace {

constexpr int kDecimals = 6;

std::string text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Json range(const Calculation& one) {
  if (!one.lowest || !one.highest) return nullptr;
  return {number(*one.lowest, kDecimals), number(*one.highest, kDecimals)};
}

/// {"active":["rule", ...], ...}; ids of rules are plain, and there are some hundred in each of a hundred
/// thousand lines.
std::string verdicts(const Person& person, const PackChoice& chosen) {
  std::vector<std::pair<RuleStatus, std::string>> lists;
  for (const Verdict& one : judge(person, chosen)) {
    if (one.rule_class == "info") continue;
    auto list = std::ranges::find(lists, one.status, &std::pair<RuleStatus, std::string>::first);
    if (list == lists.end()) list = lists.insert(lists.end(), {one.status, ""});
    list->second.append(list->second.empty() ? "\"" : ",\"").append(one.rule_id).append("\"");
  }
  std::string all = "{";
  for (const auto& [status, ids] : lists)
    all.append(all.size() > 1 ? ",\"" : "\"").append(word(status)).append("\":[").append(ids).append("]");
  return all + "}";
}

}  // namespace

std::string advice_json(const Proposal& proposal) {
  Json json{{"schema", "osteon-risk/1"}, {"software", software()}, {"disclaimer", kDecisionSupport}};
  const Json about = person(proposal);
  for (const auto& [key, value] : about.items()) json[key] = value;
  json["risk"] = calculations(proposal.calculations);
  json["recommendations"] = recommendations(without_information(proposal.advice));
  json["information"] = information(proposal.advice);
  return text(json, 2) + '\n';
}

Urgency urgency(const PersonFile& file, const PackChoice& chosen) {
  Urgency result{0, 0};
  for (const Verdict& one : judge(file.person, chosen)) {
    if (one.status == RuleStatus::blocked_missing_input) continue;
    result.critical += one.priority == Priority::critical ? 1 : 0;
    result.warnings += one.priority == Priority::warning ? 1 : 0;
  }
  return result;
}

std::string advice_line(const PersonFile& file, const PackChoice& chosen) {
  Json risks = Json::array();
  for (const Calculation& one : calculate(file.person))
    if (one.value || one.lowest)
      risks.push_back({{"tool", one.tool},
                       {"outcome", one.outcome},
                       {"value", number(one.value, kDecimals)},
                       {"range", range(one)}});
  const Json json{{"schema", "osteon-risk-line/1"},
                  {"id", text_or_null(file.person.id)},
                  {"disclaimer", "decision support; the clinician decides"},
                  {"faults", faults(file.faults)},
                  {"risk", risks}};
  std::string line = text(json, -1);
  line.pop_back();
  return line + ",\"rules\":" + verdicts(file.person, chosen) + "}\n";
}

}  // namespace osteon
