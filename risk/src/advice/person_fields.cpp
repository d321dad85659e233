#include <osteon/densitometry/rounding.hpp>
#include <osteon/risk/clinical_formulas.hpp>
#include <osteon/risk/person.hpp>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

constexpr double kKgPerPound = 0.45359237, kCmPerInch = 2.54;
constexpr double kCreatinineUmolPerMg = 88.42;  // 113.1 g/mol, umol/l per mg/dl
constexpr double kCalciumMmolPerMg = 0.2495;    // 40.08 g/mol, mmol/l per mg/dl

using N = Number;
// clang-format off
constexpr std::array<NumberField, kNumberCount> kNumbers{{
    {N::age, "age", "years", "Age", 0, 120},
    {N::height, "height", "cm", "Height now", 50, 250, {{{"in", kCmPerInch}, {"m", 100}}}},
    {N::tallest_height, "tallest_height", "cm", "Greatest height as an adult", 100, 250, {{{"in", kCmPerInch}, {"m", 100}}}},
    {N::height_lost_since_last, "height_lost_since_last", "cm", "Height lost since it was last measured", -5, 40, {{{"in", kCmPerInch}}}},
    {N::weight, "weight", "kg", "Body weight", 20, 350, {{{"lb", kKgPerPound}}}},
    {N::age_at_menopause, "age_at_menopause", "years", "Age at the menopause", 10, 65},
    {N::t_lumbar_spine, "t_lumbar_spine", "SD", "T-score of L1 to L4 by DXA", -10, 10},
    {N::t_femoral_neck, "t_femoral_neck", "SD", "T-score of the femoral neck by DXA", -10, 10},
    {N::t_total_hip, "t_total_hip", "SD", "T-score of the total hip by DXA", -10, 10},
    {N::t_radius, "t_radius", "SD", "T-score of a third of the radius by DXA", -10, 10},
    {N::z_lumbar_spine, "z_lumbar_spine", "SD", "Z-score of L1 to L4 by DXA", -10, 10},
    {N::z_femoral_neck, "z_femoral_neck", "SD", "Z-score of the femoral neck by DXA", -10, 10},
    {N::z_total_hip, "z_total_hip", "SD", "Z-score of the total hip by DXA", -10, 10},
    {N::bmd_before, "bmd_before", "g/cm2", "Bone density at the earlier DXA, same site and machine", 0.1, 3},
    {N::bmd_now, "bmd_now", "g/cm2", "Bone density at this DXA, same site and machine", 0.1, 3},
    {N::bmd_precision, "bmd_precision", "g/cm2", "Precision error of that machine at that site", 0.0005, 0.2},
    {N::bmd_years, "bmd_years", "years", "Years between the two", 0.1, 60},
    {N::fractures_after_50, "fractures_after_50", "fractures", "Fractures without great force after 50", 0, 50},
    {N::fractures_after_45, "fractures_after_45", "fractures", "Of wrist, hip and rib, how many broke after 45 without great force", 0, 3},
    {N::vertebral_fractures, "vertebral_fractures", "vertebrae", "Fractured vertebrae, confirmed by a clinician", 0, 24},
    {N::worst_vertebral_grade, "worst_vertebral_grade", "(Genant)", "Highest grade of a vertebral fracture, confirmed", 0, 3},
    {N::falls_last_year, "falls_last_year", "falls", "Falls within the last twelve months", 0, 1000},
    {N::timed_up_and_go, "timed_up_and_go", "s", "Timed Up and Go", 2, 600},
    {N::tandem_stand, "tandem_stand", "s", "Standing with one foot before the other", 0, 600},
    {N::stay_independent_points, "stay_independent_points", "points", "Points of the Stay Independent questionnaire", 0, 14},
    {N::glucocorticoid_dose, "glucocorticoid_dose", "mg/day", "Glucocorticoid by mouth, as prednisolone", 0, 2000},
    {N::glucocorticoid_months, "glucocorticoid_months", "months", "Months of glucocorticoids by mouth", 0, 1000},
    {N::glucocorticoid_grams_last_year, "glucocorticoid_grams_last_year", "g", "Glucocorticoid of the last year, as prednisolone", 0, 400},
    {N::creatinine, "creatinine", "umol/l", "Creatinine in serum", 10, 3000, {{{"mg/dl", kCreatinineUmolPerMg}}}},
    {N::egfr, "egfr", "ml/min/1.73m2", "Estimated glomerular filtration rate", 1, 250},
    {N::calcium, "calcium", "mmol/l", "Calcium in serum, total", 0.8, 5, {{{"mg/dl", kCalciumMmolPerMg}}}},
    {N::albumin, "albumin", "g/l", "Albumin in serum", 5, 70, {{{"g/dl", 10}}}},
    {N::vitamin_d, "vitamin_d", "nmol/l", "25-hydroxyvitamin D", 1, 1000, {{{"ng/ml", kVitaminDNmolPerNg}}}},
    {N::calcium_intake, "calcium_intake", "mg/day", "Calcium from food", 0, 10000},
    {N::calcium_supplement, "calcium_supplement", "mg/day", "Calcium from supplements", 0, 10000},
    {N::protein_intake, "protein_intake", "g/kg/day", "Protein from food, per kilogram of body weight", 0, 10},
    {N::vitamin_d_dose, "vitamin_d_dose", "IU/day", "Vitamin D from supplements", 0, 100000},
    {N::oral_bisphosphonate_years, "oral_bisphosphonate_years", "years", "Years of bisphosphonates by mouth", 0, 50},
    {N::zoledronate_years, "zoledronate_years", "years", "Years of yearly zoledronate", 0, 50},
    {N::denosumab_doses, "denosumab_doses", "doses", "Doses of denosumab so far", 0, 100},
    {N::anabolic_months, "anabolic_months", "months", "Months of teriparatide or abaloparatide so far", 0, 120},
}};

using A = Answer;
constexpr std::array<AnswerField, kAnswerCount> kAnswers{{
    {A::postmenopausal, "postmenopausal", "After the menopause"},
    {A::pregnancy_possible, "pregnancy_possible", "Pregnant, or may become so"},
    {A::vertebral_fracture, "vertebral_fracture", "Vertebral fracture, confirmed by a clinician"},
    {A::hip_fracture, "hip_fracture", "Hip fracture without great force"},
    {A::wrist_fracture, "wrist_fracture", "Fracture of the wrist without great force"},
    {A::humerus_fracture, "humerus_fracture", "Fracture of the upper arm at the shoulder without great force"},
    {A::pelvis_fracture, "pelvis_fracture", "Fracture of the pelvis without great force"},
    {A::other_fragility_fracture, "other_fragility_fracture", "Another fracture of an adult without great force"},
    {A::vertebral_fracture_reported, "vertebral_fracture_reported", "Says that a vertebra was broken, without a document"},
    {A::fracture_on_treatment, "fracture_on_treatment", "A fracture while on an approved medicine for osteoporosis"},
    {A::osteoporosis_before, "osteoporosis_before", "Osteoporosis was diagnosed earlier"},
    {A::parental_hip_fracture, "parental_hip_fracture", "A parent broke a hip"},
    {A::mother_hip_fracture, "mother_hip_fracture", "The mother broke a hip after 50"},
    {A::parental_osteoporosis, "parental_osteoporosis", "A parent has or had osteoporosis"},
    {A::spine_not_usable, "spine_not_usable", "The spine cannot be judged by DXA (fractures, wear, metal)"},
    {A::hips_not_usable, "hips_not_usable", "Neither hip can be judged by DXA"},
    {A::bmd_unavailable, "bmd_unavailable", "A bone density measurement cannot be had"},
    {A::care_home, "care_home", "Lives in a care home"},
    {A::arms_to_stand, "arms_to_stand", "Needs the arms to rise from a chair"},
    {A::rheumatoid_arthritis, "rheumatoid_arthritis", "Rheumatoid arthritis, confirmed"},
    {A::lupus, "lupus", "Systemic lupus erythematosus"},
    {A::inflammatory_disease, "inflammatory_disease", "Another chronic inflammatory or autoimmune disease"},
    {A::asthma_or_copd, "asthma_or_copd", "Asthma or chronic obstructive lung disease"},
    {A::cancer, "cancer", "Cancer, now or earlier"},
    {A::breast_cancer, "breast_cancer", "Breast cancer, now or earlier"},
    {A::skeletal_malignancy, "skeletal_malignancy", "Bone metastases or a malignant bone tumour"},
    {A::myeloma_or_mgus, "myeloma_or_mgus", "Myeloma or monoclonal gammopathy"},
    {A::cardiovascular_disease, "cardiovascular_disease", "Heart attack, angina, stroke or transient ischaemic attack"},
    {A::uncontrolled_cardiovascular, "uncontrolled_cardiovascular", "Heart or circulation not under control"},
    {A::thromboembolism, "thromboembolism", "Thrombosis of a vein or pulmonary embolism, ever"},
    {A::dementia, "dementia", "Dementia"},
    {A::epilepsy, "epilepsy", "Epilepsy, or treated with anticonvulsants"},
    {A::parkinson, "parkinson", "Parkinson's disease"},
    {A::neurological_disease, "neurological_disease", "Another neurological disease that limits moving (multiple sclerosis, after stroke)"},
    {A::liver_disease, "liver_disease", "Chronic liver disease"},
    {A::malabsorption, "malabsorption", "Crohn's disease, ulcerative colitis, coeliac disease or another malabsorption"},
    {A::bariatric_surgery, "bariatric_surgery", "Surgery of stomach or gut against overweight"},
    {A::chronic_diarrhoea, "chronic_diarrhoea", "Chronic diarrhoea"},
    {A::kidney_disease, "kidney_disease", "Chronic kidney disease"},
    {A::kidney_stones, "kidney_stones", "Kidney stones or much calcium in the urine"},
    {A::diabetes_type_1, "diabetes_type_1", "Diabetes type 1"},
    {A::diabetes_type_2, "diabetes_type_2", "Diabetes type 2"},
    {A::thyrotoxicosis, "thyrotoxicosis", "Overactive thyroid"},
    {A::hyperparathyroidism, "hyperparathyroidism", "Hyperparathyroidism"},
    {A::cushing, "cushing", "Cushing's syndrome"},
    {A::hypogonadism, "hypogonadism", "Lack of sex hormones (testosterone, or oestrogen before the menopause)"},
    {A::ovaries_removed, "ovaries_removed", "Both ovaries removed before the menopause"},
    {A::one_ovary_removed, "one_ovary_removed", "One ovary removed"},
    {A::polycystic_ovaries, "polycystic_ovaries", "Polycystic ovaries with rare ovulation"},
    {A::hiv, "hiv", "HIV infection"},
    {A::transplant, "transplant", "Transplanted organ"},
    {A::undereating, "undereating", "Eats too little for long, or an eating disorder"},
    {A::immobility, "immobility", "Cannot move about for long"},
    {A::sarcopenia, "sarcopenia", "Low muscle mass and strength"},
    {A::osteogenesis_imperfecta, "osteogenesis_imperfecta", "Osteogenesis imperfecta or another inborn weakness of bone"},
    {A::paget_or_high_alp, "paget_or_high_alp", "Paget's disease, or alkaline phosphatase raised without a reason"},
    {A::skeletal_radiation, "skeletal_radiation", "Radiotherapy that included bone"},
    {A::severe_arthritis, "severe_arthritis", "Severe arthritis of leg joints"},
    {A::oesophageal_disorder, "oesophageal_disorder", "Stricture, achalasia or another disorder that delays the oesophagus"},
    {A::unable_to_stay_upright, "unable_to_stay_upright", "Cannot sit or stand upright for 30 minutes"},
    {A::glucocorticoids, "glucocorticoids", "Takes glucocorticoids by mouth, or did within the last year"},
    {A::glucocorticoids_repeated, "glucocorticoids_repeated", "Two prescriptions or more of glucocorticoids within six months"},
    {A::aromatase_inhibitor, "aromatase_inhibitor", "Aromatase inhibitor"},
    {A::androgen_deprivation, "androgen_deprivation", "Androgen deprivation"},
    {A::antidepressant, "antidepressant", "Antidepressant, two prescriptions or more within six months"},
    {A::proton_pump_inhibitor, "proton_pump_inhibitor", "Proton pump inhibitor"},
    {A::enzyme_inducer, "enzyme_inducer", "Antiepileptic that induces liver enzymes"},
    {A::heparin, "heparin", "Heparin for long"},
    {A::thiazolidinedione, "thiazolidinedione", "Thiazolidinedione (glitazone)"},
    {A::levothyroxine, "levothyroxine", "Levothyroxine"},
    {A::opioid, "opioid", "Opioid"},
    {A::sedative, "sedative", "Sedative or sleeping tablet"},
    {A::blood_pressure_medicine, "blood_pressure_medicine", "Medicine that lowers blood pressure"},
    {A::oestrogen_now, "oestrogen_now", "Takes oestrogen now"},
    {A::oestrogen_ever, "oestrogen_ever", "Took oestrogen for six months or more, ever"},
    {A::oestrogen_alone, "oestrogen_alone", "Takes oestrogen without progestogen"},
    {A::on_denosumab, "on_denosumab", "Treated with denosumab"},
    {A::denosumab_to_stop, "denosumab_to_stop", "Denosumab is to be stopped"},
    {A::on_antiresorptive, "on_antiresorptive", "Treated with a bisphosphonate or denosumab"},
    {A::on_oral_bisphosphonate, "on_oral_bisphosphonate", "Treated with a bisphosphonate by mouth"},
    {A::on_zoledronate, "on_zoledronate", "Treated with zoledronate"},
    {A::on_anabolic, "on_anabolic", "Treated with teriparatide, abaloparatide or romosozumab"},
    {A::anabolic_finished, "anabolic_finished", "A course of such an anabolic medicine has ended"},
    {A::antiresorptive_after_anabolic, "antiresorptive_after_anabolic", "An antiresorptive followed it"},
    {A::adherence_poor, "adherence_poor", "Doses are often missed"},
    {A::uncertain_treatment, "uncertain_treatment", "Unsure which treatment, or treatment does not work"},
    {A::sedentary, "sedentary", "Sits most of the day"},
    {A::little_sun, "little_sun", "Seldom in the sun"},
    {A::poor_diet, "poor_diet", "Diet poor in calcium, vitamin D or protein"},
    {A::losing_weight_on_purpose, "losing_weight_on_purpose", "Is losing weight on purpose"},
    {A::wants_impact_exercise, "wants_impact_exercise", "Does or wants jumping exercise"},
    {A::loaded_flexion_exercise, "loaded_flexion_exercise", "Does sit-ups, toe touches or lifting with a round or twisted back"},
    {A::back_pain_new, "back_pain_new", "New back pain"},
    {A::back_pain_after_minor_event, "back_pain_after_minor_event", "Back pain since a cough, a sneeze, a light lift or a small fall"},
    {A::pain_worse_upright, "pain_worse_upright", "Pain worse standing, walking or bending and better lying down"},
    {A::pain_at_rest_or_night, "pain_at_rest_or_night", "Pain at rest or at night"},
    {A::severe_pain_despite_care, "severe_pain_despite_care", "Severe pain of a vertebral fracture despite full medical care"},
    {A::kyphosis, "kyphosis", "Stooped posture that has grown"},
    {A::stiff_spine, "stiff_spine", "The spine moves less than before"},
    {A::breathless, "breathless", "Short of breath"},
    {A::reduced_function, "reduced_function", "Daily activities have become hard, or tired by holding upright"},
    {A::leg_weakness_or_numbness, "leg_weakness_or_numbness", "New weakness or numbness of a leg"},
    {A::saddle_numbness, "saddle_numbness", "Numbness where one sits"},
    {A::bladder_or_bowel_change, "bladder_or_bowel_change", "New trouble with bladder or bowel"},
    {A::radiating_pain, "radiating_pain", "Pain or tingling that runs into a leg"},
    {A::fever, "fever", "Fever or chills"},
    {A::unexplained_weight_loss, "unexplained_weight_loss", "Weight loss without a reason"},
    {A::palpitations, "palpitations", "Palpitations"},
    {A::bone_pain, "bone_pain", "Pain in the bones"},
    {A::limb_pain_after_injury, "limb_pain_after_injury", "Pain of arm, hand, foot, ankle or pelvis since an injury"},
    {A::thigh_or_groin_pain, "thigh_or_groin_pain", "New pain in thigh or groin"},
    {A::exposed_jaw_bone, "exposed_jaw_bone", "Bone of the jaw lies open"},
    {A::dental_work_planned, "dental_work_planned", "Teeth are to be drawn, implants planned, or teeth in bad repair"},
    {A::spine_surgery_planned, "spine_surgery_planned", "An operation of the spine is planned"},
    {A::hot_flushes, "hot_flushes", "Troubled by hot flushes"},
    {A::hypercalcaemia, "hypercalcaemia", "Calcium above the laboratory's range"},
    {A::low_calcium, "low_calcium", "Corrected calcium below the laboratory's range"},
    {A::low_tsh, "low_tsh", "TSH below the laboratory's range, repeatedly or clearly"},
    {A::low_phosphate, "low_phosphate", "Phosphate below the laboratory's range"},
    {A::raised_pth, "raised_pth", "Parathyroid hormone above the laboratory's range"},
    {A::anaemia_or_raised_esr, "anaemia_or_raised_esr", "Anaemia, or raised ESR or CRP"},
    {A::fracture_above_t4_or_mass, "fracture_above_t4_or_mass", "A collapse above T4, of the arch, or with a soft-tissue mass"},
    {A::recent_fracture_on_mri, "recent_fracture_on_mri", "MRI shows a fresh, unhealed vertebral fracture"},
    {A::falls_history, "falls_history", "Has fallen"},
    {A::injurious_fall, "injurious_fall", "Was hurt in a fall"},
    {A::unsteady, "unsteady", "Feels unsteady standing or walking"},
    {A::fear_of_falling, "fear_of_falling", "Worries about falling"},
    {A::chair_stands_below_norm, "chair_stands_below_norm", "Fewer chair stands in 30 s than usual at this age"},
    {A::dizziness_or_low_pressure, "dizziness_or_low_pressure", "Dizzy, or blood pressure drops on standing"},
    {A::neuropathy, "neuropathy", "Numb feet (neuropathy)"},
    {A::vision_or_hearing_problem, "vision_or_hearing_problem", "Sees or hears badly"},
    {A::feet_or_footwear_problem, "feet_or_footwear_problem", "Trouble with feet, or slippery or loose shoes"},
    {A::home_hazards, "home_hazards", "Loose rugs, poor light or missing rails at home"},
}};

using E = Event;
constexpr std::array<EventField, kEventCount> kEvents{{
    {E::myocardial_infarction, "myocardial_infarction", "Heart attack"},
    {E::stroke, "stroke", "Stroke"},
    {E::last_denosumab, "last_denosumab", "Last dose of denosumab"},
    {E::last_fracture, "last_fracture", "Last fracture without great force"},
    {E::last_vertebral_fracture, "last_vertebral_fracture", "Last vertebral fracture"},
    {E::bisphosphonate_stopped, "bisphosphonate_stopped", "Bisphosphonate paused"},
}};

// The words of the lists, from little to much where that has a meaning (as QFracture-2012 counts them).
constexpr std::array<std::string_view, 5> kSmoking{"never", "former", "below_10", "from_10_to_19", "from_20"};
constexpr std::array<std::string_view, 6> kAlcohol{"none", "below_1", "from_1_to_2", "from_3_to_6", "from_7_to_9", "above_9"};
constexpr std::array<std::string_view, 9> kEthnicity{"white_or_not_stated", "indian", "pakistani", "bangladeshi", "other_asian", "black_caribbean", "black_african", "chinese", "other"};
constexpr std::array<std::string_view, 4> kPausable{"alendronate", "risedronate", "ibandronate", "zoledronate"};

using C = Choice;
constexpr std::array<ChoiceField, kChoiceCount> kChoices{{
    {C::smoking, "smoking", "Cigarettes a day", kSmoking},
    {C::alcohol, "alcohol", "Units of alcohol a day", kAlcohol},
    {C::ethnicity, "ethnicity", "Ethnic group, as the person says", kEthnicity},
    {C::paused_medicine, "paused_medicine", "The bisphosphonate that is paused", kPausable},
}};
// clang-format on

template <class Table, class Of>
constexpr bool in_order(const Table& table, Of of) {
  for (std::size_t n = 0; n < table.size(); ++n)
    if (static_cast<std::size_t>(of(table[n])) != n) return false;
  return true;
}
static_assert(in_order(kNumbers, [](const NumberField& f) { return f.number; }));
static_assert(in_order(kAnswers, [](const AnswerField& f) { return f.answer; }));
static_assert(in_order(kEvents, [](const EventField& f) { return f.event; }));
static_assert(in_order(kChoices, [](const ChoiceField& f) { return f.choice; }));

std::optional<double> factor_of(const NumberField& field, std::string_view unit) {
  if (unit.empty() || unit == field.unit) return 1;
  for (const OtherUnit& other : field.other_units)
    if (!other.unit.empty() && other.unit == unit) return other.factor;
  return std::nullopt;
}

}  // namespace

const NumberField& field(Number number) { return kNumbers[static_cast<std::size_t>(number)]; }
const AnswerField& field(Answer answer) { return kAnswers[static_cast<std::size_t>(answer)]; }
const EventField& field(Event event) { return kEvents[static_cast<std::size_t>(event)]; }
const ChoiceField& field(Choice choice) { return kChoices[static_cast<std::size_t>(choice)]; }

std::optional<FieldFault> set(Person& person, Number number, double value, std::string_view unit,
                              std::string origin, std::optional<Day> day) {
  const NumberField& at = field(number);
  const auto factor = factor_of(at, unit);
  if (!factor) {
    std::string units(at.unit);
    for (const OtherUnit& other : at.other_units)
      if (!other.unit.empty()) units += " or " + std::string(other.unit);
    return FieldFault{std::string(at.key), std::string(unit), units};
  }
  const double converted = *factor * value;
  if (!(converted >= at.least && converted <= at.most))
    return FieldFault{
        std::string(at.key), std::isnan(value) ? "not a number" : number_text(converted, 2),
        number_text(at.least, 1) + " to " + number_text(at.most, 1) + " " + std::string(at.unit)};
  person[number] = Known<double>{converted, std::move(origin), day};
  return std::nullopt;
}

}  // namespace osteon
