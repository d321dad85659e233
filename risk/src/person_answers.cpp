#include "advice/truth.hpp"

#include <osteon/risk/clinical_formulas.hpp>
#include <osteon/risk/person_answers.hpp>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

using A = Answer;
using F = qfracture::Factor;
using N = Number;

Truth truth_of(const std::optional<bool>& known) {
  return !known ? Truth::unknown : *known ? Truth::yes : Truth::no;
}

std::optional<bool> known_of(Truth truth) {
  if (truth == Truth::unknown) return std::nullopt;
  return truth == Truth::yes;
}

std::optional<bool> answer(const Person& person, Answer which) {
  if (!person[which]) return std::nullopt;
  return person[which]->value;
}

std::optional<bool> any_of(const Person& person, std::initializer_list<Answer> which) {
  Truth any = Truth::no;
  for (const Answer one : which) any = any || truth_of(answer(person, one));
  return known_of(any);
}

std::optional<double> number(const Person& person, Number which) {
  if (!person[which]) return std::nullopt;
  return person[which]->value;
}

std::optional<bool> among(const Person& person, Choice which, int first, int last) {
  if (!person[which]) return std::nullopt;
  return person[which]->value >= first && person[which]->value <= last;
}

/// A fall counted within the last year is a history of falls; none within it is not yet "never".
std::optional<bool> falls(const Person& person) {
  if (number(person, N::falls_last_year).value_or(0) >= 1) return true;
  return answer(person, A::falls_history);
}

std::optional<bool> low_impact_fracture(const Person& person) {
  if (number(person, N::fractures_after_50).value_or(0) >= 1) return true;
  return any_of(person, {A::hip_fracture, A::vertebral_fracture, A::wrist_fracture, A::humerus_fracture,
                         A::pelvis_fracture, A::other_fragility_fracture});
}

}  // namespace

ScreeningAnswers screening_answers(const Person& person) {
  constexpr int kCaribbean = 5, kAfrican = 6, kLight = 2, kHeavy = 4;  // places in the lists of choices
  ScreeningAnswers result;
  result.sex = person.sex;
  result.age_years = number(person, N::age);
  result.weight_kg = number(person, N::weight);
  result.black = among(person, Choice::ethnicity, kCaribbean, kAfrican);
  result.rheumatoid_arthritis = answer(person, A::rheumatoid_arthritis);
  if (const auto fractures = number(person, N::fractures_after_45))
    result.fractures_after_45 = static_cast<int>(*fractures);
  result.low_impact_fracture = low_impact_fracture(person);
  result.oestrogen_now = answer(person, A::oestrogen_now);
  result.oestrogen_ever = answer(person, A::oestrogen_ever);
  if (result.oestrogen_now == true) result.oestrogen_ever = true;
  result.current_smoker = among(person, Choice::smoking, kLight, kHeavy);
  result.mother_hip_fracture = answer(person, A::mother_hip_fracture);
  result.arms_to_stand = answer(person, A::arms_to_stand);
  const auto neck = number(person, N::t_femoral_neck), hip = number(person, N::t_total_hip);
  result.hip_t_score = neck && hip ? std::min(*neck, *hip) : neck ? neck : hip;
  return result;
}

std::optional<qfracture::Person> qfracture_person(const Person& person) {
  const auto age = number(person, N::age), kg = number(person, N::weight), cm = number(person, N::height);
  if (!age || !kg || !cm) return std::nullopt;
  qfracture::Person result{person.sex, static_cast<int>(std::floor(*age)), body_mass_index(*kg, *cm)};
  if (const auto& choice = person[Choice::alcohol])
    result.alcohol = static_cast<qfracture::Alcohol>(choice->value);
  if (const auto& choice = person[Choice::smoking])
    result.smoking = static_cast<qfracture::Smoking>(choice->value);
  if (const auto& choice = person[Choice::ethnicity])
    result.ethnicity = static_cast<qfracture::Ethnicity>(choice->value);
  const auto take = [&](F factor, std::optional<bool> known) { result[factor] = known; };
  take(F::antidepressant, answer(person, A::antidepressant));
  take(F::cancer, any_of(person, {A::cancer, A::breast_cancer}));
  take(F::asthma_or_copd, answer(person, A::asthma_or_copd));
  take(F::care_home, answer(person, A::care_home));
  take(F::glucocorticoids, answer(person, A::glucocorticoids_repeated));
  take(F::cardiovascular, answer(person, A::cardiovascular_disease));
  take(F::dementia, answer(person, A::dementia));
  take(F::endocrine, any_of(person, {A::thyrotoxicosis, A::hyperparathyroidism, A::cushing}));
  take(F::epilepsy, answer(person, A::epilepsy));
  take(F::falls, falls(person));
  take(F::previous_fracture,
       any_of(person, {A::wrist_fracture, A::hip_fracture, A::vertebral_fracture, A::humerus_fracture}));
  take(F::oestrogen_alone, answer(person, A::oestrogen_alone));
  take(F::liver, answer(person, A::liver_disease));
  take(F::malabsorption, answer(person, A::malabsorption));
  take(F::parkinson, answer(person, A::parkinson));
  take(F::rheumatoid_or_lupus, any_of(person, {A::rheumatoid_arthritis, A::lupus}));
  take(F::kidney, answer(person, A::kidney_disease));
  take(F::diabetes_type_1, answer(person, A::diabetes_type_1));
  take(F::diabetes_type_2, answer(person, A::diabetes_type_2));
  take(F::parental, any_of(person, {A::parental_hip_fracture, A::parental_osteoporosis}));
  return result;
}

}  // namespace osteon
