#include "citations.hpp"
#include "rule.hpp"

// Where a class of medicines is barred or needs care. Always on: a question left open never clears a class.

namespace osteon {
namespace {

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
constexpr Citation kIbandronate{
    "ibandronate-label",
    "Ibandronate, prescribing information: contraindications; 8.6 renal impairment (read in a monograph)"};
constexpr Citation kCalciumRange{
    "nhs-hypocalcaemia-2022",
    "NHS Ayrshire and Arran. Management of hypocalcaemia, August 2022: reference range 2.2 to 2.6 mmol/l"};
constexpr Citation kLabels{"labels", "Prescribing information of the class: contraindications and warnings"};

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

// clang-format off
constexpr Rule kRules[]{
    {"safety.clearance.alendronate-zoledronate", kStop, warning, "kidney function for alendronate and zoledronate",
     "Kidney function is too low for alendronate and zoledronate.",
     "Zoledronate 5 mg is contraindicated and alendronate not recommended at this creatinine clearance.",
     "Your kidneys are too weak for some of the medicines.",
     secondary, {&kFdaReclast2011, &kAlendronateLabel}, "S1-021 S1-045",
     [](Consultation& c) { return c[creatinine_clearance] < 35; }},
    {"safety.clearance.risedronate", kStop, warning, "kidney function for risedronate",
     "Kidney function is too low for risedronate.",
     "Risedronate is not recommended at this creatinine clearance.",
     "Your kidneys are too weak for some of the medicines.",
     verified, {&kFdaActonel2009}, "S1-021 S1-045",
     [](Consultation& c) { return c[creatinine_clearance] < 30; }},
    {"safety.clearance.ibandronate", kStop, warning, "kidney function for ibandronate",
     "Kidney function is too low for ibandronate.",
     "Ibandronate is not recommended at this creatinine clearance.",
     "Your kidneys are too weak for some of the medicines.",
     secondary, {&kIbandronate}, "S1-021 S1-045",
     [](Consultation& c) { return c[creatinine_clearance] < 30; }},
    {"safety.calcium", kStop, critical, "blood calcium before any antiresorptive",
     "Blood calcium is low: no antiresorptive and no romosozumab before it is corrected.",
     "Albumin-corrected calcium below the laboratory's range; below 2.10 mmol/l by any, from 2.20 on by none. These medicines can lower it to a dangerous level.",
     "The calcium in your blood is low. It has to be put right before a medicine for bone is started.",
     secondary, {&kLabels, &kCalciumRange}, "S3-026 S3-040",
     [](Consultation& c) { return c[calcium_corrected] < 2.10 || (c[calcium_corrected] < 2.20 && c.is(low_calcium)); }},
    {"safety.vitamin-d-deficient", kStop, warning, "vitamin D before an antiresorptive",
     "Vitamin D is deficient: correct it before an antiresorptive, above all before one by vein or injection.",
     "25-hydroxyvitamin D below 25 nmol/l (10 ng/ml).",
     "You lack vitamin D. It is corrected first.",
     secondary, {&kNoggGuideline}, "S1-094 S1-139 S3-039 S4-028",
     [](Consultation& c) { return c[vitamin_d] < 25; }},
    {"safety.vitamin-d-low", kTest, info, "",
     "Vitamin D is low: aim at 50 nmol/l before zoledronate or denosumab.",
     "25-hydroxyvitamin D from 25 to 50 nmol/l (10 to 20 ng/ml) counts as insufficient.",
     "Your vitamin D is on the low side.",
     secondary, {&kNoggGuideline}, "S1-094 S1-139",
     [](Consultation& c) { return c[vitamin_d] >= 25 && c[vitamin_d] < 50; }},
    {"safety.oesophagus.oral-bisphosphonates", kStop, warning, "the oesophagus for oral bisphosphonates",
     "Oral bisphosphonates are contraindicated: oesophagus, or unable to stay upright.",
     "They need an oesophagus that empties and 30 minutes upright (ibandronate: 60); other routes and classes can be considered.",
     "Tablets for bone are not for you, since they can hurt the gullet. There are others.",
     secondary, {&kAlendronateLabel}, "S0-026 S1-047",
     [](Consultation& c) { return c.any_of({oesophageal_disorder, unable_to_stay_upright}); }},
    {"safety.romosozumab.recent-event", kStop, critical, "heart attack and stroke for romosozumab",
     "Romosozumab should not be started within a year of a heart attack or stroke.",
     "Boxed warning of the US label.",
     "One of the bone-building medicines is not for you so soon after a heart attack or stroke.",
     verified, {&kEvenityLabel2020}, "S1-052",
     [](Consultation& c) { return c.within_months(myocardial_infarction, 12) || c.within_months(stroke, 12); }},
    {"safety.romosozumab.any-event", kStop, warning, "heart attack and stroke for romosozumab",
     "Romosozumab is contraindicated after any heart attack or stroke in Australia; elsewhere weigh it.",
     "The US label asks whether benefits outweigh the risk where the event is older than a year.",
     "",
     verified, {&kTga2023, &kEvenityLabel2020}, "S1-052",
     [](Consultation& c) { return c.ever(myocardial_infarction) || c.ever(stroke); }},
    {"safety.denosumab.kidney", kStop, critical, "kidney function for denosumab",
     "Advanced kidney disease: denosumab carries a boxed warning of severe hypocalcaemia.",
     "Before any decision: parathyroid hormone, calcium, 25-hydroxy and 1,25-dihydroxy vitamin D; calcium weekly in the first month. "
     "By somebody who treats mineral and bone disorder of kidney disease.",
     "With weak kidneys one of the injections can lower blood calcium dangerously.",
     verified, {&kFdaProlia2024}, "S1-021 S1-045",
     [](Consultation& c) { return c[egfr] < 30; }},
    {"safety.pregnancy", kStop, critical, "pregnancy",
     "Pregnant or may become so: no medicine for osteoporosis without a specialist.",
     "Denosumab, raloxifene, teriparatide and abaloparatide are contraindicated; bisphosphonates stay in bone for years.",
     "If you are or may become pregnant, medicines for bone need a specialist.",
     secondary, {&kLabels}, "S1-045",
     [](Consultation& c) { return c.is(Sex::female) && !c.is(postmenopausal) && c.is(pregnancy_possible); }},
    {"safety.teriparatide", kStop, critical, "bone disease and calcium for teriparatide and abaloparatide",
     "Teriparatide and abaloparatide are contraindicated here.",
     "High calcium, hyperparathyroidism, Paget's disease or alkaline phosphatase raised without a reason, radiotherapy of bone, or "
     "malignant disease of bone.",
     "One group of bone-building medicines is not for you.",
     secondary, {&kLabels}, "S0-033 S1-052",
     [](Consultation& c) {
       return c.any_of({hypercalcaemia, hyperparathyroidism, paget_or_high_alp, skeletal_radiation, skeletal_malignancy});
     }},
    {"safety.teriparatide.kidney", kStop, warning, "",
     "Chronic kidney disease: teriparatide and abaloparatide are contraindicated where it is severe.",
     "",
     "",
     secondary, {&kLabels}, "S1-045 S1-052",
     [](Consultation& c) { return c.is(kidney_disease); }},
    {"safety.raloxifene", kStop, critical, "thrombosis and stroke for raloxifene",
     "Raloxifene is contraindicated after thrombosis or pulmonary embolism; weigh it after a stroke.",
     "It protects vertebrae alone, and raises the risk of thrombosis and of dying from a stroke.",
     "One group of tablets is not for you because of an earlier clot or stroke.",
     secondary, {&kLabels}, "S0-027",
     [](Consultation& c) { return c.is(thromboembolism) || c.ever(stroke); }},
    {"safety.menopausal-hormones", kStop, warning, "reasons against menopausal hormone therapy",
     "Menopausal hormone therapy is contraindicated here.",
     "Breast cancer, thrombosis, disease of heart or brain vessels, or chronic liver disease; bleeding without an explanation too.",
     "Hormone therapy is not for you.",
     secondary, {&kLabels}, "S0-030",
     [](Consultation& c) {
       return c.is(Sex::female) && c.any_of({breast_cancer, thromboembolism, cardiovascular_disease, liver_disease});
     }},
    {"safety.dental", kReferral, info, "",
     "Teeth that need work: see the dentist before a long antiresorptive, if the risk of fracture allows waiting.",
     "Osteonecrosis of the jaw is rare at the doses for osteoporosis, more frequent at those for cancer. A very high risk of fracture "
     "does not wait.",
     "See your dentist before starting. Afterwards, tell the dentist about the medicine.",
     secondary, {&kNoggGuideline, &kPatientArticles}, "S1-050 S1-051",
     [](Consultation& c) { return c.is(dental_work_planned); }},
    {"safety.intravenous.counsel", kInfo, info, "",
     "Zoledronate: drink well before; fever and aches of about three days are usual after the first dose.",
     "Kidney function and vitamin D before each dose.",
     "For some days after an infusion you may feel as with the flu. Drink enough before it.",
     secondary, {&kLabels}, "S1-048",
     [](Consultation& c) { return c.is(on_zoledronate); }},
    {"safety.oral.counsel", kInfo, info, "",
     "Oral bisphosphonate: fasting, with water, upright; ask after three to four months how it goes.",
     "Missed doses are frequent, and the usual reason why a tablet does not work.",
     "Take the tablet fasting with a full glass of water and stay upright for at least half an hour.",
     secondary, {&kNoggGuideline}, "S1-047",
     [](Consultation& c) { return c.is(on_oral_bisphosphonate); }},
};
// clang-format on

}  // namespace

std::span<const Rule> medicine_rules() { return kRules; }

}  // namespace osteon
