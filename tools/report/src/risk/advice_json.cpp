#include "../json_parts.hpp"
#include "../words.hpp"
#include "days.hpp"

#include <osteon/report/advice_file.hpp>
#include <osteon/risk/calculations.hpp>

namespace osteon {
namespace {

constexpr int kDecimals = 6;

std::string text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Json faults(const PersonFile& file) {
  Json list = Json::array();
  for (const FieldFault& one : file.faults)
    list.push_back({{"field", one.field}, {"value", one.value}, {"limit", one.limit}});
  return list;
}

Json examinations(const PersonFile& file) {
  Json list = Json::array();
  for (const Examination& one : file.examinations)
    list.push_back({{"name", one.name}, {"day", one.day ? Json(iso_day(*one.day)) : Json(nullptr)}});
  return list;
}

Json comparisons(const TakenIn& taken) {
  Json list = Json::array();
  for (const Comparison& one : taken.comparisons)
    list.push_back({{"of", one.of}, {"agree", one.agree}, {"values", one.values}, {"decides", one.decides}});
  return list;
}

Json range(const Calculation& one) {
  if (!one.lowest || !one.highest) return nullptr;
  return {number(*one.lowest, kDecimals), number(*one.highest, kDecimals)};
}

Json calculation(const Calculation& one) {
  Json sources = Json::array();
  for (const Citation& source : one.sources) sources.push_back({{"key", source.key}, {"text", source.text}});
  return {{"tool", one.tool},
          {"outcome", one.outcome},
          {"horizon_years", or_null(one.years)},
          {"unit", text_or_null(one.unit)},
          {"value", number(one.value, kDecimals)},
          {"range", range(one)},
          {"group", text_or_null(one.group)},
          {"computed_elsewhere", one.external},
          {"inputs_missing", one.inputs_missing},
          {"note", text_or_null(one.note)},
          {"disclaimer", text_or_null(one.disclaimer)},
          {"sources", sources}};
}

Json asked_packs(const PackChoice& chosen) {
  Json list = Json::array();
  for (const PackInfo& pack : packs())
    if (std::find(chosen.keys.begin(), chosen.keys.end(), pack.key) != chosen.keys.end())
      list.push_back({{"key", pack.key}, {"id", pack.id}, {"body", pack.body}, {"country", pack.country}});
  return list;
}

bool informs(const Recommendation& one) { return one.rule_id.starts_with("explain."); }

}  // namespace

std::string advice_json(const PersonFile& file, const PackChoice& chosen) {
  std::vector<Recommendation> advice, information;
  for (Recommendation& one : advise(file.person, chosen))
    (informs(one) ? information : advice).push_back(std::move(one));
  Json told = Json::array(), risks = Json::array();
  for (const Recommendation& one : information)
    told.push_back({{"rule_id", one.rule_id}, {"title", one.summary}, {"text", one.patient_text}});
  for (const Calculation& one : calculate(file.person)) risks.push_back(calculation(one));
  const Json json{
      {"schema", "osteon-risk/1"},
      {"software", software()},
      {"disclaimer", kDecisionSupport},
      {"id", text_or_null(file.person.id)},
      {"assessed_on", file.person.assessed_on ? Json(iso_day(*file.person.assessed_on)) : Json(nullptr)},
      {"packs", asked_packs(chosen)},
      {"faults", faults(file)},
      {"examinations", examinations(file)},
      {"comparisons", comparisons(file.taken)},
      {"left_out", file.taken.left_out},
      {"risk", risks},
      {"recommendations", recommendations(advice)},
      {"information", told},
      {"inactive_rules", inactive_rules(chosen)}};
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
                  {"faults", faults(file)},
                  {"risk", risks},
                  {"rules", verdicts}};
  return text(json, -1) + '\n';
}

}  // namespace osteon
