#include "../json_parts.hpp"
#include "../words.hpp"

#include <osteon/report/advice_file.hpp>

// CDS Hooks 3.0: cards a hospital's system can show. Nothing here creates an order.

namespace osteon {
namespace {

std::string listed(const char* title, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  std::string text = std::string("\n\n**") + title + "**\n";
  for (const std::string& line : lines) text += "\n* " + line;
  return text;
}

Json card(const Recommendation& one) {
  std::string detail = one.detail;
  if (one.status == RuleStatus::pending_confirmation)
    detail = "Rests on a finding of an image that no clinician has confirmed. " + detail;
  detail += listed("From", one.inputs_used) + listed("Limits", one.thresholds) +
            listed("Missing", one.inputs_missing);
  std::vector<std::string> sources;
  for (const Citation& source : one.sources) sources.emplace_back(source.text);
  detail += listed("Sources", sources) + "\n\n" + std::string(kDecisionSupport);
  return {
      {"summary", one.summary},
      {"detail", detail},
      {"indicator", word(one.priority)},
      {"source",
       {{"label", "osteon, " + one.pack}, {"topic", {{"code", one.rule_id}, {"display", one.rule_class}}}}},
      {"overrideReasons",
       {{{"code", "known"}, {"display", "Known and already acted on"}},
        {{"code", "does-not-apply"}, {"display", "Does not apply to this person"}},
        {{"code", "preference"}, {"display", "The person prefers otherwise"}}}}};
}

/// One card for all that cannot be judged: nothing is cleared, and nobody is shown thirty cards.
Json open_card(const std::vector<std::string>& open) {
  return {{"summary", std::to_string(open.size()) +
                          " questions cannot be judged: inputs are missing. Nothing is cleared."},
          {"detail", listed("Cannot be judged", open) + "\n\n" + std::string(kDecisionSupport)},
          {"indicator", "info"},
          {"source",
           {{"label", "osteon"}, {"topic", {{"code", "inputs.missing"}, {"display", "missing inputs"}}}}}};
}

}  // namespace

std::string advice_cards(const Proposal& proposal) {
  Json cards = Json::array();
  std::vector<std::string> open;
  for (const Recommendation& one : proposal.advice) {
    if (one.status == RuleStatus::blocked_missing_input)
      open.push_back(one.summary);
    else if (one.rule_class != "info")
      cards.push_back(card(one));
  }
  if (!open.empty()) cards.push_back(open_card(open));
  const Json json{{"cards", cards}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace osteon
