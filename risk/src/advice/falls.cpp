#include "citations.hpp"
#include "rule.hpp"

// Falls by STEADI: ask everybody of 65 or more once a year, test who answers yes, act on what is found.

namespace osteon {
namespace {

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

Truth screened_positive(Consultation& c) {
  return c[falls_last_year] >= 1 || c.any_of({unsteady, fear_of_falling}) || c[stay_independent_points] >= 4;
}

// clang-format off
constexpr Rule kRules[]{
    {"falls.screen", kFalls, info, "",
     "Ask once a year from 65 on: fallen? unsteady? worried about falling?",
     "Most fractures beside the spine begin with a fall; preventing falls is often the fastest way to fewer fractures.",
     "Tell your doctor if you have fallen, feel unsteady or are afraid of falling.",
     secondary, {&kSteadi, &kPatientArticles}, "S1-029 S1-035 S1-148 S3-049",
     [](Consultation& c) { return c[age] >= 65; }},
    {"falls.assess", kFalls, warning, "the risk of falling",
     "Risk of falling: test walking, rising and standing, blood pressure on standing, sight, feet, home, medicines.",
     "A fall within a year, unsteady, worried, or 4 points of Stay Independent. Timed Up and Go, 30-second chair stand, 4-stage balance.",
     "Some simple tests show why you might fall, and what helps.",
     secondary, {&kSteadi}, "S1-029 S1-116 S2-015 S3-049 S3-059 S4-021",
     [](Consultation& c) { return c[age] >= 65 && screened_positive(c); }},
    {"falls.strength-and-balance", kFalls, warning, "",
     "Walking, rising or standing is impaired: a programme of strength and balance.",
     "Timed Up and Go of 12 s or more, fewer chair stands than usual, or less than 10 s with one foot before the other.",
     "A programme of strength and balance training makes you steadier.",
     secondary, {&kSteadi}, "S1-028 S1-116 S2-015 S4-021",
     [](Consultation& c) { return c[timed_up_and_go] >= 12 || c.is(chair_stands_below_norm) || c[tandem_stand] < 10; }},
    {"falls.medicines", kFalls, warning, "",
     "Medicines that lead to falls: review sedatives, opioids, antidepressants and blood pressure.",
     "By who prescribed them.", "Some medicines make you dizzy. Ask whether they are all needed.",
     secondary, {&kSteadi}, "S1-108",
     [](Consultation& c) { return c.any_of({sedative, opioid, antidepressant, blood_pressure_medicine}); }},
    {"falls.circulation-and-nerves", kFalls, warning, "",
     "Dizzy, blood pressure that drops, or numb feet: examine and treat.",
     "", "Dizziness and numb feet lead to falls and can be examined.",
     secondary, {&kSteadi}, "S1-111",
     [](Consultation& c) { return c.any_of({dizziness_or_low_pressure, neuropathy}); }},
    {"falls.senses", kFalls, info, "",
     "Sees or hears badly: eye and ear tests.", "", "Have your eyes and ears tested.",
     secondary, {&kSteadi}, "S1-107",
     [](Consultation& c) { return c.is(vision_or_hearing_problem); }},
    {"falls.feet", kFalls, info, "",
     "Feet or shoes: stable shoes with a firm sole, care of the feet.", "", "Wear stable shoes that do not slip.",
     secondary, {&kSteadi}, "S1-110",
     [](Consultation& c) { return c.is(feet_or_footwear_problem); }},
    {"falls.home", kFalls, info, "",
     "Home: remove loose rugs, better light, rails in bath and on stairs.", "", "Remove loose rugs, put in better light and rails.",
     secondary, {&kSteadi}, "S1-109",
     [](Consultation& c) { return c.is(home_hazards); }},
    {"falls.fear", kFalls, info, "",
     "Afraid of falling: less movement makes muscles weaker; build confidence by training near a support.", "",
     "Fear of falling is understandable. Training near a support helps more than sitting.",
     secondary, {&kSteadi}, "S1-028 S1-035",
     [](Consultation& c) { return c.is(fear_of_falling); }},
    {"falls.care-home", kFalls, info, "",
     "Lives in a care home: hip protectors can be considered.", "", "Padded underwear can protect the hip.",
     secondary, {&kSteadi}, "S3-059",
     [](Consultation& c) { return c.is(care_home); }},
};
// clang-format on

}  // namespace

std::span<const Rule> falls_rules() { return kRules; }

}  // namespace osteon
