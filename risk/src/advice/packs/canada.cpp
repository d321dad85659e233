#include "../citations.hpp"
#include "../rule.hpp"

// Osteoporosis Canada 2023, read in part: 3.3 and 3.4 in full, 3.5 as far as hip and vertebral fractures, 5.1
// to 5.4. The rest of 3.5 to 3.7 and the table of CAROC are remembered only, and off.

namespace osteon {
namespace {

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

/// Women after the menopause and men of 50 or more.
Truth addressed(Consultation& c) { return of_t_score_age(c) && c[age] >= 50; }
Asked major(Consultation& c) { return c.frax(Outcome::major, "CA"); }

Truth osteoporosis_fracture(Consultation& c) { return any_fragility_fracture(c); }

Asked risk_factors(Consultation& c) {
  return c.count_of(
      {parental_hip_fracture, glucocorticoids, rheumatoid_arthritis, falls_history, malabsorption,
       hypogonadism, hyperparathyroidism, aromatase_inhibitor, androgen_deprivation},
      "Clinical risk factors");
}

// clang-format off
constexpr Rule kRules[]{
    {"oc.diagnosis.clinical", kDiagnosis, warning, "",
     "Osteoporosis on clinical grounds (Osteoporosis Canada).",
     "From 50 on: a hip, vertebral, upper arm or pelvic fracture without great force after 40, or a ten-year risk of 20 % or more.",
     "Taken together your findings are called osteoporosis.",
     verified, {&kCanada2023}, "S0-010 S1-101",
     [](Consultation& c) {
       return c[age] >= 50 &&
              (hip_or_vertebral_fracture(c) || c.any_of({humerus_fracture, pelvis_fracture}) || major(c) >= 20);
     }},
    {"oc.density-test", kTest, warning, "measurement of bone density",
     "Measuring bone density is suggested.",
     "From 70 on; from 65 with one clinical risk factor; from 50 with an earlier fracture or two risk factors.",
     "A measurement of bone density is suggested for you.",
     verified, {&kCanada2023}, "S1-121 S1-122 S1-123 S2-050",
     [](Consultation& c) {
       return addressed(c) && (c[age] >= 70 || (c[age] >= 65 && risk_factors(c) >= 1) || osteoporosis_fracture(c) ||
                               risk_factors(c) >= 2);
     }},
    {"oc.vertebral-imaging", kTest, warning, "imaging of the vertebrae",
     "Imaging of the vertebrae is suggested.",
     "No vertebral fracture known; from 65 on with a T-score of -2.5 or below, or a ten-year risk of 15 to 19.9 %; can be considered "
     "for lost height or a stooped posture.",
     "A picture of the spine can show broken vertebrae that nobody has noticed.",
     verified, {&kCanada2023}, "S1-140 S4-026",
     [](Consultation& c) {
       return addressed(c) && !c.is(vertebral_fracture) &&
              ((c[age] >= 65 && c[lowest_central_t] <= -2.5) || (major(c) >= 15 && major(c) < 20) || c.is(kyphosis));
     }},
    {"oc.treat.fracture", kTreat, warning, "treatment after a hip or vertebral fracture",
     "Hip or vertebral fracture: starting a medicine is recommended; the clinician and patient decide.",
     "", "After such a fracture a medicine for bone is recommended. Talk with your doctor.",
     verified, {&kCanada2023}, "S1-101",
     [](Consultation& c) { return addressed(c) && hip_or_vertebral_fracture(c); }},
    {"oc.treat.risk-or-density", kTreat, warning, "",
     "Two fractures, a risk of 20 %, or -2.5 from 70 on.", "", "", memory, {&kCanada2023}, "",
     [](Consultation& c) {
       return addressed(c) && (c[fractures_after_50] >= 2 || major(c) >= 20 || (c[age] >= 70 && c[lowest_central_t] <= -2.5));
     }},
    {"oc.treat.suggest", kTreat, warning, "", "A risk of 15 to 19.9 %, or -2.5 below 70.", "", "", memory, {&kCanada2023}, "",
     [](Consultation& c) {
       return addressed(c) && ((major(c) >= 15 && major(c) < 20) || (c[age] < 70 && c[lowest_central_t] <= -2.5));
     }},
    {"oc.treat.suggest-against", kTreat, info, "", "A risk below 15 % and a T-score above -2.5.", "", "", memory, {&kCanada2023}, "",
     [](Consultation& c) { return addressed(c) && major(c) < 15 && c[lowest_central_t] > -2.5; }},
    {"oc.caroc", kRisk, info, "", "Category of CAROC 2010: its table is not verified.", "", "", memory, {&kCanada2023}, "",
     [](Consultation& c) { return addressed(c) && c[t_femoral_neck] <= 10; }},
    {"oc.secondary-first", kTest, info, "",
     "Look for secondary causes before a medicine is chosen.", "", "First a cause is looked for.",
     secondary, {&kCanada2023}, "S1-024",
     [](Consultation& c) { return addressed(c) && (osteoporosis_fracture(c) || c[lowest_central_t] <= -2.5); }},
    {"oc.menopausal-hormones", kTreat, info, "",
     "Below 60 or within ten years of the menopause, with flushes: menopausal hormone therapy is an alternative.",
     "With no reason against it; its effect on bone ends with it.",
     "If hot flushes trouble you, hormone therapy may help both them and the bone.",
     secondary, {&kCanada2023}, "S0-030",
     [](Consultation& c) {
       return c.is(Sex::female) && c.is(postmenopausal) && c.is(hot_flushes) && (c[age] < 60 || c[years_since_menopause] < 10) &&
              !c.any_of({breast_cancer, thromboembolism, cardiovascular_disease, liver_disease});
     }},
    {"oc.bisphosphonate.duration", kMonitor, info, "",
     "Bisphosphonate: three to six years; six with a hip, vertebral or several other fractures or ongoing loss.",
     "", "After three to six years your treatment is looked at again.", secondary, {&kCanada2023}, "S1-118 S1-146",
     [](Consultation& c) { return c[oral_bisphosphonate_years] >= 3 || c[zoledronate_years] >= 3; }},
    {"oc.poor-response", kReferral, warning, "",
     "More than one fracture or a loss of 5 % in spite of a year of treatment: inadequate response.",
     "After adherence and absorption are looked at.", "Your treatment may not work well enough.",
     secondary, {&kCanada2023}, "S0-035",
     [](Consultation& c) { return treated(c) && c.is(fracture_on_treatment) && c[fractures_after_50] > 1; }},
    {"oc.denosumab.delay", kMonitor, critical, "",
     "Denosumab: a dose is not to be delayed by more than a month.", "",
     "Your injection must not be late by more than a month.", secondary, {&kCanada2023}, "S1-049",
     [](Consultation& c) { return c.is(on_denosumab) && c.longer_ago_than_months(last_denosumab, 7); }},
    {"oc.exercise", kLifestyle, info, "",
     "Balance and functional training twice a week or more, resistance training twice a week or more.",
     "With abdominal and back extensor muscles; other activity in addition to these, not in their place.",
     "Train balance and strength twice a week or more. Walking comes on top.",
     secondary, {&kCanada2023}, "S1-064 S1-134 S1-135",
     [](Consultation& c) { return addressed(c); }},
    {"oc.calcium-vitamin-d", kLifestyle, info, "",
     "Calcium 1,200 mg a day above 50, from food first; vitamin D 400 IU a day.", "", "Aim at 1,200 mg of calcium a day, from food if you can.",
     secondary, {&kCanada2023}, "S1-090 S1-095",
     [](Consultation& c) { return c[age] > 50; }},
};
// clang-format on

}  // namespace

std::span<const Rule> canada_rules() { return kRules; }

}  // namespace osteon
