#include "derived.hpp"

#include "consultation.hpp"

#include <osteon/risk/clinical_formulas.hpp>
#include <osteon/risk/person_answers.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace osteon {
namespace {

using A = Answer;
using D = Derived;
using N = Number;

Bounds known(std::optional<double> number) { return number ? Bounds{*number, *number} : Bounds{}; }

template <class Formula, class... Numbers>
Bounds of(const Person& person, const Formula& formula, Numbers... numbers) {
  if (!(person[numbers].has_value() && ...)) return {};
  return known(formula(person[numbers]->value...));
}

bool said(const Person& person, Answer answer) { return person[answer] && person[answer]->value; }

/// Known as soon as the spine and both regions of a hip are, or are said to be of no use. The radius counts
/// where it was measured.
Bounds lowest(const Person& person, std::initializer_list<Number> sites, Number spine, Number neck,
              Number hip) {
  const bool no_spine = said(person, A::spine_not_usable), no_hips = said(person, A::hips_not_usable);
  Bounds result;
  for (const Number site : sites) {
    const bool of_no_use = (site == spine && no_spine) || ((site == neck || site == hip) && no_hips);
    if (person[site] && !of_no_use) result.high = std::min(result.high, person[site]->value);
  }
  const bool spine_done = person[spine] || no_spine, hips_done = (person[neck] && person[hip]) || no_hips;
  if (spine_done && hips_done && std::isfinite(result.high)) result.low = result.high;
  return result;
}

}  // namespace

const DerivedField& field(Derived number) {
  static constexpr std::array<DerivedField, 12> kFields{{
      {D::lowest_t, "Lowest T-score", "SD", "t_lumbar_spine, t_femoral_neck and t_total_hip"},
      {D::lowest_central_t, "Lowest T-score of spine and hip", "SD",
       "t_lumbar_spine, t_femoral_neck and t_total_hip"},
      {D::lowest_z, "Lowest Z-score", "SD", "z_lumbar_spine, z_femoral_neck and z_total_hip"},
      {D::bmi, "Body mass index", "kg/m2", "height and weight"},
      {D::height_lost, "Height lost since the greatest", "cm", "height and tallest_height"},
      {D::creatinine_clearance, "Creatinine clearance (Cockcroft-Gault)", "ml/min",
       "sex, age, weight and creatinine"},
      {D::calcium_corrected, "Calcium corrected for albumin", "mmol/l", "calcium and albumin"},
      {D::calcium_total, "Calcium from food and supplements", "mg/day",
       "calcium_intake and calcium_supplement"},
      {D::years_since_menopause, "Years since the menopause", "years", "age and age_at_menopause"},
      {D::bmd_loss_in_lsc, "Loss of density", "least significant changes",
       "bmd_before, bmd_now and bmd_precision"},
      {D::ost, "OST", "points", "age and weight"},
      {D::orai, "ORAI", "points", "age, weight and oestrogen_now"},
  }};
  return kFields[static_cast<std::size_t>(number)];
}

Bounds bounds_of(const Person& person, Derived number) {
  switch (number) {
    case D::lowest_t:
      return lowest(person, {N::t_lumbar_spine, N::t_femoral_neck, N::t_total_hip, N::t_radius},
                    N::t_lumbar_spine, N::t_femoral_neck, N::t_total_hip);
    case D::lowest_central_t:
      return lowest(person, {N::t_lumbar_spine, N::t_femoral_neck, N::t_total_hip}, N::t_lumbar_spine,
                    N::t_femoral_neck, N::t_total_hip);
    case D::lowest_z:
      return lowest(person, {N::z_lumbar_spine, N::z_femoral_neck, N::z_total_hip}, N::z_lumbar_spine,
                    N::z_femoral_neck, N::z_total_hip);
    case D::bmi:
      return of(person, body_mass_index, N::weight, N::height);
    case D::height_lost:
      return of(
          person, [](double then, double now) { return then - now; }, N::tallest_height, N::height);
    case D::creatinine_clearance:
      return of(
          person,
          [&](double age, double kg, double umol) { return creatinine_clearance(person.sex, age, kg, umol); },
          N::age, N::weight, N::creatinine);
    case D::calcium_corrected:
      return of(person, corrected_calcium, N::calcium, N::albumin);
    case D::calcium_total:
      return of(person, std::plus<>(), N::calcium_intake, N::calcium_supplement);
    case D::years_since_menopause:
      return of(person, std::minus<>(), N::age, N::age_at_menopause);
    case D::bmd_loss_in_lsc:
      return of(
          person,
          [](double before, double now, double error) {
            return (before - now) / least_significant_change(error);
          },
          N::bmd_before, N::bmd_now, N::bmd_precision);
    case D::ost:
      return of(person, osteoporosis_self_assessment, N::weight, N::age);
    case D::orai: {
      for (const ScreeningScore& score : screening_scores(screening_answers(person)))
        if (score.tool == "ORAI") return {score.lowest, score.highest};
      return {};
    }
  }
  return {};
}

}  // namespace osteon
