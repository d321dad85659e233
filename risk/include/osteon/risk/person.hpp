#pragma once

#include <osteon/imaging/anatomy.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What is known of a person beside the images. Three-valued: yes, no, and not known. The words, units and
// limits of every input stand in one table (person_fields.cpp), in the order of these lists.

namespace osteon {

enum class Number {
  age,
  height,
  tallest_height,
  height_lost_since_last,
  weight,
  age_at_menopause,
  t_lumbar_spine,
  t_femoral_neck,
  t_total_hip,
  t_radius,
  z_lumbar_spine,
  z_femoral_neck,
  z_total_hip,
  bmd_before,
  bmd_now,
  bmd_precision,
  bmd_years,
  fractures_after_50,
  fractures_after_45,
  vertebral_fractures,
  worst_vertebral_grade,
  falls_last_year,
  timed_up_and_go,
  tandem_stand,
  stay_independent_points,
  glucocorticoid_dose,
  glucocorticoid_months,
  glucocorticoid_grams_last_year,
  creatinine,
  egfr,
  calcium,
  albumin,
  vitamin_d,
  calcium_intake,
  calcium_supplement,
  protein_intake,
  vitamin_d_dose,
  oral_bisphosphonate_years,
  zoledronate_years,
  denosumab_doses,
  anabolic_months
};
inline constexpr std::size_t kNumberCount = static_cast<std::size_t>(Number::anabolic_months) + 1;

/// A question with the answers yes and no.
enum class Answer {
  // Person and fractures
  postmenopausal,
  pregnancy_possible,
  vertebral_fracture,
  hip_fracture,
  wrist_fracture,
  humerus_fracture,
  pelvis_fracture,
  other_fragility_fracture,
  vertebral_fracture_reported,
  fracture_on_treatment,
  osteoporosis_before,
  parental_hip_fracture,
  mother_hip_fracture,
  parental_osteoporosis,
  spine_not_usable,
  hips_not_usable,
  bmd_unavailable,
  care_home,
  arms_to_stand,
  // Conditions
  rheumatoid_arthritis,
  lupus,
  inflammatory_disease,
  asthma_or_copd,
  cancer,
  breast_cancer,
  skeletal_malignancy,
  myeloma_or_mgus,
  cardiovascular_disease,
  uncontrolled_cardiovascular,
  thromboembolism,
  dementia,
  epilepsy,
  parkinson,
  neurological_disease,
  liver_disease,
  malabsorption,
  bariatric_surgery,
  chronic_diarrhoea,
  kidney_disease,
  kidney_stones,
  diabetes_type_1,
  diabetes_type_2,
  thyrotoxicosis,
  hyperparathyroidism,
  cushing,
  hypogonadism,
  ovaries_removed,
  one_ovary_removed,
  polycystic_ovaries,
  hiv,
  transplant,
  undereating,
  immobility,
  sarcopenia,
  osteogenesis_imperfecta,
  paget_or_high_alp,
  skeletal_radiation,
  severe_arthritis,
  oesophageal_disorder,
  unable_to_stay_upright,
  // Medicines
  glucocorticoids,
  glucocorticoids_repeated,
  aromatase_inhibitor,
  androgen_deprivation,
  antidepressant,
  proton_pump_inhibitor,
  enzyme_inducer,
  heparin,
  thiazolidinedione,
  levothyroxine,
  opioid,
  sedative,
  blood_pressure_medicine,
  oestrogen_now,
  oestrogen_ever,
  oestrogen_alone,
  on_denosumab,
  denosumab_to_stop,
  on_antiresorptive,
  on_oral_bisphosphonate,
  on_zoledronate,
  on_anabolic,
  anabolic_finished,
  antiresorptive_after_anabolic,
  adherence_poor,
  uncertain_treatment,
  // Habits and diet
  sedentary,
  little_sun,
  poor_diet,
  losing_weight_on_purpose,
  wants_impact_exercise,
  loaded_flexion_exercise,
  // Symptoms and signs
  back_pain_new,
  back_pain_after_minor_event,
  pain_worse_upright,
  pain_at_rest_or_night,
  severe_pain_despite_care,
  kyphosis,
  stiff_spine,
  breathless,
  reduced_function,
  leg_weakness_or_numbness,
  saddle_numbness,
  bladder_or_bowel_change,
  radiating_pain,
  fever,
  unexplained_weight_loss,
  palpitations,
  bone_pain,
  limb_pain_after_injury,
  thigh_or_groin_pain,
  exposed_jaw_bone,
  dental_work_planned,
  spine_surgery_planned,
  hot_flushes,
  // Laboratory, against its own range
  hypercalcaemia,
  low_calcium,
  low_tsh,
  low_phosphate,
  raised_pth,
  anaemia_or_raised_esr,
  fracture_above_t4_or_mass,
  recent_fracture_on_mri,
  // Falls
  falls_history,
  injurious_fall,
  unsteady,
  fear_of_falling,
  chair_stands_below_norm,
  dizziness_or_low_pressure,
  neuropathy,
  vision_or_hearing_problem,
  feet_or_footwear_problem,
  home_hazards
};
inline constexpr std::size_t kAnswerCount = static_cast<std::size_t>(Answer::home_hazards) + 1;

/// A day that matters.
enum class Event {
  myocardial_infarction,
  stroke,
  last_denosumab,
  last_fracture,
  last_vertebral_fracture,
  bisphosphonate_stopped
};
inline constexpr std::size_t kEventCount = static_cast<std::size_t>(Event::bisphosphonate_stopped) + 1;

/// One of a list of words.
enum class Choice { smoking, alcohol, ethnicity, paused_medicine };
inline constexpr std::size_t kChoiceCount = static_cast<std::size_t>(Choice::paused_medicine) + 1;

using Day = std::chrono::year_month_day;

/// A value with where it came from ("report", "laboratory", "questionnaire", ...) and of which day it is.
template <class T>
struct Known {
  T value;
  std::string origin = {};
  std::optional<Day> day = {};
};
template <class T>
using Maybe = std::optional<Known<T>>;

/// A vertebra that an image alone calls fractured.
struct SuspectedFracture {
  std::string level;         ///< "T12"
  std::optional<int> grade;  ///< Genant 1 to 3
  std::string origin = {};
};

/// What a calculator elsewhere came to. FRAX and the like are nobody's to imitate: only taken in.
struct ExternalRisk {
  std::string tool;     ///< "FRAX", "FRAXplus", "Garvan", ...
  std::string country;  ///< of its model: "UK", "US", "CA", ...
  std::string version = {};
  std::optional<double> major_percent, hip_percent;  ///< major osteoporotic and hip fracture
  int years = 10;
  std::optional<bool> with_bmd = {};
  std::optional<Day> day = {};
  std::string origin = {};
};

/// Empty: not known, which is never "no".
struct Person {
  std::string id = {};  ///< a pseudonym that comes back with the answer
  Sex sex = Sex::other;
  std::optional<Day> assessed_on;  ///< what "months ago" counts from
  std::array<Maybe<double>, kNumberCount> numbers = {};
  std::array<Maybe<bool>, kAnswerCount> answers = {};
  std::array<Maybe<Day>, kEventCount> events = {};         ///< the last of its kind
  std::array<std::optional<bool>, kEventCount> ever = {};  ///< no = never happened
  std::array<Maybe<int>, kChoiceCount> choices = {};       ///< place in the field's list
  std::vector<SuspectedFracture> suspected = {};           ///< by an image, not confirmed
  std::vector<ExternalRisk> external_risks = {};

  [[nodiscard]] const Maybe<double>& operator[](Number n) const {
    return numbers[static_cast<std::size_t>(n)];
  }
  [[nodiscard]] Maybe<double>& operator[](Number n) { return numbers[static_cast<std::size_t>(n)]; }
  [[nodiscard]] const Maybe<bool>& operator[](Answer a) const { return answers[static_cast<std::size_t>(a)]; }
  [[nodiscard]] Maybe<bool>& operator[](Answer a) { return answers[static_cast<std::size_t>(a)]; }
  [[nodiscard]] const Maybe<Day>& operator[](Event e) const { return events[static_cast<std::size_t>(e)]; }
  [[nodiscard]] Maybe<Day>& operator[](Event e) { return events[static_cast<std::size_t>(e)]; }
  [[nodiscard]] const Maybe<int>& operator[](Choice c) const { return choices[static_cast<std::size_t>(c)]; }
  [[nodiscard]] Maybe<int>& operator[](Choice c) { return choices[static_cast<std::size_t>(c)]; }
};

/// Another unit in which a number may be given: value in the field's own unit = factor x value.
struct OtherUnit {
  std::string_view unit;
  double factor;
};

struct NumberField {
  Number number;
  std::string_view key, unit, words;
  double least, most;  ///< of a living person; beyond, the entry is a mistake
  std::array<OtherUnit, 2> other_units = {};
};
struct AnswerField {
  Answer answer;
  std::string_view key, words;
};
struct EventField {
  Event event;
  std::string_view key, words;
};
struct ChoiceField {
  Choice choice;
  std::string_view key, words;
  std::span<const std::string_view> options;
};
[[nodiscard]] const NumberField& field(Number number);
[[nodiscard]] const AnswerField& field(Answer answer);
[[nodiscard]] const EventField& field(Event event);
[[nodiscard]] const ChoiceField& field(Choice choice);

/// An entry that cannot be: which field, what it says, what it may be.
struct FieldFault {
  std::string field, value, limit;
  friend bool operator==(const FieldFault&, const FieldFault&) = default;
};

/// Sets the number, converted to the field's own unit (empty `unit`: it is in that already). A fault instead
/// where the unit is not one of the field's or the value lies outside its limits: then nothing is set.
[[nodiscard]] std::optional<FieldFault> set(Person& person, Number number, double value,
                                            std::string_view unit = "", std::string origin = "",
                                            std::optional<Day> day = {});

/// Entries that contradict each other are all taken back, and named: which of them is wrong nobody knows.
[[nodiscard]] std::vector<FieldFault> take_back_contradictions(Person& person);

}  // namespace osteon
