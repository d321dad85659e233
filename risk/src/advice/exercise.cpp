#include "citations.hpp"
#include "rule.hpp"

// Exercise in five strata, from robust to freshly broken. The strata are this program's, from the UK
// consensus of 2022 and the articles; a physiotherapist fits them to the person.

namespace osteon {
namespace {

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

Truth faller(Consultation& c) {
  return c[falls_last_year] >= 2 || c[timed_up_and_go] >= 12 || c.is(unsteady);
}
Truth fresh_fracture(Consultation& c) {
  return hip_or_vertebral_fracture(c) && c.within_months(last_fracture, 12.0 * 7 / 30.4375);
}
Truth several_fractures(Consultation& c) { return c.is(vertebral_fracture) || c[fractures_after_50] >= 2; }

// clang-format off
constexpr Rule kRules[]{
    {"exercise.1-robust", kLifestyle, info, "",
     "Exercise, robust: strength 2 to 3 days a week, impacts, balance.",
     "8 to 12 repetitions, up to 3 sets, growing load; about 50 moderate impacts on most days, or some 10 minutes of jumping 3 times a "
     "week: rope, hops, step jumps, landing softly, never into pain.",
     "Train strength two or three times a week, jump or skip a little, and train balance. Increase slowly; stop if it hurts.",
     secondary, {&kUkExercise2022, &kPatientArticles}, "S1-063 S1-064 S1-070 S1-071 S1-072 S1-073 S1-074 S1-134",
     [](Consultation& c) { return c[lowest_t] > -2.5 && !any_fragility_fracture(c) && !faller(c); }},
    {"exercise.2-osteoporosis", kLifestyle, info, "",
     "Exercise, osteoporosis without vertebral fracture: supervised start, strength first, impact only later.",
     "Impact after a base of strength, individually; no repeated loaded bending or twisting.",
     "Start strength training with a physiotherapist. Jumping comes later, if at all.",
     secondary, {&kUkExercise2022}, "S1-037 S1-040 S1-041 S1-042 S1-044 S1-115",
     [](Consultation& c) { return c[lowest_t] <= -2.5 && !several_fractures(c) && !faller(c) && !fresh_fracture(c); }},
    {"exercise.3-vertebral-fracture", kLifestyle, warning, "",
     "Exercise after vertebral or several fractures: spine-safe, technique first, no jumps, brisk walking at most.",
     "Endurance of the back extensors, hip hinge, daily balance with support, strength of back, hips and legs against the stoop. No "
     "sit-ups, toe touches, end-range bending, sudden twists.",
     "With a broken vertebra: train your back muscles and legs with guidance, bend from the hips, do not jump, bend or twist under "
     "load.",
     secondary, {&kUkExercise2022, &kPatientArticles}, "S1-030 S1-037 S1-039 S1-043 S1-076 S1-143 S2-044",
     [](Consultation& c) { return several_fractures(c); }},
    {"exercise.4-falls", kLifestyle, warning, "",
     "Exercise for those who fall or are unsteady: balance first, with a fall-prevention programme.",
     "Standing up from a chair, supported balance; no impact.", "Balance training comes first for you, best in a falls programme.",
     secondary, {&kUkExercise2022}, "S1-037 S1-077 S1-078 S1-129",
     [](Consultation& c) { return faller(c); }},
    {"exercise.5-fresh-fracture", kLifestyle, warning, "",
     "Within twelve weeks of a hip or vertebral fracture: led by a physiotherapist, early movement, no impact.",
     "Breathing and extension exercises, pain as the guide, bed rest avoided.",
     "After a fresh fracture a physiotherapist guides you. Move early, as pain allows; do not stay in bed.",
     secondary, {&kUkExercise2022, &kPatientArticles}, "S1-037 S1-043 S1-075",
     [](Consultation& c) { return fresh_fracture(c); }},
    {"exercise.strength-list", kLifestyle, info, "",
     "Strength at least twice a week, whole body: rise and squat, hip hinge, step-ups, rows and presses, carries.",
     "Load grows as long as the form holds, heavy only with coaching. It also helps muscle, sugar and fitness.",
     "Twice a week: rise from a chair, bend from the hips, step up, pull, press and carry. Slowly more weight, with good form.",
     secondary, {&kCanada2023, &kPatientArticles}, "S1-032 S1-042 S1-064 S1-065 S1-066 S1-067 S1-068 S1-069 S1-070 S1-134 S2-043 S3-057", everybody},
    {"exercise.balance-list", kLifestyle, info, "",
     "Balance: one leg near a support, heel to toe, stepping down slowly, turns and changes of direction.",
     "The aim is to catch a stumble, with calves, thighs, buttocks and hips trained first.",
     "Stand on one leg near a support, walk heel to toe, step down slowly, practise turns.",
     secondary, {&kCanada2023, &kPatientArticles}, "S1-038 S1-079 S1-080 S1-081 S1-082 S1-083 S1-084 S2-043", everybody},
    {"exercise.walking-not-enough", kLifestyle, info, "",
     "Walking alone does not hold the density of the spine: add strength and balance.",
     "", "Keep walking, and add strength and balance.",
     secondary, {&kCanada2023, &kPatientArticles}, "S1-135 S1-136 S2-048", everybody},
    {"exercise.who-first", kLifestyle, info, "",
     "Muscle and balance have priority: over 40 with fading strength, sitting most of the day, or afraid of falling.",
     "", "Strength and balance training is worth most for you.",
     secondary, {&kPatientArticles}, "S1-127 S1-128 S1-129",
     [](Consultation& c) { return (c[age] > 40 && c.is(sarcopenia)) || c.any_of({sedentary, unsteady, fear_of_falling}); }},
    {"exercise.physiotherapist", kReferral, warning, "",
     "Vertebral fracture or a T-score of -3.5 or below: spine-safe training led by a physiotherapist.",
     "", "A physiotherapist should show you safe exercises.",
     secondary, {&kUkExercise2022, &kPatientArticles}, "S1-043",
     [](Consultation& c) { return c.is(vertebral_fracture) || c[lowest_t] <= -3.5; }},
};
// clang-format on

}  // namespace

std::span<const Rule> exercise_rules() { return kRules; }

}  // namespace osteon
