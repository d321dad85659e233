#include "citations.hpp"
#include "rule.hpp"

// What a person may want to understand, in plain words. They advise nothing.

namespace osteon {
namespace {

constexpr Citation kMarshall1996{"marshall1996",
                                 "Marshall D et al. Meta-analysis of how well measures of bone mineral "
                                 "density predict occurrence of osteoporotic fractures. "
                                 "BMJ 1996;312:1254"};

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

// clang-format off
constexpr Rule kRules[]{
    {"explain.definition", kInfo, info, "", "What osteoporosis is.", "",
     "Osteoporosis makes bones thinner and weaker, so that they break in a fall or even under small loads. The spine is often hit "
     "first. It is a matter of fracture risk, not of one number.",
     secondary, {&kPatientArticles}, "S0-001 S1-001 S1-007 S2-001 S4-001", everybody},
    {"explain.silent", kInfo, info, "", "Why nothing is felt.", "",
     "Losing bone does not hurt. The first sign is often a fracture; feeling well does not mean that the risk is low.",
     secondary, {&kPatientArticles}, "S0-006 S0-018 S1-002 S2-008 S4-005", everybody},
    {"explain.ageing", kInfo, info, "", "How bone changes with age.", "",
     "Bone is densest at around thirty and then slowly lost. A little loss is normal; in osteoporosis it is much more.",
     secondary, {&kPatientArticles}, "S0-005 S1-010 S4-006", everybody},
    {"explain.remodelling", kInfo, info, "", "How bone renews itself.", "",
     "Bone is alive: some cells take old bone away, others build new bone and mend small damage. If more is taken than built, bone gets "
     "weak.",
     secondary, {&kPatientArticles}, "S1-008 S1-009 S1-010 S2-004", everybody},
    {"explain.menopause", kInfo, info, "", "What the menopause does to bone.", "",
     "Oestrogen holds back the cells that take bone away. When it falls at the menopause, bone is lost faster for some years.",
     secondary, {&kPatientArticles}, "S0-011 S1-011 S4-008",
     [](Consultation& c) { return c.is(Sex::female); }},
    {"explain.strength", kInfo, info, "", "Why density is not everything.", "",
     "Bone strength is more than density: the fine structure, the outer shell and the repair of small cracks count too. DXA measures "
     "the density, which is a part of the strength.",
     secondary, {&kPatientArticles, &kMarshall1996}, "S0-023 S1-013", everybody},
    {"explain.osteopenia", kInfo, info, "", "What osteopenia means.", "",
     "Osteopenia lies between normal and osteoporosis. It is a warning sign and need not get worse.",
     secondary, {&kPatientArticles}, "S0-002 S0-003 S1-142",
     [](Consultation& c) { return low_bone_mass(c); }},
    {"explain.early", kInfo, info, "", "Why early is better.", "",
     "The earlier weak bone is found, the better fractures can be prevented. Treatment can stop the loss.",
     secondary, {&kPatientArticles}, "S2-006 S4-041", everybody},
    {"explain.reversible", kInfo, info, "", "Whether it can be reversed.", "",
     "With treatment density can rise and the risk of fracture fall. A vertebra that has lost its shape does not get it back.",
     secondary, {&kPatientArticles}, "S1-141 S2-047", everybody},
    {"explain.benefit", kInfo, info, "", "What treatment is for.", "",
     "The aim is fewer fractures, above all of hip and spine. If a cause is found, much can be won back.",
     secondary, {&kPatientArticles}, "S1-025 S3-062", everybody},
    {"explain.hip", kInfo, info, "", "What a hip fracture may mean.", "",
     "After a broken hip many people need help in daily life for a long time, and it can shorten life. That is why preventing it "
     "matters.",
     secondary, {&kPatientArticles}, "S1-026 S1-033",
     [](Consultation& c) { return c[age] >= 65 || c.is(hip_fracture); }},
    {"explain.vertebral", kInfo, info, "", "What a vertebral fracture may mean.", "",
     "Broken vertebrae can hurt for long, make people smaller and stooped and leave less room for breathing. Muscles tire because they "
     "work harder to keep the back upright.",
     secondary, {&kPatientArticles}, "S1-027 S1-034 S2-007 S4-004 S4-012 S4-014",
     [](Consultation& c) { return c.is(vertebral_fracture); }},
    {"explain.untreated", kInfo, info, "", "What may happen without treatment.", "",
     "Without treatment further fractures may follow; with them pain, less independence, and, after operations or long rest, clots and "
     "pneumonia.",
     secondary, {&kPatientArticles}, "S1-033 S1-034 S1-036",
     [](Consultation& c) { return c[lowest_t] <= -2.5 || any_fragility_fracture(c); }},
    {"explain.prognosis", kInfo, info, "", "Whether it shortens life.", "",
     "Osteoporosis itself does not shorten life. Fractures of hip and spine may, which is a reason to prevent them.",
     secondary, {&kPatientArticles}, "S2-005 S2-049", everybody},
    {"explain.secondary", kInfo, info, "", "What secondary osteoporosis is.", "",
     "Sometimes another disease, a lack of hormones or a medicine drains the bone: it builds less, takes more, or lacks calcium and "
     "vitamin D.",
     secondary, {&kPatientArticles}, "S1-015 S3-001 S3-004 S3-026", everybody},
    {"explain.missed", kInfo, info, "", "Why causes are missed.", "",
     "Such causes are easily overlooked: people look healthy, and the other disease draws all attention until a bone breaks.",
     secondary, {&kPatientArticles}, "S3-002 S3-060", everybody},
    {"explain.rheumatoid", kInfo, info, "", "What rheumatoid arthritis does to bone.", "",
     "The inflammation of rheumatoid arthritis makes the body take bone away; pain leads to less movement, and cortisone adds to it.",
     secondary, {&kPatientArticles}, "S3-007",
     [](Consultation& c) { return c.is(rheumatoid_arthritis); }},
    {"explain.glucocorticoids", kInfo, info, "", "What cortisone does to bone.", "",
     "Cortisone tablets slow the building of bone, waste calcium, lower sex hormones and weaken muscles, so that falls come on top.",
     secondary, {&kPatientArticles}, "S3-012",
     [](Consultation& c) { return c.is(glucocorticoids); }},
    {"explain.diabetes", kInfo, info, "", "What diabetes does to bone.", "",
     "High sugar harms the fine structure of bone and slows its builders; numb feet and bad sight add falls.",
     secondary, {&kPatientArticles}, "S3-021",
     [](Consultation& c) { return c.any_of({diabetes_type_1, diabetes_type_2}); }},
    {"explain.exercise", kInfo, info, "", "What exercise can do.", "",
     "Strength training keeps or slightly raises density where it loads bone, and makes muscles, balance and confidence better. It "
     "cannot undo a fracture. Fear of training does harm: resting makes bone and muscle weaker.",
     secondary, {&kUkExercise2022, &kPatientArticles}, "S1-028 S1-031 S1-032 S1-063 S1-114 S1-115 S1-133 S2-043", everybody},
    {"explain.nutrition", kInfo, info, "", "What food can do.", "",
     "Calcium, vitamin D and protein are the base, most of all for older people and those who eat little. Very high doses of vitamin D "
     "do not help more and can harm.",
     secondary, {&kPatientArticles}, "S1-117 S2-038 S2-039 S4-007", everybody},
    {"explain.medicines", kInfo, info, "", "What medicines can do.", "",
     "Several medicines lower the risk of breaking hip or spine in people at high risk. Rare side effects are the reason for check-ups "
     "and planned breaks with some of them.",
     secondary, {&kPatientArticles}, "S0-025 S1-118 S2-036", everybody},
    {"explain.tests", kInfo, info, "", "What the pictures and tests show.", "",
     "DXA measures density with little X-ray. X-ray and CT show broken vertebrae, CT also something of the density. MRI shows whether a "
     "fracture is fresh. Blood tests look for causes.",
     secondary, {&kPatientArticles}, "S0-019 S0-020 S0-023 S1-056 S2-034 S4-026 S4-027", everybody},
    {"explain.spine-levels", kInfo, info, "", "How vertebrae are named.", "",
     "The spine has 33 vertebrae: 7 of the neck (C), 12 of the chest (T), 5 of the loin (L), which bear most load, then sacrum and "
     "tail bone. Some people have one more or less.",
     secondary, {&kPatientArticles}, "S4-009", everybody},
    {"explain.uncertainty", kInfo, info, "", "What is not settled.", "",
     "Not settled are the best exercise for each degree of risk, jumping with low bone mass, and the best order of medicines over many "
     "years.",
     secondary, {&kPatientArticles}, "S1-119", everybody},
    {"explain.disclaimer", kInfo, info, "", "What this text is.", "",
     "This is information and support for a decision, not medical advice for one person. The clinician decides with you.",
     secondary, {&kPatientArticles}, "S4-044", everybody},
};
// clang-format on

}  // namespace

std::span<const Rule> explanations() { return kRules; }

}  // namespace osteon
