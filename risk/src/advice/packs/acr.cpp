#include "../citations.hpp"
#include "../rule.hpp"

// American College of Rheumatology 2022: bone under glucocorticoids (2.5 mg of prednisolone a day or more for
// over three months). Read in a secondary account.

namespace osteon {
namespace {

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

Truth addressed(Consultation& c) { return long_glucocorticoids(c, 2.5); }

/// FRAX raised for doses above 7.5 mg a day, as the college says: major 1.15, hip 1.20 times.
Asked adjusted(Consultation& c, Outcome outcome) {
  const double factor = outcome == Outcome::major ? 1.15 : 1.20;
  const Truth high_dose = c[glucocorticoid_dose] > 7.5;
  return c.frax(outcome, "")
      .times(high_dose == Truth::yes ? factor : 1, high_dose == Truth::no ? 1 : factor,
             outcome == Outcome::major ? "FRAX, major, adjusted for the dose"
                                       : "FRAX, hip, adjusted for the dose");
}

Truth very_high_dose(Consultation& c) {
  return (c[glucocorticoid_dose] >= 30 && c[glucocorticoid_months] > 1) ||
         c[glucocorticoid_grams_last_year] >= 5;
}

// clang-format off
Truth very_high(Consultation& c) {
  return any_fragility_fracture(c) || c[lowest_t] <= -3.5 || adjusted(c, Outcome::major) >= 30 ||
         adjusted(c, Outcome::hip) >= 4.5 || very_high_dose(c);
}
Truth high(Consultation& c) {
  return c[lowest_t] <= -2.5 || adjusted(c, Outcome::major) >= 20 || adjusted(c, Outcome::hip) >= 3;
}
Truth moderate(Consultation& c) {
  return c[lowest_t] <= -1.0 || adjusted(c, Outcome::major) >= 10 || adjusted(c, Outcome::hip) > 1;
}

constexpr Rule kRules[]{
    {"acr.assess", kTest, warning, "",
     "Glucocorticoids for over three months: assess within six months, density and vertebrae every one to two years.",
     "Risk is assessed again every year while they are taken.", "While you take cortisone, your bones are looked at regularly.",
     secondary, {&kAcr2022}, "S1-124 S3-010 S3-011 S3-013 S3-063",
     [](Consultation& c) { return addressed(c); }},
    {"acr.very-high", kTreat, warning, "the risk under glucocorticoids",
     "From 40 on, very high risk: treatment strongly advised; an anabolic class is preferred, conditionally.",
     "A fracture, a T-score of -3.5 or below, FRAX adjusted for the dose of 30 % (major) or 4.5 % (hip), 30 mg a day for over a month, "
     "or 5 g within a year.",
     "Your risk of fracture under cortisone is very high. A specialist should advise you.",
     secondary, {&kAcr2022}, "S1-104 S3-013",
     [](Consultation& c) { return addressed(c) && c[age] >= 40 && very_high(c); }},
    {"acr.high", kTreat, warning, "the risk under glucocorticoids",
     "From 40 on, high risk: treatment strongly advised.",
     "A T-score of -2.5 or below, or FRAX adjusted for the dose of 20 % (major) or 3 % (hip).",
     "Your risk of fracture under cortisone is high: ask about treatment.",
     secondary, {&kAcr2022}, "S1-102",
     [](Consultation& c) { return addressed(c) && c[age] >= 40 && high(c) && !very_high(c); }},
    {"acr.moderate", kTreat, info, "",
     "From 40 on, moderate risk: treatment can be considered.",
     "A T-score from -1.0 to -2.4, or FRAX adjusted for the dose of 10 % (major) or above 1 % (hip).",
     "Your risk of fracture under cortisone is moderate: ask about treatment.",
     secondary, {&kAcr2022}, "",
     [](Consultation& c) { return addressed(c) && c[age] >= 40 && moderate(c) && !high(c) && !very_high(c); }},
    {"acr.low", kRisk, info, "",
     "From 40 on, low risk: calcium, vitamin D and lifestyle, no medicine.",
     "", "Your risk of fracture under cortisone is low at present.",
     secondary, {&kAcr2022}, "",
     [](Consultation& c) { return addressed(c) && c[age] >= 40 && !moderate(c) && !high(c) && !very_high(c); }},
    {"acr.young.very-high", kTreat, warning, "",
     "Below 40, very high risk: treatment can be considered by a specialist.",
     "A fracture, 30 mg a day for over a month, or 5 g within a year.", "A specialist should advise you on your bones.",
     secondary, {&kAcr2022}, "",
     [](Consultation& c) { return addressed(c) && c[age] < 40 && (any_fragility_fracture(c) || very_high_dose(c)); }},
    {"acr.young.moderate", kTreat, info, "",
     "Below 40, moderate risk: treatment can be considered.",
     "7.5 mg a day or more for six months with a Z-score below -3 or a real loss of density.", "Ask about protecting your bones.",
     secondary, {&kAcr2022}, "",
     [](Consultation& c) {
       return c[age] < 40 && c[glucocorticoid_dose] >= 7.5 && c[glucocorticoid_months] >= 6 &&
              (c[lowest_z] < -3 || c[bmd_loss_in_lsc] >= 1);
     }},
};
// clang-format on

}  // namespace

std::span<const Rule> acr_rules() { return kRules; }

}  // namespace osteon
