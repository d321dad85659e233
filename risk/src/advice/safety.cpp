#include "rule.hpp"

namespace osteon {
namespace {

constexpr std::string_view kPack = "safety/1";  // always on

constexpr Citation kFdaActonel2009{
    "fda-risedronate-2009",
    "FDA, CDER. Safety labeling changes, July 2009: risedronate, use in renal impairment"};
constexpr Citation kFdaReclast2011{
    "fda-zoledronate-2011",
    "FDA. Drug safety communication, September 2011: new contraindication and updated warning on "
    "kidney impairment for zoledronic acid 5 mg"};
constexpr Citation kAlendronateLabel{
    "alendronate-label", "Alendronate, prescribing information: contraindications; renal impairment"};
constexpr Citation kEvenityLabel2020{
    "romosozumab-label-2020",
    "Romosozumab, US prescribing information of April 2020 (DailyMed): boxed warning, "
    "contraindications, warnings"};
constexpr Citation kTga2023{
    "tga-romosozumab-2023",
    "Therapeutic Goods Administration. Medicines Safety Update, 7 December 2023: romosozumab"};
constexpr Citation kFdaProlia2024{
    "fda-denosumab-2024",
    "FDA. Drug safety communication, 19 January 2024: boxed warning on severe hypocalcaemia "
    "with denosumab in advanced chronic kidney disease (eGFR below 30)"};
constexpr Citation kEcts2021{
    "ects-denosumab-2021",
    "Tsourdi E et al. Fracture risk and management of discontinuation of denosumab therapy. J Clin "
    "Endocrinol Metab 2021;106:264-281"};
constexpr Citation kNogg2024Denosumab{
    "nogg2024", "National Osteoporosis Guideline Group. Clinical guideline, 2021, revised 2024: denosumab"};
constexpr Citation kCaudaEquina{
    "bmj-cauda-equina",
    "BMJ Best Practice. Cauda equina syndrome: suspected by red flags, emergency MRI within four "
    "hours (with the UK national pathway of 2023)"};

using A = Answer;
using E = Event;
using P = Priority;

constexpr Rule kRules[]{
    {"safety.cauda-equina",
     kPack,
     "referral",
     P::critical,
     "compression of the spinal cord or its nerves",
     "Suspected compression of spinal cord or cauda equina: emergency assessment and MRI the same day.",
     "New weakness or numbness of a leg, numbness where one sits, or new trouble with bladder or bowel.",
     Evidence::secondary,
     {&kCaudaEquina},
     [](Consultation& c) {
       return c.is(A::leg_weakness_or_numbness) || c.is(A::saddle_numbness) ||
              c.is(A::bladder_or_bowel_change);
     }},
    {"safety.clearance.alendronate-zoledronate",
     kPack,
     "contraindication",
     P::warning,
     "kidney function for alendronate and zoledronate",
     "Kidney function is too low for alendronate and zoledronate.",
     "Zoledronate 5 mg is contraindicated and alendronate not recommended at this creatinine clearance.",
     Evidence::secondary,
     {&kFdaReclast2011, &kAlendronateLabel},
     [](Consultation& c) { return c.below(Derived::creatinine_clearance, 35); }},
    {"safety.clearance.risedronate",
     kPack,
     "contraindication",
     P::warning,
     "kidney function for risedronate",
     "Kidney function is too low for risedronate.",
     "Risedronate is not recommended at this creatinine clearance.",
     Evidence::verified,
     {&kFdaActonel2009},
     [](Consultation& c) { return c.below(Derived::creatinine_clearance, 30); }},
    {"safety.oesophagus.oral-bisphosphonates",
     kPack,
     "contraindication",
     P::warning,
     "the oesophagus for oral bisphosphonates",
     "Oral bisphosphonates are contraindicated: oesophagus, or unable to stay upright.",
     "They need an oesophagus that empties and 30 minutes upright; other routes and classes can be "
     "considered.",
     Evidence::secondary,
     {&kAlendronateLabel},
     [](Consultation& c) { return c.is(A::oesophageal_disorder) || c.is(A::unable_to_stay_upright); }},
    {"safety.romosozumab.recent-event",
     kPack,
     "contraindication",
     P::critical,
     "heart attack and stroke for romosozumab",
     "Romosozumab should not be started within a year of a heart attack or stroke.",
     "Boxed warning of the US label.",
     Evidence::verified,
     {&kEvenityLabel2020},
     [](Consultation& c) {
       return c.within_months(E::myocardial_infarction, 12) || c.within_months(E::stroke, 12);
     }},
    {"safety.romosozumab.any-event",
     kPack,
     "contraindication",
     P::warning,
     "heart attack and stroke for romosozumab",
     "Romosozumab is contraindicated after any heart attack or stroke in Australia; elsewhere weigh it.",
     "The US label asks whether benefits outweigh the risk where the event is older than a year.",
     Evidence::verified,
     {&kTga2023, &kEvenityLabel2020},
     [](Consultation& c) { return c.ever(E::myocardial_infarction) || c.ever(E::stroke); }},
    {"safety.denosumab.kidney",
     kPack,
     "contraindication",
     P::critical,
     "kidney function for denosumab",
     "Advanced kidney disease: denosumab carries a boxed warning of severe hypocalcaemia.",
     "Before any decision: parathyroid hormone, calcium, 25-hydroxy and 1,25-dihydroxy vitamin D; calcium "
     "weekly in the "
     "first month. By somebody who treats mineral and bone disorder of kidney disease.",
     Evidence::verified,
     {&kFdaProlia2024},
     [](Consultation& c) { return c.below(Number::egfr, 30); }},
    {"safety.denosumab.overdue",
     kPack,
     "monitor",
     P::critical,
     "the next dose of denosumab",
     "Denosumab is overdue: more than seven months since the last dose.",
     "Its effect ends and vertebral fractures may follow in number: arrange the dose, or another "
     "antiresorptive in its "
     "place, now.",
     Evidence::secondary,
     {&kNogg2024Denosumab, &kEcts2021},
     [](Consultation& c) { return c.is(A::on_denosumab) && c.longer_ago_than_months(E::last_denosumab, 7); }},
    {"safety.denosumab.exit",
     kPack,
     "treat_consider",
     P::warning,
     "denosumab's end",
     "Denosumab is never stopped without another antiresorptive from six months after the last dose on.",
     "Bone turnover rebounds, density is lost within months, and several vertebrae may break.",
     Evidence::verified,
     {&kEcts2021},
     [](Consultation& c) { return c.is(A::on_denosumab); }},
    {"safety.femur-pain",
     kPack,
     "test",
     P::warning,
     "pain of thigh or groin under treatment",
     "Thigh or groin pain under an antiresorptive: images of both femurs for an atypical fracture.",
     "Interrupting treatment can be considered meanwhile.",
     Evidence::verified,
     {&kEvenityLabel2020},
     [](Consultation& c) { return c.is(A::on_antiresorptive) && c.is(A::thigh_or_groin_pain); }},
    {"safety.jaw",
     kPack,
     "referral",
     P::warning,
     "osteonecrosis of the jaw",
     "Exposed bone of the jaw under an antiresorptive: care by an oral surgeon.",
     "Suspected osteonecrosis of the jaw.",
     Evidence::verified,
     {&kFdaActonel2009},
     [](Consultation& c) { return c.is(A::on_antiresorptive) && c.is(A::exposed_jaw_bone); }},
};

}  // namespace

std::span<const Rule> safety_rules() { return kRules; }

}  // namespace osteon
