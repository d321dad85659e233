#include <osteon/risk/person.hpp>

#include <string>

namespace osteon {
namespace {

using A = Answer;
using E = Event;
using N = Number;

bool says(const Person& p, Answer answer, bool what) { return p[answer] && p[answer]->value == what; }
bool above(const Person& p, Number number, double limit) { return p[number] && p[number]->value > limit; }

template <class... Entries>
void forget(Person& person, Entries... entries) {
  (person[entries].reset(), ...);
}

/// Two entries that cannot both be true.
struct Contradiction {
  std::string_view fields, limit;
  bool (*holds)(const Person&);
  void (*take_back)(Person&);
};

// clang-format off
constexpr Contradiction kContradictions[]{
    {"height, tallest_height", "the greatest height is not below the height now",
     [](const Person& p) { return p[N::height] && p[N::tallest_height] && p[N::tallest_height]->value < p[N::height]->value; },
     [](Person& p) { forget(p, N::height, N::tallest_height); }},
    {"age, age_at_menopause", "the menopause does not lie in the future",
     [](const Person& p) { return p[N::age] && p[N::age_at_menopause] && p[N::age_at_menopause]->value > p[N::age]->value; },
     [](Person& p) { forget(p, N::age, N::age_at_menopause); }},
    {"age_at_menopause, postmenopausal", "an age at the menopause is that of somebody after it",
     [](const Person& p) { return p[N::age_at_menopause] && says(p, A::postmenopausal, false); },
     [](Person& p) { forget(p, N::age_at_menopause, A::postmenopausal); }},
    {"sex, postmenopausal", "men have no menopause",
     [](const Person& p) { return p.sex == Sex::male && says(p, A::postmenopausal, true); },
     [](Person& p) { forget(p, A::postmenopausal); p.sex = Sex::other; }},
    {"sex, pregnancy_possible", "men do not become pregnant",
     [](const Person& p) { return p.sex == Sex::male && says(p, A::pregnancy_possible, true); },
     [](Person& p) { forget(p, A::pregnancy_possible); p.sex = Sex::other; }},
    {"vertebral_fracture, vertebral_fractures", "no confirmed vertebral fracture, yet a number of them",
     [](const Person& p) { return says(p, A::vertebral_fracture, false) && above(p, N::vertebral_fractures, 0); },
     [](Person& p) { forget(p, A::vertebral_fracture, N::vertebral_fractures); }},
    {"vertebral_fracture, last_vertebral_fracture", "no confirmed vertebral fracture, yet a day of one",
     [](const Person& p) { return says(p, A::vertebral_fracture, false) && p[E::last_vertebral_fracture]; },
     [](Person& p) { forget(p, A::vertebral_fracture, E::last_vertebral_fracture); }},
    {"falls_history, falls_last_year", "never fallen, yet falls within the year",
     [](const Person& p) { return says(p, A::falls_history, false) && above(p, N::falls_last_year, 0); },
     [](Person& p) { forget(p, A::falls_history, N::falls_last_year); }},
    {"oestrogen_now, oestrogen_ever", "oestrogen now, yet never",
     [](const Person& p) { return says(p, A::oestrogen_now, true) && says(p, A::oestrogen_ever, false); },
     [](Person& p) { forget(p, A::oestrogen_now, A::oestrogen_ever); }},
    {"glucocorticoids, glucocorticoid_dose", "no glucocorticoids, yet a dose of them",
     [](const Person& p) { return says(p, A::glucocorticoids, false) && above(p, N::glucocorticoid_dose, 0); },
     [](Person& p) { forget(p, A::glucocorticoids, N::glucocorticoid_dose); }},
    {"on_denosumab, on_antiresorptive", "denosumab is an antiresorptive",
     [](const Person& p) { return says(p, A::on_denosumab, true) && says(p, A::on_antiresorptive, false); },
     [](Person& p) { forget(p, A::on_denosumab, A::on_antiresorptive); }},
    {"denosumab_doses, last_denosumab", "no dose of denosumab, yet a day of one",
     [](const Person& p) { return p[N::denosumab_doses] && p[N::denosumab_doses]->value == 0 && p[E::last_denosumab]; },
     [](Person& p) { forget(p, N::denosumab_doses, E::last_denosumab); }},
    {"breast_cancer, cancer", "breast cancer is cancer",
     [](const Person& p) { return says(p, A::breast_cancer, true) && says(p, A::cancer, false); },
     [](Person& p) { forget(p, A::breast_cancer, A::cancer); }},
    {"stroke or myocardial_infarction, cardiovascular_disease", "a heart attack or stroke is cardiovascular disease",
     [](const Person& p) {
       return (p[E::stroke] || p[E::myocardial_infarction]) && says(p, A::cardiovascular_disease, false);
     },
     [](Person& p) { forget(p, A::cardiovascular_disease, E::stroke, E::myocardial_infarction); }},
};
// clang-format on

}  // namespace

std::vector<FieldFault> take_back_contradictions(Person& person) {
  std::vector<FieldFault> result;
  for (const Contradiction& one : kContradictions)
    if (one.holds(person)) {
      one.take_back(person);
      result.push_back({std::string(one.fields), "contradict each other", std::string(one.limit)});
    }
  return result;
}

}  // namespace osteon
