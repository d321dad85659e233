#include "../citations.hpp"
#include "../rule.hpp"

// American Association of Clinical Endocrinologists, 2020: women after the menopause. Read in a secondary
// account.

namespace osteon {
namespace {

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

Truth woman_after_menopause(Consultation& c) { return c.is(Sex::female) && c.is(postmenopausal); }

/// Osteoporosis by one of the association's four ways.
Truth osteoporosis(Consultation& c) {
  return c[lowest_t] <= -2.5 || hip_or_vertebral_fracture(c) ||
         (low_bone_mass(c) && (c.any_of({humerus_fracture, pelvis_fracture, wrist_fracture}) ||
                               c.frax(Outcome::hip, "US") >= 3 || c.frax(Outcome::major, "US") >= 20));
}

// clang-format off
Truth very_high(Consultation& c) {
  const Truth recent = any_fragility_fracture(c) && c.within_months(last_fracture, 12);
  const Truth many = c[fractures_after_50] >= 2 || c[vertebral_fractures] >= 2;
  const Truth on_harmful_medicine = any_fragility_fracture(c) && c.is(glucocorticoids);
  const Truth falling = c.is(injurious_fall) || c[falls_last_year] >= 2;
  return recent || many || on_harmful_medicine || falling || c.is(fracture_on_treatment) || c[lowest_t] < -3.0 ||
         c.frax(Outcome::major, "US") > 30 || c.frax(Outcome::hip, "US") > 4.5;
}

constexpr Rule kRules[]{
    {"aace.diagnosis", kDiagnosis, warning, "",
     "Osteoporosis by the criteria of AACE.",
     "T-score of -2.5 or below, a hip or vertebral fracture without great force, or low bone mass with a fracture of upper arm, "
     "pelvis or forearm or a high FRAX (US model).",
     "Taken together your findings are called osteoporosis.",
     secondary, {&kAace2020}, "S1-101",
     [](Consultation& c) { return woman_after_menopause(c) && osteoporosis(c); }},
    {"aace.diagnosis.stays", kDiagnosis, info, "",
     "Osteoporosis once diagnosed stays the diagnosis when treatment has raised the T-score.",
     "", "A better value under treatment is good news, but the treatment's reason remains.",
     secondary, {&kAace2020}, "S1-141 S2-047",
     [](Consultation& c) { return woman_after_menopause(c) && c.is(osteoporosis_before) && c[lowest_t] > -2.5; }},
    {"aace.very-high", kTreat, warning, "whether the risk is very high",
     "Very high risk by AACE: anabolic classes first can be considered, by a specialist.",
     "A fracture within twelve months, on treatment, several, or under glucocorticoids; a T-score below -3.0; many or injurious "
     "falls; or FRAX above 30 % (major) or 4.5 % (hip), US model.",
     "Your risk of fracture is very high. A specialist can say whether a bone-building medicine comes first.",
     secondary, {&kAace2020}, "S1-104",
     [](Consultation& c) { return woman_after_menopause(c) && osteoporosis(c) && very_high(c); }},
    {"aace.high", kTreat, warning, "whether the risk is high",
     "High risk by AACE: antiresorptive classes can be considered.",
     "Osteoporosis by the association's criteria without any sign of a very high risk.",
     "Your risk of fracture is high: ask about treatment.",
     secondary, {&kAace2020}, "S0-024 S1-103",
     [](Consultation& c) { return woman_after_menopause(c) && osteoporosis(c) && !very_high(c); }},
    {"aace.classes.very-high", kTreat, info, "", "Classes for a very high risk.", "", "", memory, {&kAace2020}, "",
     [](Consultation& c) { return woman_after_menopause(c) && very_high(c); }},
    {"aace.vitamin-d", kLifestyle, info, "",
     "Vitamin D below the range of AACE: 1,000 to 2,000 IU a day, guided by the blood level.",
     "Aim: 75 to 125 nmol/l (30 to 50 ng/ml).", "Your vitamin D may be raised by a daily dose.",
     secondary, {&kAace2020}, "S1-095",
     [](Consultation& c) { return c[vitamin_d] < 74.9; }},
    {"aace.monitor", kMonitor, info, "",
     "DXA every one to two years until the density is stable, on the same machine.",
     "Judged by the least significant change. Markers of bone turnover are optional.",
     "Your density is measured again after one to two years.",
     secondary, {&kAace2020}, "S1-131 S1-145",
     [](Consultation& c) { return woman_after_menopause(c) && treated(c); }},
    {"aace.pause.oral", kMonitor, info, "",
     "Oral bisphosphonate for five years: a pause can be considered if the risk is no longer high.",
     "Six to ten years where the risk was very high.", "",
     secondary, {&kAace2020}, "S1-146",
     [](Consultation& c) { return woman_after_menopause(c) && c[oral_bisphosphonate_years] >= 5; }},
    {"aace.pause.zoledronate", kMonitor, info, "",
     "Zoledronate for three years: a pause can be considered if the risk is no longer high.",
     "Six years where the risk was very high.", "",
     secondary, {&kAace2020}, "S1-146",
     [](Consultation& c) { return woman_after_menopause(c) && c[zoledronate_years] >= 3; }},
};
// clang-format on

}  // namespace

std::span<const Rule> aace_rules() { return kRules; }

}  // namespace osteon
