#include "../age_table.hpp"
#include "../rule.hpp"

// ESCEO and IOF, Europe: age-dependent thresholds of FRAX for women after the menopause, for the country's
// own model.

namespace osteon {
namespace {

constexpr Citation kEsceo2019{"esceo2019",
                              "Kanis JA et al. European guidance for the diagnosis and management of "
                              "osteoporosis in postmenopausal women. Osteoporos Int "
                              "2019;30:3-44"};
constexpr Citation kEsceo2020{"esceo2020",
                              "Kanis JA et al. Algorithm for the management of patients at low, high and "
                              "very high risk of osteoporotic fractures. "
                              "Osteoporos Int 2020;31:1-12 (PMC7018677)"};

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

struct Row {
  double from_age, treat, lower, upper;
};
// clang-format off
// The upper threshold printed for 70 to 74 (21.5) is not 1.2 times the intervention threshold (21.1) as the others are.
constexpr Row kTable[]{
    {40, 5.2, 2.3, 6.2},    {45, 5.4, 2.4, 6.5},    {50, 6.3, 2.9, 7.6},    {55, 7.6, 3.6, 9.1},
    {60, 9.9, 4.9, 11.9},   {65, 13.4, 6.9, 16.1},  {70, 17.6, 9.7, 21.5},  {75, 23.0, 13.7, 27.6},
    {80, 29.1, 18.7, 34.9}, {85, 31.8, 20.9, 38.2}, {90, 31.7, 20.8, 38.0}, {95, 32.2, 21.1, 38.6},
    {100, 32.5, 21.3, 39.0},
};

/// Of whom the table speaks.
Truth addressed(Consultation& c) { return c.is(Sex::female) && c.is(postmenopausal) && c[age] >= 40; }
auto limit(Consultation& c, double Row::*column) { return by_age(c, kTable, column); }
Asked major(Consultation& c, WithBmd with_bmd) { return c.frax(Outcome::major, "", with_bmd); }

constexpr Rule kRules[]{
    {"esceo.low", kRisk, info, "",
     "FRAX below the lower threshold: lifestyle, no density needed.",
     "", "Your risk of fracture is low at present.",
     secondary, {&kEsceo2019}, "S0-004 S1-062",
     [](Consultation& c) { return addressed(c) && major(c, WithBmd::no) < limit(c, &Row::lower); }},
    {"esceo.measure", kTest, warning, "",
     "FRAX without density between the thresholds: measure the density, then compute again.",
     "", "To know your risk better, your bone density should be measured.",
     secondary, {&kEsceo2019}, "S1-058 S1-059",
     [](Consultation& c) {
       return addressed(c) && major(c, WithBmd::no) >= limit(c, &Row::lower) &&
              major(c, WithBmd::no) <= limit(c, &Row::upper);
     }},
    {"esceo.treat", kTreat, warning, "treatment by the age-dependent threshold",
     "FRAX with density at or above the intervention threshold: treatment can be considered.",
     "Without density: above the upper threshold.", "Your risk of fracture is high: ask about treatment.",
     secondary, {&kEsceo2019}, "S1-057 S1-102",
     [](Consultation& c) {
       return addressed(c) && (major(c, WithBmd::yes) >= limit(c, &Row::treat) ||
                                           major(c, WithBmd::no) > limit(c, &Row::upper));
     }},
    {"esceo.prior-fracture", kTreat, warning, "treatment after a fracture",
     "Earlier fragility fracture: treatment can be considered without measuring first.",
     "", "After this fracture a medicine for bone is worth a talk with your doctor.",
     memory, {&kEsceo2019}, "",
     [](Consultation& c) { return addressed(c) && any_fragility_fracture(c); }},
    {"esceo.very-high", kReferral, warning, "whether the risk is very high",
     "FRAX above the upper threshold: very high risk, an anabolic class first can be considered.",
     "1.2 times the intervention threshold; then an antiresorptive.", "Your risk of fracture is very high. A specialist should advise you.",
     secondary, {&kEsceo2020}, "S1-104",
     [](Consultation& c) { return addressed(c) && major(c, WithBmd::either) > limit(c, &Row::upper); }},
    {"esceo.vitamin-d", kLifestyle, info, "",
     "Vitamin D below 50 nmol/l: 800 IU a day.", "", "Your vitamin D may be raised by a small daily dose.",
     secondary, {&kEsceo2019}, "S1-095",
     [](Consultation& c) { return c[vitamin_d] < 50; }},
    {"esceo.protein", kLifestyle, info, "",
     "Protein below 1.0 g per kg and day: 1.0 to 1.2, with 20 to 25 g at each meal.", "Kidney disease needs another amount.",
     "Eat a portion of protein at each meal.",
     secondary, {&kEsceo2019}, "S1-086 S1-088",
     [](Consultation& c) { return c[protein_intake] < 1.0 && !c.is(kidney_disease); }},
};
// clang-format on

}  // namespace

std::span<const Rule> esceo_rules() { return kRules; }

}  // namespace osteon
