#include "citations.hpp"
#include "rule.hpp"

// Tests and examinations that look for a cause, from what every case needs to what a suspicion asks for.

namespace osteon {
namespace {

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

/// Osteoporosis, a fracture without great force, or a density below what the age explains.
Truth weak_bone(Consultation& c) {
  return c[lowest_t] <= -2.5 || any_fragility_fracture(c) || c[lowest_z] <= -2.0;
}

// clang-format off
constexpr Rule kRules[]{
    {"workup.history", kTest, info, "",
     "Take the history: fractures, falls, family, medicines, diseases, habits, food, pain and height.",
     "Then examine: height against the greatest, posture, gait, balance and mobility; then choose tests.",
     "Your doctor asks about fractures, falls, family, medicines and habits, and examines height, posture, walk and balance.",
     secondary, {&kPatientArticles}, "S0-017 S2-032 S2-033 S4-023 S4-024", everybody},
    {"workup.basic", kTest, warning, "",
     "Blood tests for every case of weak bone: the basic panel.",
     "Blood count, ESR or CRP; calcium, albumin, phosphate, magnesium; alkaline phosphatase, transaminases; creatinine and eGFR; "
     "25-hydroxyvitamin D; parathyroid hormone beside calcium; TSH; HbA1c.",
     "Some blood tests look for causes of weak bone: calcium, vitamin D, kidneys, thyroid, sugar and inflammation.",
     secondary, {&kNoggGuideline, &kPatientArticles},
     "S1-019 S1-021 S1-094 S1-139 S3-005 S3-026 S3-038 S3-039 S3-040 S3-041 S3-042 S3-044 S4-028 S4-029 S4-030",
     [](Consultation& c) { return weak_bone(c); }},
    {"workup.hormones", kTest, info, "",
     "Sex hormones: testosterone with LH, FSH and prolactin in men; oestradiol and FSH in amenorrhoea.",
     "", "A blood test of the sex hormones may show a cause.",
     secondary, {&kPatientArticles}, "S1-018 S3-030 S3-043 S4-030",
     [](Consultation& c) { return weak_bone(c) && (c.is(Sex::male) || (c.is(Sex::female) && !c.is(postmenopausal))); }},
    {"workup.myeloma", kTest, warning, "",
     "Vertebral fracture, anaemia or raised ESR: protein electrophoresis and free light chains.",
     "Myeloma hides behind vertebral fractures.", "A blood test excludes a disease of the bone marrow.",
     secondary, {&kNoggGuideline}, "S2-026",
     [](Consultation& c) { return c.any_of({vertebral_fracture, anaemia_or_raised_esr}); }},
    {"workup.coeliac", kTest, info, "",
     "Coeliac antibodies (tissue transglutaminase IgA with total IgA).",
     "With low vitamin D or calcium, anaemia, diarrhoea, or weak bone when young.", "A blood test looks for a gut disease that gives few signs.",
     secondary, {&kNoggGuideline}, "S1-020 S3-022 S3-047",
     [](Consultation& c) { return weak_bone(c) && (c[vitamin_d] < 25 || c.any_of({anaemia_or_raised_esr, chronic_diarrhoea}) || c[age] < 50); }},
    {"workup.urine-calcium", kTest, info, "",
     "Calcium and creatinine in the urine of 24 hours.",
     "Kidney stones, or weak bone in a young man.", "Urine is collected for a day to look for a loss of calcium.",
     secondary, {&kNoggGuideline}, "S1-053",
     [](Consultation& c) { return weak_bone(c) && (c.is(kidney_stones) || (c.is(Sex::male) && c[age] < 50)); }},
    {"workup.cortisol", kTest, info, "",
     "Signs of Cushing's syndrome: overnight dexamethasone test, or free cortisol in the urine of 24 hours.",
     "", "A test shows whether the body makes too much cortisone.",
     secondary, {&kPatientArticles}, "S3-046",
     [](Consultation& c) { return c.is(cushing); }},
    {"workup.turnover", kTest, info, "",
     "Markers of bone turnover (CTX, P1NP) before a medicine and after three to six months.",
     "They show early whether it is taken and works.", "A blood test shows whether the medicine works.",
     secondary, {&kNoggGuideline}, "S1-132 S3-045",
     [](Consultation& c) { return treated(c); }},
    {"workup.medicines", kTest, warning, "",
     "Review all medicines for those that weaken bone or cause falls.",
     "Dose, end or substitute is decided by who prescribed them.",
     "Bring a list of all your medicines. Some may be changed; never on your own.",
     secondary, {&kPatientArticles}, "S2-037 S3-048",
     [](Consultation& c) { return weak_bone(c); }},
    {"workup.fracture-elsewhere", kTest, warning, "",
     "Pain of a limb or the pelvis after an injury: X-ray of the place.",
     "A fracture of wrist, upper arm or pelvis counts as osteoporotic; one of hand, foot or ankle counts less.",
     "Pain after a fall should be X-rayed.",
     secondary, {&kPatientArticles}, "S0-022",
     [](Consultation& c) { return c.is(limb_pain_after_injury); }},
    {"workup.date-by-mri", kTest, info, "",
     "Vertebral fracture of unknown age where treatment depends on it: MRI, or earlier images.",
     "Oedema of the marrow speaks for a fresh fracture.", "An MRI can tell a fresh fracture from an old one.",
     secondary, {&kNiceTa279, &kPatientArticles}, "S0-020 S4-027",
     [](Consultation& c) {
       const Truth dated = c.ever(last_vertebral_fracture);
       return c.is(vertebral_fracture) && (dated == Truth::unknown ? Truth::yes : Truth::no);
     }},
    {"workup.density-after-ct", kTest, info, "",
     "A vertebral fracture seen by an image, and no T-score: propose DXA of hip and spine.",
     "A CT or radiograph gives no category of WHO; DXA does, and is the baseline for treatment.",
     "A picture showed something that may be a broken vertebra. A measurement of bone density comes next.",
     secondary, {&kIscd2023}, "S0-019 S1-056 S2-034 S4-026",
     [](Consultation& c) {
       const Truth seen = c.is(vertebral_fracture);
       const Truth not_measured = (c[t_lumbar_spine] >= -10 || c[t_femoral_neck] >= -10 || c[t_total_hip] >= -10) == Truth::unknown
                                      ? Truth::yes
                                      : Truth::no;
       return seen && not_measured;
     }},
};
// clang-format on

}  // namespace

std::span<const Rule> work_up_rules() { return kRules; }

}  // namespace osteon
