#include "../rule.hpp"

// NICE, England, clinical guideline 146: whom to assess.

namespace osteon {
namespace {

constexpr Citation kCg146{
    "nice-cg146", "NICE clinical guideline 146. Osteoporosis: assessing the risk of fragility fracture"};

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

Truth major_risk_factor(Consultation& c) {
  return c.any_of({hypogonadism, ovaries_removed, parental_hip_fracture, rheumatoid_arthritis}) ||
         any_fragility_fracture(c) || (c.is(glucocorticoids) && c[glucocorticoid_months] >= 3) ||
         c[falls_last_year] >= 1;
}

// clang-format off
constexpr Rule kRules[]{
    {"nice.assess", kTest, warning, "assessment of the risk of fracture",
     "Assess the risk of fracture with FRAX or QFracture, before any measurement of density.",
     "Women from 65, men from 75 on; from 50 with a risk factor.",
     "Your risk of fracture should be worked out with a questionnaire.",
     secondary, {&kCg146}, "S1-057 S1-121 S1-122 S1-123 S1-124 S2-032 S2-050 S4-003",
     [](Consultation& c) {
       return (c.is(Sex::female) && c[age] >= 65) || (c.is(Sex::male) && c[age] >= 75) ||
              (c[age] >= 50 && (major_risk_factor(c) || smokes(c) || drinks(c)));
     }},
    {"nice.below-50", kRisk, info, "",
     "Below 50 without a major risk factor: no routine assessment.",
     "", "At your age an assessment is not needed as a routine.",
     secondary, {&kCg146}, "",
     [](Consultation& c) { return c[age] < 50 && !major_risk_factor(c); }},
    {"nice.density-below-40", kTest, info, "",
     "Below 40 with a major risk factor: consider measuring the density.",
     "", "Because of your risk factor a measurement of bone density can be considered.",
     secondary, {&kCg146}, "S1-124",
     [](Consultation& c) { return c[age] < 40 && major_risk_factor(c); }},
};
// clang-format on

}  // namespace

std::span<const Rule> nice_rules() { return kRules; }

}  // namespace osteon
