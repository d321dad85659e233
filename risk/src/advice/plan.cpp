#include "citations.hpp"
#include "rule.hpp"

// The plan as a whole: causes first, classes to consider, pain and procedures, monitoring, whom to ask.

namespace osteon {
namespace {

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

Truth osteoporosis(Consultation& c) { return c[lowest_t] <= -2.5 || hip_or_vertebral_fracture(c); }
Truth very_high(Consultation& c) {
  return c[lowest_t] <= -3.5 || c[vertebral_fractures] >= 2 ||
         (hip_or_vertebral_fracture(c) && c.within_months(last_fracture, 24));
}

// clang-format off
constexpr Rule kRules[]{
    {"plan.bundle", kInfo, info, "",
     "The plan has three parts: stronger bone, less load and impact, better protection from falls.",
     "Assess the risk, treat causes, medicine where the risk is high, strength, balance, protein, calcium and vitamin D, no smoke, "
     "little alcohol. No part alone is enough; calcium alone is not.",
     "Stronger bones need several things together: movement, good food, no falls, no smoking, little alcohol and, if your risk is "
     "high, a medicine.",
     secondary, {&kPatientArticles}, "S1-006 S1-112 S1-120 S1-130 S1-147 S2-003 S2-035 S4-036 S4-039 S4-043", everybody},
    {"plan.lifestyle", kLifestyle, info, "",
     "Low bone mass: exercise, food, no smoking, little alcohol, and falls prevented, so that it goes no further.",
     "", "With the right habits low bone mass need not become osteoporosis.",
     secondary, {&kPatientArticles}, "S0-004 S2-003",
     [](Consultation& c) { return of_t_score_age(c) && low_bone_mass(c); }},
    {"plan.causes-first", kTreat, warning, "",
     "A cause is present: treating it comes before or beside any medicine for bone.",
     "Thyroid dose, inflammation, glucocorticoid dose, gut disease, sex hormones, parathyroid; each by who treats it.",
     "Your bone loss has a cause that can be treated. That comes first.",
     secondary, {&kPatientArticles}, "S1-024 S3-005 S3-051 S3-052 S3-053 S3-054 S3-055",
     [](Consultation& c) {
       return c.any_of({thyrotoxicosis, hyperparathyroidism, cushing, hypogonadism, malabsorption, rheumatoid_arthritis,
                        glucocorticoids, undereating});
     }},
    {"plan.classes", kTreat, info, "",
     "Two kinds of medicines: antiresorptive classes slow the loss, anabolic classes build bone.",
     "The choice follows the risk, age, kidneys and earlier treatment, after calcium and vitamin D are right. The clinician decides; "
     "the chosen pack says for whom.",
     "Some medicines slow the loss of bone, others build bone. Which one suits you depends on your risk, age, kidneys and earlier "
     "medicines.",
     secondary, {&kAace2020, &kPatientArticles}, "S0-025 S1-045 S1-046 S1-103 S2-036 S3-058 S4-037",
     [](Consultation& c) { return osteoporosis(c); }},
    {"plan.bisphosphonate", kTreat, info, "",
     "High risk: bisphosphonates are usually considered first, by mouth, or by vein where tablets do not suit.",
     "By vein if the oesophagus, staying upright or adherence speaks against tablets; denosumab where the kidneys rule both out, with "
     "its exit planned.",
     "The most usual medicine is a bisphosphonate, as a tablet or as an infusion.",
     secondary, {&kAace2020, &kCanada2023}, "S0-024 S0-026 S0-032 S1-103",
     [](Consultation& c) { return osteoporosis(c) && !very_high(c) && !treated(c); }},
    {"plan.anabolic", kTreat, warning, "",
     "Very severe: an anabolic class first can be considered, then an antiresorptive; by a specialist.",
     "A T-score of -3.5 or below, two or more vertebral fractures, or a hip or vertebral fracture within two years.",
     "With a very high risk a bone-building medicine may come first. A specialist advises.",
     secondary, {&kNoggGuideline}, "S0-028 S0-033 S1-052 S1-104 S1-105",
     [](Consultation& c) { return very_high(c) && !c.any_of({on_anabolic, anabolic_finished}); }},
    {"plan.raloxifene", kTreat, info, "",
     "Younger, after the menopause, vertebrae at risk more than hips: raloxifene can be considered.",
     "It lowers the risk of vertebral fractures alone; hot flushes and thrombosis speak against it.",
     "", secondary, {&kAace2020}, "S0-027",
     [](Consultation& c) {
       return c.is(Sex::female) && c.is(postmenopausal) && c[t_lumbar_spine] <= -2.5 && c[t_total_hip] > -2.5 &&
              !c.any_of({thromboembolism, hot_flushes});
     }},
    {"plan.testosterone", kTreat, info, "",
     "Man with a confirmed lack of testosterone: replacement for its own sake; a medicine for bone too if the risk is high.",
     "", "If testosterone is lacking, replacing it can help.",
     secondary, {&kPatientArticles}, "S0-031",
     [](Consultation& c) { return c.is(Sex::male) && c.is(hypogonadism); }},
    {"plan.benefit-and-harm", kInfo, info, "",
     "Rare harms (atypical femur fracture, jaw) grow with the years of treatment; at high risk the benefit outweighs them.",
     "They decide on duration, dental care and reviews, not on whether a person at high risk is treated.",
     "The medicines have rare side effects. If your risk of fracture is high, they protect far more often than they harm.",
     secondary, {&kAsbmr2016, &kPatientArticles}, "S1-050 S1-051 S1-118 S3-061",
     [](Consultation& c) { return osteoporosis(c) || treated(c); }},
    {"plan.pain", kTreat, info, "",
     "Vertebral fracture with pain: enough analgesia, a brace for a short time, physiotherapy early; two plans, now and later.",
     "Relief of pain now, and bone health for the years to come.",
     "Pain is treated now; stronger bones are the plan for the years to come.",
     secondary, {&kNiceTa279, &kPatientArticles}, "S4-012 S4-014 S4-019 S4-020 S4-038 S4-043",
     [](Consultation& c) {
       return c.is(vertebral_fracture) && (c.any_of({back_pain_new, back_pain_after_minor_event, pain_worse_upright, reduced_function}));
     }},
    {"plan.augmentation", kProcedure, info, "",
     "Severe pain of a fresh vertebral fracture despite full care: augmentation is an option for a specialist.",
     "NICE: recent, unhealed on MRI, severe pain in spite of optimal treatment, level confirmed by examination and image. Others advise "
     "against it as a routine (AAOS, Cochrane 2018).",
     "If severe pain of a fresh fracture does not go in spite of good treatment, a specialist can say whether cementing the vertebra "
     "is an option.",
     secondary, {&kNiceTa279}, "S0-020 S0-021 S0-034 S4-040",
     [](Consultation& c) { return c.is(vertebral_fracture) && c.is(severe_pain_despite_care) && c.is(recent_fracture_on_mri); }},
    {"plan.augmentation-mri", kTest, warning, "",
     "Severe pain of a vertebral fracture despite full care: MRI shows whether it is fresh.",
     "A fracture that has healed does not gain from augmentation.", "An MRI shows whether the fracture is fresh.",
     secondary, {&kNiceTa279}, "S0-020 S0-021 S4-027",
     [](Consultation& c) {
       const Truth fresh = c.is(recent_fracture_on_mri);
       return c.is(vertebral_fracture) && c.is(severe_pain_despite_care) && (fresh == Truth::unknown ? Truth::yes : Truth::no);
     }},
    {"plan.hip-fracture", kReferral, info, "",
     "After a hip fracture: early operation, care by geriatricians, and treatment of osteoporosis afterwards.",
     "", "After a broken hip the bones are treated too, so that no second fracture follows.",
     secondary, {&kBhof2022}, "S1-026",
     [](Consultation& c) { return c.is(hip_fracture); }},
    {"plan.spine-surgery", kReferral, warning, "",
     "Operation of the spine planned with weak bone: improve the bone first where it can wait.",
     "", "Before an operation of the spine your bones should be as strong as possible.",
     secondary, {&kOwnSynthesis}, "S0-034",
     [](Consultation& c) { return c.is(spine_surgery_planned) && osteoporosis(c); }},
    {"plan.specialist", kReferral, warning, "",
     "Refer: unsure of the treatment, treatment that fails, or a complex or secondary cause.",
     "Endocrinology, rheumatology or a bone clinic. Users of glucocorticoids or thyroid hormone for long are assessed early.",
     "A specialist for bones can help when it is unclear what to do.",
     secondary, {&kPatientArticles}, "S0-035 S3-063",
     [](Consultation& c) {
       return c.any_of({uncertain_treatment, fracture_on_treatment, osteogenesis_imperfecta, transplant, myeloma_or_mgus, cushing}) ||
              c[lowest_z] <= -2.0;
     }},
    {"monitor.interval", kMonitor, info, "",
     "Repeat DXA when the expected change reaches the least significant change: years, not months.",
     "By the chosen guideline; a change below the least significant change is no change. Too frequent scans make noise and worry.",
     "Your bone density is measured again after years rather than months, on the same machine.",
     secondary, {&kIscd2023, &kPatientArticles}, "S1-131 S1-145", everybody},
    {"monitor.function", kMonitor, info, "",
     "Follow more than density: strength, balance, falls, adherence, height and new pain.",
     "", "What counts is how strong and steady you are, not the number alone.",
     secondary, {&kPatientArticles}, "S1-014 S1-028 S1-132 S4-019 S4-020", everybody},
    {"monitor.secondary", kMonitor, info, "",
     "Glucocorticoid or thyroid hormone: review dose, TSH and side effects regularly.",
     "", "The dose of cortisone or thyroid tablets is checked regularly.",
     secondary, {&kPatientArticles}, "S3-061",
     [](Consultation& c) { return c.any_of({glucocorticoids, levothyroxine}); }},
};
// clang-format on

}  // namespace

std::span<const Rule> plan_rules() { return kRules; }

}  // namespace osteon
