#include "../html/advice.hpp"
#include "../html/markup.hpp"
#include "days.hpp"

#include <osteon/report/advice_file.hpp>
#include <osteon/risk/calculations.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace osteon {
namespace {

bool open(const Recommendation& one) { return one.status == RuleStatus::blocked_missing_input; }
bool told(const Recommendation& one) { return one.rule_id.starts_with("explain."); }

std::string row(const std::vector<std::string>& cells, const char* tag = "td") {
  std::string all;
  for (const std::string& cell : cells) all += element(tag, "", cell);
  return element("tr", "", all);
}
std::string table(const std::vector<std::string>& head, const std::string& rows) {
  return element("div", "scroll", element("table", "", row(head, "th") + rows));
}

std::string glance(const std::vector<Recommendation>& advice) {
  std::string items, milder;
  for (const Recommendation& one : advice) {
    if (open(one)) continue;
    const bool urgent = one.priority == Priority::critical;
    if (!urgent && one.rule_class != "diagnosis") continue;
    (one.priority == Priority::info ? milder : items) +=
        element("li",
                urgent                              ? "alarm"
                : one.priority == Priority::warning ? "doubt"
                                                    : "plain",
                escaped(one.summary));
  }
  items += milder;
  return items.empty() ? element("p", "soft", "Nothing urgent was found in what is known.")
                       : element("ul", "glance", items);
}

/// What holds, in plain words, each once.
std::string plain_words(const std::vector<Recommendation>& advice) {
  std::string items;
  std::set<std::string> said;
  for (const Recommendation& one : advice) {
    if (open(one) || told(one) || one.patient_text.empty() || !said.insert(one.patient_text).second) continue;
    const bool waits = one.status == RuleStatus::pending_confirmation;
    items +=
        element("li", "",
                escaped(one.patient_text) +
                    (waits ? element("span", "note", "If your doctor confirms what a picture shows.") : ""));
  }
  return element("h2", "", "In plain words") + element("ul", "", items);
}

/// The kinds of advice as a reader looks for them, in the order of the advice.
std::string_view group_of(const Recommendation& one) {
  struct Group {
    std::string_view rule_class, words;
  };
  constexpr std::array kGroups{
      Group{"diagnosis", "Category and risk"}, Group{"risk", "Category and risk"},
      Group{"test", "Tests and referrals"},    Group{"referral", "Tests and referrals"},
      Group{"contraindication", "Medicines"},  Group{"treat_consider", "Medicines"},
      Group{"procedure", "Medicines"},         Group{"monitor", "Follow-up"},
      Group{"lifestyle", "Everyday life"},     Group{"falls", "Everyday life"}};
  if (one.priority == Priority::critical) return "Urgent";
  for (const Group& group : kGroups)
    if (group.rule_class == one.rule_class) return group.words;
  return "";
}

std::string cards(const std::vector<Recommendation>& advice) {
  std::string all;
  std::string_view group;
  for (const Recommendation& one : advice) {
    if (open(one) || one.rule_class == "info") continue;
    if (const auto here = group_of(one); here != group) all += element("h3", "", group = here);
    all += recommendation_card(one);
  }
  return element("h2", "", "What to consider") + element("div", "cards", all);
}

std::string not_judged(const std::vector<Recommendation>& advice) {
  std::string rows;
  for (const Recommendation& one : advice) {
    if (!open(one)) continue;
    std::string missing;
    for (const std::string& input : one.inputs_missing)
      missing += (missing.empty() ? "" : ", ") + escaped(input);
    rows += row({escaped(one.summary),
                 element("details", "",
                         element("summary", "note", std::to_string(one.inputs_missing.size()) + " missing") +
                             missing)});
  }
  if (rows.empty()) return "";
  return element("h2", "", "Not judged: information is missing") +
         element("p", "soft", "Nothing is cleared by what is not known.") + table({"What", "Missing"}, rows);
}

std::string calculators(const Person& person) {
  std::string rows;
  std::set<std::string> disclaimers;
  for (const Calculation& one : calculate(person)) {
    const auto shown = [&](const std::optional<double>& value) {
      return value ? number_text(*value, 1) + " " + escaped(one.unit) : std::string();
    };
    std::string value = shown(one.value);
    if (one.lowest && one.highest && *one.lowest != *one.highest)
      value += (value.empty() ? "" : ", ") + number_text(*one.lowest, 1) + " to " + shown(one.highest);
    if (value.empty()) value = element("span", "soft", "not computed");
    const std::string years = one.years ? ", " + std::to_string(*one.years) + " years" : "";
    const std::string missing =
        one.inputs_missing.empty() ? "" : std::to_string(one.inputs_missing.size()) + " inputs missing. ";
    rows += row({escaped(one.tool), escaped(one.outcome) + years, value, escaped(one.group),
                 element("span", "note", missing + escaped(one.note))});
    if (!one.disclaimer.empty()) disclaimers.insert(one.disclaimer);
  }
  std::string notes;
  for (const std::string& one : disclaimers) notes += element("p", "note", escaped(one));
  return element("h2", "", "Calculators") +
         table({"Tool", "Of", "Value, range over what is unknown", "Group", "Note"}, rows) + notes;
}

std::string examinations(const PersonFile& file) {
  if (file.examinations.empty()) return "";
  std::string rows, out;
  for (const Comparison& one : file.taken.comparisons) {
    std::string values;
    for (const std::string& value : one.values) values += (values.empty() ? "" : "<br>") + escaped(value);
    rows += row({escaped(one.of), one.agree ? "agree" : element("b", "doubt", "disagree"), values,
                 escaped(one.decides)});
  }
  for (const std::string& one : file.taken.left_out) out += element("li", "", escaped(one));
  return element("h2", "", "Examinations together") +
         (rows.empty() ? element("p", "soft", "No value was measured twice.")
                       : table({"Of", "", "Values", "Which decides"}, rows)) +
         (out.empty() ? "" : element("p", "soft", "Left out:") + element("ul", "note", out));
}

std::string explanations(const std::vector<Recommendation>& advice) {
  std::string all;
  for (const Recommendation& one : advice)
    if (told(one) && !open(one))
      all += element("h3", "", escaped(one.summary)) + element("p", "", escaped(one.patient_text));
  return element("details", "", element("summary", "", "About osteoporosis") + all);
}

}  // namespace

std::string advice_page(const PersonFile& file, const PackChoice& chosen) {
  const auto advice = advise(file.person, chosen);
  std::string guidelines;
  for (const PackInfo& pack : packs())
    if (std::find(chosen.keys.begin(), chosen.keys.end(), pack.key) != chosen.keys.end())
      guidelines +=
          (guidelines.empty() ? "" : "; ") + escaped(std::string(pack.body) + ", " + std::string(pack.id));
  std::string faults;
  for (const FieldFault& one : file.faults)
    faults += element("li", "doubt",
                      escaped(one.field + " \"" + one.value + "\" is left out; it may be: " + one.limit));
  const std::string day = file.person.assessed_on ? iso_day(*file.person.assessed_on) : "day not given";
  std::string body = element(
      "header", "",
      element("h1", "", "Bone health: what the data say") +
          element("span", "soft", escaped(file.person.id.empty() ? day : file.person.id + ", " + day)));
  body += element("p", "", element("b", "", escaped(kDecisionSupport)));
  body +=
      element("p", "soft",
              guidelines.empty() ? "No guideline was chosen." : "Guidelines, each for itself: " + guidelines);
  if (!faults.empty()) body += element("h2", "", "Entries left out") + element("ul", "glance", faults);
  body += glance(advice) + plain_words(advice) + cards(advice) + examinations(file) +
          calculators(file.person) + not_judged(advice);
  body += element("h2", "", "Sources of the rules") + recommendation_sources(advice) + explanations(advice);
  return page("Bone health: what the data say", body);
}

}  // namespace osteon
