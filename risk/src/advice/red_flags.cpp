#include "citations.hpp"
#include "rule.hpp"

// What must not wait. Always on; a critical one whose question is open says so.

namespace osteon {
namespace {

constexpr Citation kCaudaEquina{
    "bmj-cauda-equina",
    "BMJ Best Practice. Cauda equina syndrome: suspected by red flags, emergency MRI within four "
    "hours (with the UK national pathway of 2023)"};
constexpr Citation kEvenityLabel2020{
    "romosozumab-label-2020",
    "Romosozumab, US prescribing information of April 2020 (DailyMed): boxed warning, "
    "contraindications, warnings"};
constexpr Citation kFdaActonel2009{
    "fda-risedronate-2009",
    "FDA, CDER. Safety labeling changes, July 2009: risedronate, use in renal impairment"};

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

// clang-format off
constexpr Rule kRules[]{
    {"safety.cauda-equina", kReferral, critical, "compression of the spinal cord or its nerves",
     "Suspected compression of spinal cord or cauda equina: emergency assessment and MRI the same day.",
     "New weakness or numbness of a leg, numbness where one sits, or new trouble with bladder or bowel.",
     "New weakness or numbness of a leg, numbness where you sit, or trouble with bladder or bowel is an emergency: go to a hospital "
     "today.",
     secondary, {&kCaudaEquina}, "S2-002 S4-015",
     [](Consultation& c) { return c.any_of({leg_weakness_or_numbness, saddle_numbness, bladder_or_bowel_change}); }},
    {"safety.radiating-pain", kTest, warning, "",
     "Pain or tingling that runs into a leg: examine the nerves, MRI where findings or doubt remain.",
     "Narrowing of the canal by a fracture or by wear presses on nerve roots.",
     "Pain or tingling that runs into a leg should be examined soon.",
     secondary, {&kOwnSynthesis}, "S2-002 S4-015",
     [](Consultation& c) { return c.is(radiating_pain); }},
    {"safety.malignancy-or-infection", kTest, critical, "cancer or infection behind a vertebral fracture",
     "Vertebral fracture or new back pain with a warning sign: exclude cancer and infection (MRI, blood tests).",
     "Pain at rest or night, fever, weight loss without a reason, cancer, age below 50, or a collapse above T4, of the arch or with "
     "a mass. Ask for MRI, protein electrophoresis with light chains, and CRP.",
     "Some signs together with back pain need quick tests, so that nothing serious is missed.",
     secondary, {&kOwnSynthesis}, "S2-011 S2-026 S3-003 S4-027",
     [](Consultation& c) {
       return c.any_of({vertebral_fracture, back_pain_new}) &&
              (c.any_of({pain_at_rest_or_night, fever, unexplained_weight_loss, cancer, skeletal_malignancy,
                         fracture_above_t4_or_mass}) ||
               c[age] < 50);
     }},
    {"safety.acute-back-pain", kTest, warning, "",
     "New back pain from 50 on or under glucocorticoids: image the spine for a vertebral fracture.",
     "More so after a cough, a light lift or a small fall, or if worse upright and better lying. X-ray or vertebral fracture "
     "assessment; MRI in doubt or before a procedure. Osteoporosis without a fracture does not hurt.",
     "New back pain can come from a broken vertebra, even without a real accident. A picture of the spine shows it.",
     secondary, {&kNoggGuideline, &kPatientArticles},
     "S0-007 S2-009 S2-010 S2-011 S2-012 S3-031 S3-034 S4-002 S4-010 S4-013 S4-016 S4-027",
     [](Consultation& c) {
       return (c[age] >= 50 || c.is(glucocorticoids)) &&
              c.any_of({back_pain_new, back_pain_after_minor_event, pain_worse_upright, stiff_spine});
     }},
    {"safety.posture", kTest, warning, "",
     "Stooped posture or lost height may be the only sign of vertebral fractures: image the spine.",
     "Many vertebral fractures hurt little. Height lost: from 3.8 cm since the greatest (other bodies ask for 4 cm), or 2 cm since "
     "the last measurement.",
     "If you have become smaller or stooped, vertebrae may have given way without your noticing.",
     secondary, {&kNoggGuideline, &kPatientArticles},
     "S0-008 S0-009 S1-140 S2-007 S2-013 S2-014 S3-032 S4-004 S4-011 S4-017 S4-018",
     [](Consultation& c) { return c.is(kyphosis) || c[height_lost] > 3.81 || c[height_lost_since_last] >= 2; }},
    {"safety.breathless", kTest, warning, "",
     "Short of breath with a stooped spine or a vertebral fracture: image the chest and spine, spirometry.",
     "Collapsed thoracic vertebrae reduce the volume of the lungs; heart and lung disease must be thought of too.",
     "Being short of breath can come from a bent upper spine, but also from heart or lung. Have it examined.",
     secondary, {&kOwnSynthesis}, "S1-027 S4-022",
     [](Consultation& c) { return c.is(breathless) && c.any_of({kyphosis, vertebral_fracture}); }},
    {"safety.thyroid-signs", kTest, warning, "",
     "Palpitations, weight loss or bone pain with a thyroid sign: test the thyroid, treat that first.",
     "A low TSH, palpitations with weight loss, or a fracture under thyroid hormone. Too much thyroid hormone, also as "
     "medicine, drains bone.",
     "Too much thyroid hormone weakens bones. A blood test shows whether the dose is right.",
     secondary, {&kPatientArticles}, "S1-019 S3-015 S3-016 S3-017 S3-018 S3-019 S3-036 S3-037 S3-041 S4-029",
     [](Consultation& c) {
       const Truth typical = c.is(palpitations) && c.any_of({unexplained_weight_loss, bone_pain});
       return c.is(low_tsh) || typical || (c.is(levothyroxine) && any_fragility_fracture(c));
     }},
    {"safety.laboratory", kTest, warning, "",
     "An abnormal blood test has to be explained before a medicine for bone is chosen.",
     "High or low calcium, low phosphate, alkaline phosphatase raised without a reason, raised parathyroid hormone, anaemia or "
     "raised inflammation.",
     "One of your blood tests needs an explanation before a medicine is chosen.",
     secondary, {&kNoggGuideline}, "S3-002 S3-040 S3-042",
     [](Consultation& c) {
       return c.any_of({hypercalcaemia, low_calcium, low_phosphate, paget_or_high_alp, raised_pth, anaemia_or_raised_esr});
     }},
    {"safety.too-early", kTest, warning, "",
     "Fracture or low density earlier than expected, or on treatment: look for a secondary cause.",
     "A fracture without great force before the menopause or in a man below 50, a Z-score of -2.0 or below, or a fracture on "
     "treatment; with adherence in mind, and a specialist.",
     "A fracture so early, or in spite of treatment, is a reason to look for a cause.",
     secondary, {&kIscd2023, &kPatientArticles}, "S1-023 S3-002 S3-003 S3-033 S3-035",
     [](Consultation& c) {
       return (!of_t_score_age(c) && any_fragility_fracture(c)) || c[lowest_z] <= -2.0 || c.is(fracture_on_treatment);
     }},
    {"safety.glucocorticoids-never-abrupt", kStop, critical, "glucocorticoids for months",
     "Glucocorticoids for months are never stopped abruptly: any change of dose is the prescriber's plan.",
     "The adrenal glands may be suppressed. The lowest dose that controls the disease helps the bone.",
     "Never stop cortisone tablets on your own. Ask the doctor who prescribed them whether a lower dose is possible.",
     secondary, {&kAcr2022}, "S3-010 S3-034 S3-053 S3-061",
     [](Consultation& c) { return c.is(glucocorticoids) && c[glucocorticoid_months] >= 3; }},
    {"safety.femur-pain", kTest, warning, "pain of thigh or groin under treatment",
     "Thigh or groin pain under an antiresorptive: images of both femurs for an atypical fracture.",
     "Interrupting treatment can be considered meanwhile. The risk grows with the years of treatment and falls after it.",
     "Tell your doctor of any new pain in thigh or groin.",
     verified, {&kEvenityLabel2020, &kAsbmr2016}, "S1-050",
     [](Consultation& c) { return c.is(on_antiresorptive) && c.is(thigh_or_groin_pain); }},
    {"safety.jaw", kReferral, warning, "osteonecrosis of the jaw",
     "Exposed bone of the jaw under an antiresorptive: care by an oral surgeon.",
     "Suspected osteonecrosis of the jaw.",
     "Bone that lies open in the mouth must be seen by a dentist soon.",
     verified, {&kFdaActonel2009}, "S1-050",
     [](Consultation& c) { return c.is(on_antiresorptive) && c.is(exposed_jaw_bone); }},
    {"safety.loaded-flexion", kLifestyle, warning, "",
     "Sit-ups, toe touches and lifting with a round or twisted back: leave them where bone is weak.",
     "Loaded or repeated bending and sudden twisting press the front of the vertebrae together. Hip hinge and a neutral spine "
     "instead.",
     "Avoid bending your back under load, sit-ups, toe touches and sudden twists. Bend at hips and knees.",
     secondary, {&kUkExercise2022, &kPatientArticles}, "S1-039 S1-143 S2-044",
     [](Consultation& c) { return c.is(loaded_flexion_exercise) && (c[lowest_t] <= -2.5 || c.is(vertebral_fracture)); }},
    {"safety.jumping", kLifestyle, warning, "jumping exercise",
     "Jumping exercise is to be avoided here.",
     "After a vertebral or recent fracture, with a very low density and falls, severe arthritis, bad balance, or heart and "
     "circulation not under control. Brisk walking is the ceiling.",
     "Jumping is not for you at present. Walking, strength and balance are.",
     secondary, {&kUkExercise2022, &kPatientArticles}, "S1-075 S1-076 S1-077 S1-078",
     [](Consultation& c) {
       const Truth weak_and_falling = c[lowest_t] <= -2.5 && (c[falls_last_year] >= 1 || c.is(unsteady));
       return c.is(wants_impact_exercise) &&
              (c.any_of({vertebral_fracture, severe_arthritis, unsteady, uncontrolled_cardiovascular}) ||
               c.within_months(last_fracture, 3) || weak_and_falling);
     }},
};
// clang-format on

}  // namespace

std::span<const Rule> red_flag_rules() { return kRules; }

}  // namespace osteon
