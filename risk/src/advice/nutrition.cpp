#include "citations.hpp"
#include "rule.hpp"

// Food, calcium, vitamin D, protein. Targets of a country stand in its pack.

namespace osteon {
namespace {

constexpr Citation kEsceoProtein{"esceo-protein-2018",
                                 "Rizzoli R et al. Benefits and safety of dietary protein for bone health: "
                                 "expert consensus of ESCEO. Osteoporos Int 2018;29:1933"};

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

// clang-format off
constexpr Rule kRules[]{
    {"nutrition.food-first", kLifestyle, info, "",
     "Calcium from food first, 1,000 mg a day for many adults, 1,200 mg for older ones; a supplement fills the gap.",
     "Dairy, tofu set with calcium, tinned fish with bones, fortified drinks, greens (some hold it back by oxalate). Supplements are "
     "not always needed.",
     "Good sources of calcium: milk, yoghurt, cheese, tofu made with calcium, tinned fish with bones, fortified drinks, kale and "
     "broccoli. Spinach holds its calcium back. Try food before tablets.",
     secondary, {&kBhof2022, &kPatientArticles}, "S0-029 S1-055 S1-085 S1-089 S1-090 S1-091 S1-092 S1-144 S2-038 S2-039", everybody},
    {"nutrition.calcium-low", kLifestyle, warning, "",
     "Calcium from food and supplements below 1,000 mg a day: close the gap.",
     "", "You take less calcium than you need. Ask how to close the gap.",
     secondary, {&kBhof2022}, "S1-089",
     [](Consultation& c) { return c[calcium_total] < 1000; }},
    {"nutrition.calcium-high", kLifestyle, warning, "",
     "Calcium supplements above 500 mg a day: split them; constipation and stones may follow more.",
     "About 500 mg at a time; food may make some of it needless.", "More calcium tablets are not better. Take no more than 500 mg at a time.",
     secondary, {&kPatientArticles}, "S1-053 S1-093",
     [](Consultation& c) { return c[calcium_supplement] > 500; }},
    {"nutrition.stones", kStop, warning, "",
     "Kidney stones, much calcium in the urine or in the blood: no calcium supplement without a decision.",
     "", "With kidney stones ask before you take calcium tablets.",
     secondary, {&kPatientArticles}, "S1-053 S1-144",
     [](Consultation& c) { return c.any_of({kidney_stones, hypercalcaemia}); }},
    {"nutrition.vitamin-d", kLifestyle, info, "",
     "Vitamin D by its blood level, sun and diet: usually 800 to 2,000 IU a day, corrected first where deficient.",
     "Oily fish, fortified cereals, safe sun; the chosen pack gives its own target.",
     "Vitamin D comes from the sun, oily fish and fortified food. A blood test shows whether you need drops or tablets.",
     secondary, {&kPatientArticles}, "S1-055 S1-094 S1-095 S2-039 S2-040 S2-042 S3-056", everybody},
    {"nutrition.vitamin-d-excess", kLifestyle, warning, "",
     "Vitamin D above 2,000 IU a day or a level above 125 nmol/l: is the dose meant? Check level and calcium.",
     "More than the usual maintenance of 800 to 2,000 IU, or than the range of BHOF. Large doses have led to falls and to high calcium; not without a prescription and tests.",
     "Very high doses of vitamin D can harm. Do not take them on your own.",
     secondary, {&kPatientArticles, &kBhof2022}, "S1-054 S1-096 S1-117",
     [](Consultation& c) { return c[vitamin_d_dose] > 2000 || c[vitamin_d] > 125; }},
    {"nutrition.protein", kLifestyle, info, "",
     "Protein 1.0 to 1.6 g per kg and day, spread over meals; ask first where kidneys are ill.",
     "ESCEO: 1.0 to 1.2 g, 20 to 25 g a meal; more (1.2 to 1.6 g, 25 to 40 g a meal) with strength training or while losing weight, "
     "under guidance.",
     "Muscle and bone need protein: a portion at each meal, more if you train.",
     secondary, {&kEsceoProtein, &kPatientArticles}, "S1-085 S1-086 S1-087 S1-088",
     [](Consultation& c) { return !c.is(kidney_disease); }},
    {"nutrition.protein-kidney", kLifestyle, warning, "",
     "Chronic kidney disease: the amount of protein is set with those who treat it.",
     "", "With weak kidneys ask how much protein is right for you.",
     secondary, {&kEsceoProtein}, "S1-086",
     [](Consultation& c) { return c.is(kidney_disease); }},
    {"nutrition.weight-loss", kLifestyle, warning, "",
     "Losing weight: slowly, with protein and strength training, else muscle and bone go too.",
     "", "If you want to lose weight: slowly, with protein and strength training.",
     secondary, {&kPatientArticles}, "S1-098 S1-099",
     [](Consultation& c) { return c.is(losing_weight_on_purpose); }},
};
// clang-format on

}  // namespace

std::span<const Rule> nutrition_rules() { return kRules; }

}  // namespace osteon
