#include "../age_table.hpp"
#include "../citations.hpp"
#include "../rule.hpp"

// National Osteoporosis Guideline Group, UK, 2021, revised 2024. Its table is made for the UK model of FRAX
// alone; read in a secondary transcription that is consistent in itself (upper limit 1.2, very high 1.6 times
// the intervention threshold).

namespace osteon {
namespace {

constexpr Citation kAromatase{"ai-bone-2017",
                              "Hadji P et al. Management of aromatase inhibitor-associated bone loss: joint "
                              "position statement. J Bone Oncol 2017;7:1-12"};

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

/// Percent over ten years by age: lower assessment, intervention, upper assessment threshold.
struct Row {
  double from_age, major_lower, major_treat, major_upper, hip_treat;
};
// clang-format off
constexpr Row kTable[]{
    {50, 3.4, 7.3, 8.8, 0.91},
    {55, 4.5, 9.5, 11.4, 1.5},
    {60, 6.0, 12.2, 14.6, 2.3},
    {65, 8.6, 16.5, 19.8, 3.5},
    {70, 11.1, 20.3, 24.4, 5.4},
};
constexpr double kVeryHigh = 1.6;  // times the intervention threshold

auto limit(Consultation& c, double Row::*column, double times = 1) { return by_age(c, kTable, column, times); }
Asked major(Consultation& c, WithBmd with_bmd) { return c.frax(Outcome::major, "UK", with_bmd); }
/// Of whom the table speaks.
Truth in_table(Consultation& c) { return of_t_score_age(c) && c[age] >= 50; }
Asked hip(Consultation& c) { return c.frax(Outcome::hip, "UK", WithBmd::yes); }

constexpr Rule kRules[]{
    {"nogg.frax.low", kRisk, info, "the risk by FRAX without bone density",
     "FRAX without density below the lower threshold: reassure, lifestyle, assess again within five years.",
     "", "Your risk of fracture is low at present. Live bone-healthily; it is looked at again in some years.",
     secondary, {&kNoggGuideline}, "S0-004 S1-062",
     [](Consultation& c) { return in_table(c) && major(c, WithBmd::no) < limit(c, &Row::major_lower); }},
    {"nogg.frax.measure", kTest, warning, "",
     "FRAX without density between the thresholds: measure the density of the femoral neck, then compute again.",
     "", "To know your risk better, your bone density should be measured.",
     secondary, {&kNoggGuideline}, "S1-058 S1-059",
     [](Consultation& c) {
       return in_table(c) && major(c, WithBmd::no) >= limit(c, &Row::major_lower) &&
              major(c, WithBmd::no) <= limit(c, &Row::major_upper);
     }},
    {"nogg.frax.high", kTreat, warning, "",
     "FRAX without density above the upper threshold: treatment can be considered; density as a baseline.",
     "", "Your risk of fracture is high: ask about treatment.",
     secondary, {&kNoggGuideline}, "S1-102",
     [](Consultation& c) { return in_table(c) && major(c, WithBmd::no) > limit(c, &Row::major_upper); }},
    {"nogg.frax.no-density", kTreat, warning, "",
     "Density cannot be had, FRAX at or above the intervention threshold: treatment can be considered.",
     "", "Your risk of fracture is high: ask about treatment.",
     secondary, {&kNoggGuideline}, "S1-058 S1-102",
     [](Consultation& c) {
       return in_table(c) && c.is(bmd_unavailable) && major(c, WithBmd::no) >= limit(c, &Row::major_treat);
     }},
    {"nogg.frax-density.high", kTreat, warning, "the risk by FRAX with bone density",
     "FRAX with density at or above the intervention threshold: treatment can be considered.",
     "The higher of major osteoporotic and hip fracture decides.", "Your risk of fracture is high: ask about treatment.",
     secondary, {&kNoggGuideline}, "S1-057 S1-102 S1-137",
     [](Consultation& c) {
       return in_table(c) &&
              (major(c, WithBmd::yes) >= limit(c, &Row::major_treat) || hip(c) >= limit(c, &Row::hip_treat));
     }},
    {"nogg.frax-density.low", kRisk, info, "",
     "FRAX with density below the intervention thresholds: lifestyle, assess again within five years.",
     "", "Your risk of fracture is below the limit from which a medicine is advised.",
     secondary, {&kNoggGuideline}, "S1-062",
     [](Consultation& c) {
       return in_table(c) && major(c, WithBmd::yes) < limit(c, &Row::major_treat) &&
              hip(c) < limit(c, &Row::hip_treat);
     }},
    {"nogg.very-high.frax", kTreat, warning, "",
     "FRAX with density at 1.6 times the intervention threshold or more: very high risk, refer to a specialist.",
     "An anabolic class first can be considered.", "Your risk of fracture is very high. A specialist should advise you.",
     secondary, {&kNoggGuideline}, "S1-104 S3-063",
     [](Consultation& c) {
       return in_table(c) && (major(c, WithBmd::yes) >= limit(c, &Row::major_treat, kVeryHigh) ||
                                    hip(c) >= limit(c, &Row::hip_treat, kVeryHigh));
     }},
    {"nogg.very-high.clinical", kReferral, warning, "whether the risk is very high on clinical grounds",
     "Very high risk on clinical grounds: refer to a specialist; an anabolic class first can be considered.",
     "A vertebral fracture within two years, two or more ever, a T-score of -3.5 or below, or prednisolone of 7.5 mg or more for "
     "three months.",
     "Your risk of fracture is very high. A specialist should advise you.",
     secondary, {&kNoggGuideline}, "S1-104 S3-063",
     [](Consultation& c) {
       const Truth recent = c.is(vertebral_fracture) && c.within_months(last_vertebral_fracture, 24);
       return of_t_score_age(c) && (recent || c[vertebral_fractures] >= 2 || c[lowest_t] <= -3.5 ||
                                    long_glucocorticoids(c, 7.5));
     }},
    {"nogg.date-the-fracture", kTest, warning, "",
     "Age of the vertebral fracture not known, and it decides: earlier images or MRI.",
     "A fracture within two years means a very high risk.",
     "It matters whether the broken vertebra is fresh or old. Older pictures or an MRI can tell.",
     secondary, {&kNoggGuideline}, "S0-020 S4-027",
     [](Consultation& c) {
       const Truth dated = c.within_months(last_vertebral_fracture, 24);
       return c.is(vertebral_fracture) && (dated == Truth::unknown ? Truth::yes : Truth::no);
     }},
    {"nogg.prior-fracture", kTreat, warning, "", "A fragility fracture: treatment without delay.", "", "",
     memory, {&kNoggGuideline}, "",
     [](Consultation& c) { return of_t_score_age(c) && any_fragility_fracture(c); }},
    {"nogg.glucocorticoids", kTreat, warning, "bone protection under glucocorticoids",
     "Glucocorticoids with a high risk: bone protection can be considered at once.",
     "With a fragility fracture, in women from 70 on, at 7.5 mg of prednisolone a day for three months, or FRAX at or above the "
     "intervention threshold.",
     "Cortisone tablets weaken bone from the first months. Ask about protecting it now.",
     secondary, {&kNoggGuideline}, "S0-012 S1-016 S1-124 S3-010",
     [](Consultation& c) {
       const Truth woman_of_70 = c.is(Sex::female) && c[age] >= 70;
       const Truth high_frax = c[age] >= 50 && major(c, WithBmd::either) >= limit(c, &Row::major_treat);
       return of_t_score_age(c) && c.is(glucocorticoids) &&
              (any_fragility_fracture(c) || woman_of_70 || long_glucocorticoids(c, 7.5) || high_frax);
     }},
    {"nogg.vertebral-imaging", kTest, warning, "imaging of the vertebrae",
     "Image the vertebrae (vertebral fracture assessment or X-ray).",
     "Height lost (4 cm ever, 2 cm since the last measurement), stooped posture, glucocorticoids for three months, a T-score of -2.5 "
     "or below, acute back pain, or an earlier fracture beside the spine.",
     "A picture of the spine can show broken vertebrae that nobody has noticed.",
     secondary, {&kNoggGuideline}, "S0-019 S1-140 S4-017 S4-026",
     [](Consultation& c) {
       const Truth steroids = c.is(glucocorticoids) && c[glucocorticoid_months] >= 3;
       return of_t_score_age(c) && (c[height_lost] >= 4 || c[height_lost_since_last] >= 2 || c.is(kyphosis) || steroids ||
                                    c[lowest_t] <= -2.5 || c.is(back_pain_new) || non_vertebral_fracture(c));
     }},
    {"nogg.aromatase", kTreat, warning, "",
     "Aromatase inhibitor: bone protection can be considered.",
     "T-score below -2.0, or below -1.5 with a risk factor, or two risk factors where the density is not known.",
     "This cancer medicine weakens bone. Ask about protecting it.",
     secondary, {&kAromatase, &kNoggGuideline}, "S2-029",
     [](Consultation& c) {
       const auto factors = [&] {
         return c.count_of({parental_hip_fracture, wrist_fracture, hip_fracture, vertebral_fracture, glucocorticoids,
                            rheumatoid_arthritis},
                           "Risk factors");
       };
       return c.is(aromatase_inhibitor) && (c[lowest_t] < -2.0 || (c[lowest_t] < -1.5 && factors() >= 1) || factors() >= 2);
     }},
    {"nogg.androgen-deprivation", kTreat, warning, "",
     "Androgen deprivation with a T-score of -2.0 or below: bone protection can be considered.",
     "", "This cancer medicine weakens bone. Ask about protecting it.",
     secondary, {&kNoggGuideline}, "S2-029",
     [](Consultation& c) { return c.is(androgen_deprivation) && c[lowest_t] <= -2.0; }},
    {"nogg.first-review", kMonitor, info, "",
     "Treatment begun: ask after 12 to 16 weeks how it goes.",
     "", "After three to four months you are asked how you get on with the medicine.",
     secondary, {&kNoggGuideline}, "S1-132",
     [](Consultation& c) { return treated(c); }},
    {"nogg.long-bisphosphonate", kReferral, info, "",
     "More than ten years of an oral, or six of an intravenous bisphosphonate: decide individually.",
     "", "", secondary, {&kNoggGuideline}, "S1-118",
     [](Consultation& c) { return c[oral_bisphosphonate_years] > 10 || c[zoledronate_years] > 6; }},
    {"nogg.pause.risedronate-ibandronate", kMonitor, info, "",
     "Pause from risedronate or ibandronate: assess again after 18 months.", "",
     "Your pause from the tablets is looked at again now.", secondary, {&kNoggGuideline}, "S1-146",
     [](Consultation& c) { return c.among(Choice::paused_medicine, 1, 2) && c.longer_ago_than_months(bisphosphonate_stopped, 18); }},
    {"nogg.pause.alendronate", kMonitor, info, "",
     "Pause from alendronate: assess again after 24 months.", "",
     "Your pause from the tablets is looked at again now.", secondary, {&kNoggGuideline}, "S1-146",
     [](Consultation& c) { return c.among(Choice::paused_medicine, 0, 0) && c.longer_ago_than_months(bisphosphonate_stopped, 24); }},
    {"nogg.pause.zoledronate", kMonitor, info, "",
     "Pause from zoledronate: assess again after 36 months.", "",
     "Your pause from the infusions is looked at again now.", secondary, {&kNoggGuideline}, "S1-146",
     [](Consultation& c) { return c.among(Choice::paused_medicine, 3, 3) && c.longer_ago_than_months(bisphosphonate_stopped, 36); }},
    {"nogg.no-pause", kMonitor, info, "", "Whom not to offer a pause at five years.", "", "", memory, {&kNoggGuideline}, "",
     [](Consultation& c) { return c[oral_bisphosphonate_years] >= 5 && (c[age] >= 75 || hip_or_vertebral_fracture(c)); }},
};
// clang-format on

}  // namespace

std::span<const Rule> nogg_rules() { return kRules; }

}  // namespace osteon
