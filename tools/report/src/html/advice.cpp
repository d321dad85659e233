#include "advice.hpp"

#include "../words.hpp"
#include "markup.hpp"
#include "sections.hpp"

#include <map>
#include <string_view>

namespace osteon {
namespace {

std::string status_words(RuleStatus status) {
  switch (status) {
    case RuleStatus::active:
      return "applies";
    case RuleStatus::pending_confirmation:
      return "if confirmed by a reader";
    case RuleStatus::blocked:
      return "not allowed here";
    case RuleStatus::blocked_missing_input:
      return "waits for missing information";
    case RuleStatus::not_applicable:
      break;
  }
  return "does not apply";
}

std::string urgency_words(Priority priority) {
  return priority == Priority::critical ? "urgent" : priority == Priority::warning ? "important" : "routine";
}

std::string joined(const std::vector<std::string>& words, const char* separator) {
  std::string result;
  for (const auto& one : words) result += (result.empty() ? "" : separator) + escaped(one);
  return result;
}

std::string line(const char* title, const std::string& markup) {
  return markup.empty() ? "" : element("p", "note", std::string(title) + markup);
}

}  // namespace

std::string recommendation_card(const Recommendation& rule) {
  std::string keys;
  for (const auto& source : rule.sources) keys += (keys.empty() ? "" : ", ") + escaped(source.key);
  const std::string head = element(
      "h3", "",
      escaped(rule.summary) + element("span", "chip " + word(rule.priority), urgency_words(rule.priority)) +
          element("span", "chip", status_words(rule.status)));
  const std::string basis = line("Used: ", joined(rule.inputs_used, "; ")) +
                            line("Missing: ", joined(rule.inputs_missing, ", ")) +
                            line("Limits: ", joined(rule.thresholds, "; ")) + line("Sources: ", keys) +
                            line("Rule: ", element("code", "", escaped(rule.rule_id)));
  return element("div", "card " + word(rule.priority),
                 head + element("p", "", escaped(rule.detail)) +
                     element("details", "", element("summary", "note", "Basis") + basis)) +
         "\n";
}

std::string recommendation_sources(const std::vector<Recommendation>& rules) {
  std::map<std::string_view, std::string_view> texts;
  for (const auto& rule : rules)
    for (const auto& source : rule.sources) texts.emplace(source.key, source.text);
  std::string result;
  for (const auto& [key, text] : texts)
    result += element("li", "", element("code", "", escaped(key)) + " " + escaped(text));
  return element("ul", "note", result);
}

std::string recommendation_section(const Report& report) {
  std::string cards;
  for (const auto& rule : report.assessment.recommendations) cards += recommendation_card(rule);
  if (cards.empty()) return "";
  return element("h2", "", "What to consider") + element("div", "cards", cards) +
         element("h2", "", "Sources of the rules") +
         recommendation_sources(report.assessment.recommendations);
}

}  // namespace osteon
