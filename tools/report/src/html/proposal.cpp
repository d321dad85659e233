#include "proposal.hpp"

#include "../risk/days.hpp"
#include "advice.hpp"
#include "markup.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace osteon {
namespace {

using All = std::vector<Recommendation>;

bool told(const Recommendation& one) { return one.rule_id.starts_with("explain."); }
bool waits(const Recommendation& one) { return one.status == RuleStatus::pending_confirmation; }
bool holds(const Recommendation& one) { return one.status == RuleStatus::active || waits(one); }

/// The kinds of advice as a reader looks for them, in the order of the advice.
enum class Group { urgent, bones, tests, medicines, follow_up, everyday, nothing };

Group group_of(const Recommendation& one) {
  struct Place {
    std::string_view rule_class;
    Group group;
  };
  constexpr std::array kPlaces{Place{"diagnosis", Group::bones},
                               Place{"risk", Group::bones},
                               Place{"test", Group::tests},
                               Place{"referral", Group::tests},
                               Place{"contraindication", Group::medicines},
                               Place{"treat_consider", Group::medicines},
                               Place{"procedure", Group::medicines},
                               Place{"monitor", Group::follow_up},
                               Place{"lifestyle", Group::everyday},
                               Place{"falls", Group::everyday}};
  if (one.priority == Priority::critical) return Group::urgent;
  for (const Place& place : kPlaces)
    if (place.rule_class == one.rule_class) return place.group;
  return Group::nothing;
}

struct Heading {
  Group group;
  const char *for_person, *for_clinician;
};
constexpr std::array kHeadings{Heading{Group::urgent, "Soon, or at once", "Urgent"},
                               Heading{Group::bones, "About your bones", "Category and risk"},
                               Heading{Group::tests, "Tests and visits", "Tests and referrals"},
                               Heading{Group::medicines, "Medicines", "Medicines, by class"},
                               Heading{Group::follow_up, "Later", "Follow-up"},
                               Heading{Group::everyday, "Every day", "Everyday life and falls"}};

const char* css_of(Priority priority) {
  return priority == Priority::critical ? "alarm" : priority == Priority::warning ? "doubt" : "plain";
}

std::string plain_words(const All& all) {
  std::string result;
  std::set<std::string> said;
  for (const Heading& heading : kHeadings) {
    std::string items;
    for (const Recommendation& one : all) {
      if (!holds(one) || told(one) || group_of(one) != heading.group || one.patient_text.empty() ||
          !said.insert(one.patient_text).second)
        continue;
      items += element(
          "li", "",
          escaped(one.patient_text) +
              (waits(one) ? element("span", "note", "If your doctor confirms what the picture seems to show.")
                          : ""));
    }
    if (!items.empty()) result += element("h4", "", heading.for_person) + element("ul", "", items);
  }
  return result;
}

/// Cards of one group: what warns stands open, what is routine folds away.
std::string cards(const All& all, const Heading& heading) {
  std::string first, routine;
  int count = 0;
  for (const Recommendation& one : all) {
    if (!holds(one) || one.rule_class == "info" || group_of(one) != heading.group) continue;
    const bool folds = one.priority == Priority::info && one.rule_class != "diagnosis";
    (folds ? routine : first) += recommendation_card(one);
    count += folds ? 1 : 0;
  }
  if (!routine.empty())
    routine =
        element("details", "",
                element("summary", "", "Routine: " + std::to_string(count) + (first.empty() ? "" : " more")) +
                    element("div", "cards", routine));
  if (first.empty() && routine.empty()) return "";
  return element("h4", "", heading.for_clinician) + (first.empty() ? "" : element("div", "cards", first)) +
         routine;
}

/// A risk as one tells it; its whole range stands in the table of calculators.
std::string risk_line(const Calculation& one) {
  const std::string value =
      one.value ? number_text(*one.value, 0) + " in 100 people like this"
                : number_text(*one.lowest, 0) + " to " + number_text(*one.highest, 0) + " in 100";
  const std::size_t missing = one.inputs_missing.size();
  return element(
      "li", "plain",
      "Risk of " + escaped(one.outcome) +
          (one.years ? " within " + std::to_string(*one.years) + " years" : "") + ": " +
          element("b", "", "about " + value) + ", by " + escaped(one.tool) +
          (one.external ? ", computed elsewhere" : "") + "." +
          (missing == 0 ? ""
                        : element("span", "note",
                                  std::to_string(missing) + (missing == 1 ? " answer is" : " answers are") +
                                      " not known: the true risk may be higher.")));
}

}  // namespace

std::string suggested_section(const Proposal& proposal, const All& all) {
  std::string urgent, categories, risks;
  for (const Recommendation& one : all) {
    if (!holds(one)) continue;
    const std::string item = element(
        "li", css_of(one.priority),
        escaped(one.summary) + (waits(one) ? element("span", "note", "If confirmed by a reader.") : ""));
    if (one.priority == Priority::critical)
      urgent += item;
    else if (one.rule_class == "diagnosis")
      categories += item;
  }
  for (const Calculation& one : proposal.calculations)
    if (one.unit == "%" && (one.value || one.lowest)) risks += risk_line(one);
  std::string items = urgent + categories + risks;
  if (urgent.empty())
    items += element("li", "plain",
                     "Nothing urgent was found in what is known. What was not asked is not cleared: see "
                     "&#8220;What is missing&#8221;.");
  return element("h2", "", "What it suggests") + element("ul", "glance", items);
}

std::string to_do_section(const All& all) {
  std::string clinician;
  for (const Heading& heading : kHeadings) clinician += cards(all, heading);
  return element("h2", "", "What to do") +
         element("div", "part",
                 element("h3", "", "For you, in plain words") +
                     element("p", "soft",
                             "To take to your doctor, who decides with you. No medicine is begun, "
                             "changed or stopped because of this page.") +
                     plain_words(all)) +
         element("div", "part", element("h3", "", "For the clinician") + clinician);
}

std::string faults_section(const Proposal& proposal) {
  std::string items;
  for (const FieldFault& one : proposal.faults)
    items += element("li", "doubt",
                     escaped(one.field + (one.value.empty() ? "" : " \"" + one.value + "\"") +
                             " is left out; it may be: " + one.limit));
  return items.empty() ? "" : element("h2", "", "Check first") + element("ul", "glance", items);
}

std::string background_section(const All& all) {
  std::string explained;
  for (const Recommendation& one : all)
    if (told(one) && holds(one))
      explained += element("h4", "", escaped(one.summary)) + element("p", "", escaped(one.patient_text));
  return element("h2", "", "Sources of the rules") + recommendation_sources(all) +
         (explained.empty()
              ? ""
              : element("details", "", element("summary", "", "About osteoporosis") + explained));
}

std::string terms(const Proposal& proposal) {
  std::string guidelines;
  for (const PackInfo& pack : packs())
    if (std::ranges::find(proposal.chosen.keys, pack.key) != proposal.chosen.keys.end())
      guidelines += (guidelines.empty() ? "" : "; ") + std::string(pack.body) + ", " + std::string(pack.id);
  const Person& person = proposal.person;
  const std::string who = person.id.empty() ? "" : "Data of " + person.id + ". ";
  const std::string day = person.assessed_on ? "Assessed on " + iso_day(*person.assessed_on) + ". "
                                             : "The day of the assessment is not given. ";
  return element("p", "", element("b", "", escaped(kDecisionSupport))) +
         element("p", "soft",
                 escaped(who + day) +
                     (guidelines.empty()
                          ? std::string(
                                "No guideline was chosen (--pack): thresholds for treatment are not judged.")
                          : "Guidelines, each for itself: " + guidelines + ".")) +
         faults_section(proposal);
}

std::string proposal_sections(const Proposal& proposal, const All& all) {
  return suggested_section(proposal, all) + to_do_section(all) + missing_section(all) +
         examinations_section(proposal) + calculators_section(proposal);
}

}  // namespace osteon
