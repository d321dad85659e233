#include "../citations.hpp"
#include "../rule.hpp"

// Bone Health and Osteoporosis Foundation, US, 2022; read in part. Its probabilities are those of the US
// model of FRAX.

namespace osteon {
namespace {

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

// clang-format off
constexpr Rule kRules[]{
    {"bhof.diagnosis.fracture", kDiagnosis, warning, "",
     "Hip or vertebral fracture without great force: osteoporosis by diagnosis, whatever the density is.",
     "Also low bone mass with a fracture of the upper arm or the pelvis.",
     "A broken hip or vertebra without a real accident means osteoporosis, even if the density looks better.",
     secondary, {&kBhof2022}, "S0-010 S1-101 S1-123",
     [](Consultation& c) {
       return of_t_score_age(c) && (hip_or_vertebral_fracture(c) ||
                                    (low_bone_mass(c) && c.any_of({humerus_fracture, pelvis_fracture})));
     }},
    {"bhof.treat.fracture", kTreat, warning, "treatment after a hip or vertebral fracture",
     "Hip or vertebral fracture: treatment can be considered whatever the density is.",
     "Post-menopausal women and men from 50 on; vertebral fractures also where an image alone shows them.",
     "After such a fracture a medicine for bone is worth a talk with your doctor.",
     secondary, {&kBhof2022}, "S1-101",
     [](Consultation& c) { return of_t_score_age(c) && hip_or_vertebral_fracture(c); }},
    {"bhof.treat.t-score", kTreat, warning, "treatment by the T-score",
     "T-score in the range of osteoporosis: treatment can be considered.",
     "Lowest of lumbar spine, femoral neck, total hip and a third of the radius, by DXA.",
     "With this bone density a medicine for bone is worth a talk with your doctor.",
     secondary, {&kBhof2022}, "S1-100",
     [](Consultation& c) { return of_t_score_age(c) && c[lowest_t] <= -2.5; }},
    {"bhof.treat.frax", kTreat, warning, "treatment by FRAX with low bone mass",
     "Low bone mass with a high ten-year probability: treatment can be considered.",
     "US model of FRAX: hip 3 % or more, or major osteoporotic fracture 20 % or more.",
     "Your bone density is only a little low, but your risk of fracture is high: ask about treatment.",
     secondary, {&kBhof2022}, "S1-061 S1-102 S1-137",
     [](Consultation& c) {
       return of_t_score_age(c) && low_bone_mass(c) &&
              (c.frax(Outcome::hip, "US") >= 3 || c.frax(Outcome::major, "US") >= 20);
     }},
    {"bhof.treat.low-mass-fracture", kTreat, warning, "treatment after a fracture with low bone mass",
     "Low bone mass with a fracture of pelvis or upper arm: treatment can be considered.",
     "", "After this fracture a medicine for bone is worth a talk with your doctor.",
     secondary, {&kBhof2022}, "S1-101",
     [](Consultation& c) {
       return of_t_score_age(c) && low_bone_mass(c) && c.any_of({pelvis_fracture, humerus_fracture});
     }},
    {"bhof.treat.low-mass-forearm", kTreat, warning, "", "Low bone mass with a fracture of the forearm: treatment.", "", "",
     memory, {&kBhof2022}, "",
     [](Consultation& c) { return of_t_score_age(c) && low_bone_mass(c) && c.is(wrist_fracture); }},
    {"bhof.low-risk", kMonitor, info, "",
     "Low bone mass and a low ten-year probability: lifestyle and review rather than a medicine.",
     "US model of FRAX: hip below 3 % and major osteoporotic fracture below 20 %, and none of the fractures that decide.",
     "At present a medicine is not needed. Exercise, food and preventing falls are.",
     secondary, {&kBhof2022}, "S0-004 S1-062",
     [](Consultation& c) {
       return of_t_score_age(c) && low_bone_mass(c) && c.frax(Outcome::hip, "US") < 3 &&
              c.frax(Outcome::major, "US") < 20 && !any_fragility_fracture(c);
     }},
    {"bhof.post-fracture", kReferral, warning, "",
     "Fracture without great force: secondary prevention within weeks, with care of falls and pain.",
     "A fracture is often the first sign of osteoporosis; a fracture liaison service closes the gap.",
     "After one fracture the next is more likely. Prevention starts within weeks.",
     secondary, {&kBhof2022}, "S0-018 S1-123",
     [](Consultation& c) { return any_fragility_fracture(c) && !treated(c); }},
    {"bhof.calcium.older", kLifestyle, info, "",
     "Calcium 1,200 mg a day in all, from food first.",
     "Women from 51 on, men from 71 on. A supplement fills the gap alone.",
     "Aim at 1,200 mg of calcium a day, from food if you can.",
     secondary, {&kBhof2022}, "S1-090",
     [](Consultation& c) { return (c.is(Sex::female) && c[age] >= 51) || (c.is(Sex::male) && c[age] >= 71); }},
    {"bhof.calcium.men-50", kLifestyle, info, "",
     "Calcium 1,000 mg a day in all, from food first.",
     "Men from 50 to 70.", "Aim at 1,000 mg of calcium a day, from food if you can.",
     secondary, {&kBhof2022}, "S1-089",
     [](Consultation& c) { return c.is(Sex::male) && c[age] >= 50 && c[age] < 71; }},
    {"bhof.vitamin-d", kLifestyle, info, "",
     "Vitamin D below the range of BHOF: 800 to 1,000 IU a day, guided by the blood level.",
     "Aim: 75 to 125 nmol/l (30 to 50 ng/ml).", "Your vitamin D may be raised by a small daily dose.",
     secondary, {&kBhof2022}, "S1-095",
     [](Consultation& c) { return c[vitamin_d] < 74.9; }},
    {"bhof.vertebral-imaging", kTest, info, "", "Imaging of the vertebrae by age, T-score, height or fracture.", "", "",
     memory, {&kBhof2022}, "",
     [](Consultation& c) { return c.is(Sex::female) && c[age] >= 65 && c[lowest_t] <= -1.0; }},
    {"bhof.density-test", kTest, info, "", "Measure bone density from 65 (women) or 70 (men) on, or with risk factors.", "", "",
     memory, {&kBhof2022}, "",
     [](Consultation& c) { return (c.is(Sex::female) && c[age] >= 65) || (c.is(Sex::male) && c[age] >= 70); }},
};
// clang-format on

}  // namespace

std::span<const Rule> bhof_rules() { return kRules; }

}  // namespace osteon
