#include "../citations.hpp"
#include "../rule.hpp"

// International Society for Clinical Densitometry, official positions of 2019 and 2023: whom to measure,
// whose vertebrae to image.

namespace osteon {
namespace {

constexpr Citation kIscdVfa{"iscd-vfa-2019",
                            "International Society for Clinical Densitometry. Official Positions, vertebral "
                            "fracture assessment, 2019, "
                            "kept in 2023"};

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

Truth weakening_condition(Consultation& c) {
  return c.any_of({glucocorticoids, aromatase_inhibitor, androgen_deprivation, rheumatoid_arthritis,
                   malabsorption, hyperparathyroidism, thyrotoxicosis, hypogonadism, ovaries_removed, cushing,
                   transplant});
}

// clang-format off
constexpr Rule kRules[]{
    {"iscd.density-test", kTest, warning, "measurement of bone density",
     "Measuring bone density is indicated.",
     "Women from 65, men from 70 on; younger after the menopause or from 50 on with a risk factor; a fracture without great force; a "
     "disease or medicine that drains bone; before and during treatment.",
     "A measurement of bone density is advised for you. It is brief and painless, with little X-ray.",
     secondary, {&kIscd2023},
     "S0-023 S1-056 S1-121 S1-122 S1-123 S1-124 S1-125 S1-126 S2-032 S2-034 S2-050 S3-038 S4-025 S4-042",
     [](Consultation& c) {
       const Truth by_age = (c.is(Sex::female) && c[age] >= 65) || (c.is(Sex::male) && c[age] >= 70);
       const Truth by_risk = of_t_score_age(c) && (c.is(parental_hip_fracture) || smokes(c) || drinks(c) || c[bmi] < 20);
       return by_age || by_risk || any_fragility_fracture(c) || weakening_condition(c) || treated(c);
     }},
    {"iscd.vertebral-imaging", kTest, warning, "imaging of the vertebrae",
     "Imaging of the vertebrae is indicated (vertebral fracture assessment or X-ray).",
     "T-score below -1.0 and one of: woman of 70, man of 80, height lost by more than 4 cm, a vertebral fracture reported without a "
     "document, or 5 mg of prednisolone a day for three months.",
     "A picture of the spine can show broken vertebrae that nobody has noticed.",
     secondary, {&kIscdVfa}, "S1-140 S3-032 S4-026",
     [](Consultation& c) {
       return c[lowest_t] < -1.0 &&
              ((c.is(Sex::female) && c[age] >= 70) || (c.is(Sex::male) && c[age] >= 80) || c[height_lost] > 4 ||
               c.is(vertebral_fracture_reported) || long_glucocorticoids(c, 5));
     }},
    {"iscd.repeat", kMonitor, info, "",
     "Repeat the density when the change to be expected reaches the least significant change; often after a year.",
     "After a medicine is begun or changed; later when stable. Same machine, compared by the least significant change.",
     "Your density is measured again when a change can be told from chance, years rather than months apart.",
     secondary, {&kIscd2023}, "S1-056 S1-131 S1-132 S1-145",
     [](Consultation& c) { return treated(c); }},
};
// clang-format on

}  // namespace

std::span<const Rule> iscd_rules() { return kRules; }

}  // namespace osteon
