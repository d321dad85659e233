#include "json_parts.hpp"
#include "risk/days.hpp"

#include <algorithm>

namespace osteon {
namespace {

constexpr int kDecimals = 6;

Json range(const Calculation& one) {
  if (!one.lowest || !one.highest) return nullptr;
  return {number(*one.lowest, kDecimals), number(*one.highest, kDecimals)};
}

Json days_of(const std::vector<Examination>& all) {
  Json list = Json::array();
  for (const Examination& one : all)
    list.push_back({{"name", one.name}, {"day", one.day ? Json(iso_day(*one.day)) : Json(nullptr)}});
  return list;
}

Json comparisons(const TakenIn& taken) {
  Json list = Json::array();
  for (const Comparison& one : taken.comparisons)
    list.push_back({{"of", one.of}, {"agree", one.agree}, {"values", one.values}, {"decides", one.decides}});
  return list;
}

Json asked_packs(const PackChoice& chosen) {
  Json list = Json::array();
  for (const PackInfo& pack : packs())
    if (std::ranges::find(chosen.keys, pack.key) != chosen.keys.end())
      list.push_back({{"key", pack.key}, {"id", pack.id}, {"body", pack.body}, {"country", pack.country}});
  return list;
}

}  // namespace

Json faults(const std::vector<FieldFault>& all) {
  Json list = Json::array();
  for (const FieldFault& one : all)
    list.push_back({{"field", one.field}, {"value", one.value}, {"limit", one.limit}});
  return list;
}

Json calculation(const Calculation& one) {
  Json sources = Json::array();
  for (const Citation& source : one.sources) sources.push_back({{"key", source.key}, {"text", source.text}});
  const bool risk = one.unit == "%";
  return {{"tool", one.tool},
          {"outcome", one.outcome},
          {"horizon_years", or_null(one.years)},
          {"percent", risk ? number(one.value, kDecimals) : Json(nullptr)},
          {"range_percent", risk ? range(one) : Json(nullptr)},
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

Json calculations(const std::vector<Calculation>& all) {
  Json list = Json::array();
  for (const Calculation& one : all) list.push_back(calculation(one));
  return list;
}

bool informs(const Recommendation& one) { return one.rule_id.starts_with("explain."); }

Json information(const std::vector<Recommendation>& all) {
  Json told = Json::array();
  for (const Recommendation& one : all)
    if (informs(one) && one.status == RuleStatus::active)
      told.push_back({{"rule_id", one.rule_id}, {"title", one.summary}, {"text", one.patient_text}});
  return told;
}

std::vector<Recommendation> without_information(std::vector<Recommendation> all) {
  std::erase_if(all, informs);
  return all;
}

Json person(const Proposal& proposal) {
  const Person& person = proposal.person;
  return {{"id", text_or_null(person.id)},
          {"assessed_on", person.assessed_on ? Json(iso_day(*person.assessed_on)) : Json(nullptr)},
          {"packs", asked_packs(proposal.chosen)},
          {"faults", faults(proposal.faults)},
          {"examinations", days_of(proposal.examinations)},
          {"comparisons", comparisons(proposal.taken)},
          {"left_out", proposal.taken.left_out},
          {"inactive_rules", inactive_rules(proposal.chosen)}};
}

}  // namespace osteon
