#include "rule.hpp"

namespace osteon {

using enum Answer;
using enum Derived;
using enum Number;

Truth of_t_score_age(Consultation& c) {
  const Truth man_of_50 = c.is(Sex::male) && c[age] >= 50;
  return man_of_50 || (c.is(Sex::female) && c.is(postmenopausal));
}

Truth hip_or_vertebral_fracture(Consultation& c) { return c.any_of({hip_fracture, vertebral_fracture}); }

Truth non_vertebral_fracture(Consultation& c) {
  return c.any_of({wrist_fracture, humerus_fracture, pelvis_fracture, other_fragility_fracture});
}

Truth any_fragility_fracture(Consultation& c) {
  return hip_or_vertebral_fracture(c) || non_vertebral_fracture(c);
}

Truth smokes(Consultation& c) { return c.among(Choice::smoking, 2, 4); }

Truth drinks(Consultation& c) { return c.among(Choice::alcohol, 3, 5); }

Truth low_bone_mass(Consultation& c) { return c[lowest_t] < -1.0 && c[lowest_t] > -2.5; }

Truth long_glucocorticoids(Consultation& c, double least_mg_per_day) {
  return c[glucocorticoid_dose] >= least_mg_per_day && c[glucocorticoid_months] >= 3;
}

Truth treated(Consultation& c) {
  return c.any_of({on_antiresorptive, on_denosumab, on_oral_bisphosphonate, on_zoledronate, on_anabolic});
}

}  // namespace osteon
