#include "markup.hpp"
#include "proposal.hpp"

#include <algorithm>
#include <set>

namespace osteon {
namespace {

std::string row(const std::vector<std::string>& cells, const char* tag = "td") {
  std::string all;
  for (const std::string& cell : cells) all += element(tag, "", cell);
  return element("tr", "", all);
}
std::string table(const std::vector<std::string>& head, const std::string& rows) {
  return element("div", "scroll", element("table", "", row(head, "th") + rows));
}

std::string in_words(const std::set<std::string>& inputs) {
  std::string words;
  for (const std::string& input : inputs) words += (words.empty() ? "" : ", ") + escaped(input);
  return words;
}

std::string value_cell(const Calculation& one) {
  const auto shown = [&](const std::optional<double>& value) {
    return value ? number_text(*value, 1) + " " + escaped(one.unit) : std::string();
  };
  std::string value = shown(one.value);
  if (one.lowest && one.highest && *one.lowest != *one.highest)
    value += (value.empty() ? "" : ", ") + number_text(*one.lowest, 1) + " to " + shown(one.highest);
  return value.empty() ? element("span", "soft", "not computed") : value;
}

}  // namespace

std::string missing_section(const std::vector<Recommendation>& all) {
  struct Open {
    std::string summary;
    bool safety;
    std::set<std::string> inputs;
  };
  std::string unsaid;
  std::vector<Open> open;  // what several rules cannot judge is said once
  for (const Recommendation& one : all) {
    if (one.status == RuleStatus::blocked && one.rule_class != "info")
      unsaid += row({escaped(one.summary), element("span", "note", escaped(one.detail))});
    if (one.status != RuleStatus::blocked_missing_input) continue;
    auto here = std::ranges::find(open, one.summary, &Open::summary);
    if (here == open.end())
      here = open.insert(open.end(), {one.summary, one.rule_id.starts_with("safety."), {}});
    here->inputs.insert(one.inputs_missing.begin(), one.inputs_missing.end());
  }
  if (open.empty() && unsaid.empty()) return "";
  std::ranges::stable_partition(open, &Open::safety);
  std::string rows;
  for (const Open& one : open)
    rows += row({escaped(one.summary),
                 element("details", "",
                         element("summary", "note", std::to_string(one.inputs.size()) + " missing") +
                             in_words(one.inputs))});
  return element("h2", "", "What is missing") +
         element("p", "soft",
                 "Nothing is cleared by what is not known. Names of inputs are those of the questionnaire "
                 "(osteon risk --new).") +
         table({"What", "Missing"}, rows + unsaid);
}

std::string examinations_section(const Proposal& proposal) {
  if (proposal.examinations.empty()) return "";
  std::string rows, out;
  for (const Comparison& one : proposal.taken.comparisons) {
    std::string values;
    for (const std::string& value : one.values) values += (values.empty() ? "" : "<br>") + escaped(value);
    rows += row({escaped(one.of), one.agree ? "agree" : element("b", "doubt", "disagree"), values,
                 escaped(one.decides)});
  }
  for (const std::string& one : proposal.taken.left_out) out += element("li", "", escaped(one));
  if (rows.empty() && out.empty()) return "";
  return element("h2", "", "Examinations together") +
         (rows.empty() ? element("p", "soft", "No value was measured twice.")
                       : table({"Of", "", "Values", "Which decides"}, rows)) +
         (out.empty() ? "" : element("p", "soft", "Left out:") + element("ul", "note", out));
}

std::string calculators_section(const Proposal& proposal) {
  std::string rows, notes;
  std::set<std::string> disclaimers;
  for (const Calculation& one : proposal.calculations) {
    const std::string years = one.years ? ", " + std::to_string(*one.years) + " years" : "";
    const std::string missing = one.inputs_missing.empty() ? ""
                                : one.inputs_missing.size() == 1
                                    ? "1 input missing. "
                                    : std::to_string(one.inputs_missing.size()) + " inputs missing. ";
    rows += row({escaped(one.tool), escaped(one.outcome) + years, value_cell(one), escaped(one.group),
                 element("span", "note", missing + escaped(one.note))});
    if (!one.disclaimer.empty()) disclaimers.insert(one.disclaimer);
  }
  for (const std::string& one : disclaimers) notes += element("p", "note", escaped(one));
  return element("h2", "", "Calculators") +
         table({"Tool", "Of", "Value, range over what is unknown", "Group", "Note"}, rows) + notes;
}

}  // namespace osteon
