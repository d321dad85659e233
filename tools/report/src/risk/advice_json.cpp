#include "../json_parts.hpp"
#include "../words.hpp"

#include <osteon/report/advice_file.hpp>
#include <osteon/risk/calculations.hpp>

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
  Json verdicts = Json::object();
  for (const Verdict& one : judge(file.person, chosen)) {
    if (one.rule_class == "info") continue;
    Json& list = verdicts[word(one.status)];
    if (list.is_null()) list = Json::array();
    list.push_back(one.rule_id);
  }
  const Json json{{"schema", "osteon-risk-line/1"},
                  {"id", text_or_null(file.person.id)},
                  {"disclaimer", "decision support; the clinician decides"},
                  {"faults", faults(file.faults)},
                  {"risk", risks},
                  {"rules", verdicts}};
  return text(json, -1) + '\n';
}

}  // namespace osteon
