#include <osteon/densitometry/rounding.hpp>
#include <osteon/risk/person.hpp>

#include <cmath>

namespace osteon {
namespace {

constexpr double kKgPerPound = 0.45359237;
constexpr double kCreatinineUmolPerMg = 88.42;  // 113.1 g/mol, umol/l per mg/dl

using N = Number;
// clang-format off
constexpr std::array<NumberField, static_cast<std::size_t>(N::count_)> kNumbers{{
    {N::age, "age", "years", "Age", 0, 120},
    {N::weight, "weight", "kg", "Body weight", 20, 350, {{{"lb", kKgPerPound}}}},
    {N::t_lumbar_spine, "t_lumbar_spine", "SD", "T-score of L1 to L4 by DXA", -10, 10},
    {N::t_femoral_neck, "t_femoral_neck", "SD", "T-score of the femoral neck by DXA", -10, 10},
    {N::t_total_hip, "t_total_hip", "SD", "T-score of the total hip by DXA", -10, 10},
    {N::t_radius, "t_radius", "SD", "T-score of a third of the radius by DXA", -10, 10},
    {N::creatinine, "creatinine", "umol/l", "Creatinine in serum", 10, 3000, {{{"mg/dl", kCreatinineUmolPerMg}}}},
    {N::egfr, "egfr", "ml/min/1.73m2", "Estimated glomerular filtration rate", 1, 250},
}};

using A = Answer;
constexpr std::array<AnswerField, static_cast<std::size_t>(A::count_)> kAnswers{{
    {A::postmenopausal, "postmenopausal", "After the menopause"},
    {A::vertebral_fracture, "vertebral_fracture", "Vertebral fracture, confirmed by a clinician"},
    {A::hip_fracture, "hip_fracture", "Hip fracture without great force"},
    {A::oesophageal_disorder, "oesophageal_disorder", "Stricture, achalasia or another disorder that delays the oesophagus"},
    {A::unable_to_stay_upright, "unable_to_stay_upright", "Cannot sit or stand upright for 30 minutes"},
    {A::leg_weakness_or_numbness, "leg_weakness_or_numbness", "New weakness or numbness of a leg"},
    {A::saddle_numbness, "saddle_numbness", "Numbness where one sits"},
    {A::bladder_or_bowel_change, "bladder_or_bowel_change", "New trouble with bladder or bowel"},
    {A::thigh_or_groin_pain, "thigh_or_groin_pain", "New pain in thigh or groin"},
    {A::exposed_jaw_bone, "exposed_jaw_bone", "Bone of the jaw lies open"},
    {A::on_denosumab, "on_denosumab", "Treated with denosumab"},
    {A::on_antiresorptive, "on_antiresorptive", "Treated with a bisphosphonate or denosumab"},
}};

using E = Event;
constexpr std::array<EventField, static_cast<std::size_t>(E::count_)> kEvents{{
    {E::myocardial_infarction, "myocardial_infarction", "Heart attack"},
    {E::stroke, "stroke", "Stroke"},
    {E::last_denosumab, "last_denosumab", "Last dose of denosumab"},
}};
// clang-format on

template <class Table, class Of>
constexpr bool in_order(const Table& table, Of of) {
  for (std::size_t n = 0; n < table.size(); ++n)
    if (static_cast<std::size_t>(of(table[n])) != n) return false;
  return true;
}
static_assert(in_order(kNumbers, [](const NumberField& f) { return f.number; }));
static_assert(in_order(kAnswers, [](const AnswerField& f) { return f.answer; }));
static_assert(in_order(kEvents, [](const EventField& f) { return f.event; }));

std::optional<double> factor_of(const NumberField& field, std::string_view unit) {
  if (unit.empty() || unit == field.unit) return 1;
  for (const OtherUnit& other : field.other_units)
    if (!other.unit.empty() && other.unit == unit) return other.factor;
  return std::nullopt;
}

}  // namespace

const NumberField& field(Number number) { return kNumbers[static_cast<std::size_t>(number)]; }
const AnswerField& field(Answer answer) { return kAnswers[static_cast<std::size_t>(answer)]; }
const EventField& field(Event event) { return kEvents[static_cast<std::size_t>(event)]; }

std::optional<FieldFault> set(Person& person, Number number, double value, std::string_view unit,
                              std::string origin, std::optional<Day> day) {
  const NumberField& at = field(number);
  const auto factor = factor_of(at, unit);
  if (!factor) {
    std::string units(at.unit);
    for (const OtherUnit& other : at.other_units)
      if (!other.unit.empty()) units += " or " + std::string(other.unit);
    return FieldFault{std::string(at.key), std::string(unit), units};
  }
  const double converted = *factor * value;
  if (!(converted >= at.least && converted <= at.most))
    return FieldFault{
        std::string(at.key), std::isnan(value) ? "not a number" : number_text(converted, 2),
        number_text(at.least, 1) + " to " + number_text(at.most, 1) + " " + std::string(at.unit)};
  person[number] = Known<double>{converted, std::move(origin), day};
  return std::nullopt;
}

}  // namespace osteon
