#include "../rule.hpp"

// US Preventive Services Task Force, January 2025: whom to screen, among people without osteoporosis or a
// fracture so far.

namespace osteon {
namespace {

constexpr Citation kUspstf2025{"uspstf2025",
                               "US Preventive Services Task Force. Screening for osteoporosis to prevent "
                               "fractures: recommendation statement, 14 January "
                               "2025"};

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

Truth not_known_to_be_ill(Consultation& c) {
  return !c.is(osteoporosis_before) && !any_fragility_fracture(c);
}

// clang-format off
constexpr Rule kRules[]{
    {"uspstf.women-65", kTest, warning, "screening of women",
     "Woman of 65 or older: screening with bone density is recommended (grade B).",
     "DXA of hip and spine, with or without a risk assessment.",
     "At your age a measurement of bone density is recommended.",
     secondary, {&kUspstf2025}, "S1-121 S2-032 S2-050 S4-003 S4-042",
     [](Consultation& c) { return c.is(Sex::female) && c[age] >= 65 && not_known_to_be_ill(c); }},
    {"uspstf.younger-women", kTest, warning, "screening of younger women after the menopause",
     "Younger than 65, after the menopause, with a risk factor and a raised score: screening (grade B).",
     "A risk factor: a parent's hip fracture, smoking, three units of alcohol a day or more, or low weight; a raised score: OST below "
     "2 or ORAI of 9 or more.",
     "Because of your risk factors a measurement of bone density is recommended.",
     secondary, {&kUspstf2025}, "S1-121 S1-126 S2-050",
     [](Consultation& c) {
       const Truth risk_factor = c.is(parental_hip_fracture) || smokes(c) || drinks(c) || c[bmi] < 20;
       return c.is(Sex::female) && c.is(postmenopausal) && c[age] < 65 && not_known_to_be_ill(c) && risk_factor &&
              (c[ost] < 2 || c[orai] >= 9);
     }},
    {"uspstf.men", kInfo, info, "",
     "Men: the task force finds the evidence on screening insufficient (statement I).",
     "This does not speak against a measurement for a reason: a fracture, a medicine, a disease.",
     "Whether all men should be screened is not known. A measurement for a reason is another matter.",
     secondary, {&kUspstf2025}, "S1-122",
     [](Consultation& c) { return c.is(Sex::male) && not_known_to_be_ill(c); }},
};
// clang-format on

}  // namespace

std::span<const Rule> uspstf_rules() { return kRules; }

}  // namespace osteon
