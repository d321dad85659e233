// Every limit of the rules from three sides: just below, at it, just above. One line, three persons.

#include "support_person.hpp"

#include <gtest/gtest.h>

namespace osteon {
namespace {

using enum Answer;
using enum Event;
using enum Number;

using Prepare = void (*)(Person&);
void nothing(Person&) {}
void woman_of_55(Person& p) { with(p, age, 55); }
void man(Person& p) { p = harmless(Sex::male); }
void premenopausal(Person& p) { with(with(p, age, 45), postmenopausal, false); }

constexpr double kStep = 0.01;
/// Whether the rule speaks just below the limit, at it, just above.
enum class Speaks { below, to, from, above };

struct Limit {
  const char* rule;
  Number number;
  double limit;
  Speaks speaks;
  Prepare prepare = nothing;
};

void t_scores(Person& p, double t) {
  for (const Number site : {t_lumbar_spine, t_femoral_neck, t_total_hip}) with(p, site, t);
}
void low_mass(Person& p) { t_scores(p, -1.5); }
void steroids(Person& p) {
  with(with(with(p, glucocorticoids), glucocorticoid_months, 6), glucocorticoid_dose, 5);
}
void steroid_dose(Person& p) { with(with(p, glucocorticoids), glucocorticoid_dose, 10); }

// clang-format off
constexpr Limit kLimits[]{
    {"class.osteoporosis", t_lumbar_spine, -2.5, Speaks::to},
    {"class.osteoporosis", t_femoral_neck, -2.5, Speaks::to},
    {"class.osteoporosis", t_total_hip, -2.5, Speaks::to},
    {"class.osteoporosis", t_radius, -2.5, Speaks::to},
    {"class.low-bone-mass", t_lumbar_spine, -1.0, Speaks::below},
    {"class.low-bone-mass", t_lumbar_spine, -2.5, Speaks::above},
    {"class.normal", t_lumbar_spine, -1.0, Speaks::from},
    {"class.below-expected", z_lumbar_spine, -2.0, Speaks::to, premenopausal},
    {"class.within-expected", z_lumbar_spine, -2.0, Speaks::above, premenopausal},
    {"class.density-and-risk", t_total_hip, -1.0, Speaks::below},
    {"safety.clearance.alendronate-zoledronate", creatinine, 72.8 * 74 / 35, Speaks::above},
    {"safety.clearance.risedronate", creatinine, 72.8 * 74 / 30, Speaks::above},
    {"safety.calcium", calcium, 2.10, Speaks::below},
    {"safety.vitamin-d-deficient", vitamin_d, 25, Speaks::below},
    {"safety.vitamin-d-low", vitamin_d, 25, Speaks::from},
    {"safety.vitamin-d-low", vitamin_d, 50, Speaks::below},
    {"safety.denosumab.kidney", egfr, 30, Speaks::below},
    {"safety.clearance.ibandronate", creatinine, 72.8 * 74 / 30, Speaks::above},
    {"safety.calcium", calcium, 2.20, Speaks::below, [](Person& p) { with(p, low_calcium); }},
    {"safety.posture", height_lost_since_last, 2, Speaks::from},
    {"safety.posture", tallest_height, 165 + 3.81, Speaks::above},
    {"safety.glucocorticoids-never-abrupt", glucocorticoid_months, 3, Speaks::from, steroid_dose},
    {"safety.anabolic.duration", anabolic_months, 24, Speaks::from, [](Person& p) { with(p, on_anabolic); }},
    {"safety.review.oral", oral_bisphosphonate_years, 5, Speaks::from},
    {"safety.review.zoledronate", zoledronate_years, 3, Speaks::from},
    {"safety.denosumab.stop-many-doses", denosumab_doses, 4, Speaks::above, [](Person& p) { with(p, denosumab_to_stop); }},
    {"safety.denosumab.stop-few-doses", denosumab_doses, 4, Speaks::to, [](Person& p) { with(p, denosumab_to_stop); }},
    {"bhof.treat.t-score", t_total_hip, -2.5, Speaks::to},
    {"bhof.calcium.older", age, 51, Speaks::from},
    {"bhof.calcium.men-50", age, 71, Speaks::below, man},
    {"bhof.calcium.men-50", age, 50, Speaks::from, man},
    {"bhof.vitamin-d", vitamin_d, 74.9, Speaks::below},
    {"bhof.treat.t-score", age, 50, Speaks::from, [](Person& p) { man(p), t_scores(p, -2.6); }},
    {"uspstf.women-65", age, 65, Speaks::from},
    {"uspstf.younger-women", age, 65, Speaks::below, [](Person& p) { with(with(p, parental_hip_fracture), weight, 60); }},
    {"uspstf.younger-women", weight, 65, Speaks::below, [](Person& p) { woman_of_55(p), with(with(p, parental_hip_fracture), oestrogen_now); }},
    {"nogg.vertebral-imaging", height_lost_since_last, 2, Speaks::from},
    {"nogg.vertebral-imaging", tallest_height, 169, Speaks::from},
    {"nogg.vertebral-imaging", t_lumbar_spine, -2.5, Speaks::to},
    {"nogg.vertebral-imaging", glucocorticoid_months, 3, Speaks::from, steroid_dose},
    {"nogg.very-high.clinical", t_femoral_neck, -3.5, Speaks::to},
    {"nogg.very-high.clinical", glucocorticoid_dose, 7.5, Speaks::from, steroids},
    {"nogg.glucocorticoids", glucocorticoid_dose, 7.5, Speaks::from, [](Person& p) { steroids(p), with_frax(p, "UK", 5.0, 1.0, true); }},
    {"nogg.glucocorticoids", age, 70, Speaks::from, [](Person& p) { steroids(p), with_frax(p, "UK", 5.0, 1.0, true); }},
    {"nogg.aromatase", t_total_hip, -2.0, Speaks::below, [](Person& p) { with(p, aromatase_inhibitor); }},
    {"nogg.aromatase", t_total_hip, -1.5, Speaks::below, [](Person& p) { with(with(p, aromatase_inhibitor), parental_hip_fracture); }},
    {"nogg.androgen-deprivation", t_total_hip, -2.0, Speaks::to, [](Person& p) { man(p), with(p, androgen_deprivation); }},
    {"nogg.long-bisphosphonate", oral_bisphosphonate_years, 10, Speaks::above},
    {"nogg.long-bisphosphonate", zoledronate_years, 6, Speaks::above},
    {"nice.assess", age, 65, Speaks::from},
    {"nice.assess", age, 75, Speaks::from, man},
    {"nice.below-50", age, 50, Speaks::below},
    {"nice.density-below-40", age, 40, Speaks::below, [](Person& p) { with(p, hypogonadism); }},
    {"oc.density-test", age, 70, Speaks::from},
    {"oc.density-test", age, 65, Speaks::from, [](Person& p) { with(p, parental_hip_fracture); }},
    {"oc.vertebral-imaging", age, 65, Speaks::from, [](Person& p) { t_scores(p, -2.5); }},
    {"oc.vertebral-imaging", t_lumbar_spine, -2.5, Speaks::to},
    {"oc.menopausal-hormones", age, 60, Speaks::below, [](Person& p) { with(with(p, hot_flushes), age_at_menopause, 45); }},
    {"oc.menopausal-hormones", age_at_menopause, 56, Speaks::above, [](Person& p) { with(p, hot_flushes); }},
    {"nutrition.calcium-low", calcium_intake, 1000, Speaks::below},
    {"oc.bisphosphonate.duration", oral_bisphosphonate_years, 3, Speaks::from},
    {"esceo.vitamin-d", vitamin_d, 50, Speaks::below},
    {"esceo.protein", protein_intake, 1.0, Speaks::below},
    {"acr.assess", glucocorticoid_dose, 2.5, Speaks::from, steroids},
    {"acr.assess", glucocorticoid_months, 3, Speaks::from, steroid_dose},
    {"acr.very-high", t_lumbar_spine, -3.5, Speaks::to, steroids},
    {"acr.very-high", glucocorticoid_dose, 30, Speaks::from, steroids},
    {"acr.very-high", glucocorticoid_grams_last_year, 5, Speaks::from, steroids},
    {"acr.high", t_lumbar_spine, -2.5, Speaks::to, [](Person& p) { steroids(p), with_frax(p, "US", 5.0, 0.5, true); }},
    {"acr.high", t_lumbar_spine, -3.5, Speaks::above, [](Person& p) { steroids(p), with_frax(p, "US", 5.0, 0.5, true); }},
    {"acr.moderate", t_lumbar_spine, -1.0, Speaks::to, [](Person& p) { steroids(p), with_frax(p, "US", 5.0, 0.5, true); }},
    {"iscd.density-test", age, 65, Speaks::from},
    {"iscd.density-test", age, 70, Speaks::from, man},
    {"iscd.vertebral-imaging", age, 70, Speaks::from, low_mass},
    {"iscd.vertebral-imaging", age, 80, Speaks::from, [](Person& p) { man(p), low_mass(p); }},
    {"iscd.vertebral-imaging", tallest_height, 169, Speaks::above, low_mass},
    {"iscd.vertebral-imaging", glucocorticoid_dose, 5, Speaks::from, [](Person& p) { low_mass(p), with(p, glucocorticoid_months, 3); }},
    {"iscd.vertebral-imaging", t_lumbar_spine, -1.0, Speaks::below, [](Person& p) { with(p, vertebral_fracture_reported); }},
    {"aace.vitamin-d", vitamin_d, 74.9, Speaks::below},
    {"aace.very-high", t_lumbar_spine, -3.0, Speaks::below, [](Person& p) { with_frax(p, "US", 5.0, 0.5, true); }},
    {"aace.high", t_lumbar_spine, -2.5, Speaks::to, [](Person& p) { with_frax(p, "US", 5.0, 0.5, true); }},
    {"risk.early-menopause", age_at_menopause, 45, Speaks::below},
    {"falls.screen", age, 65, Speaks::from},
    {"falls.assess", stay_independent_points, 4, Speaks::from},
    {"falls.strength-and-balance", timed_up_and_go, 12, Speaks::from},
    {"falls.strength-and-balance", tandem_stand, 10, Speaks::below},
    {"nutrition.calcium-high", calcium_supplement, 500, Speaks::above},
    {"nutrition.vitamin-d-excess", vitamin_d_dose, 2000, Speaks::above},
    {"nutrition.vitamin-d-excess", vitamin_d, 125, Speaks::above},
    {"exercise.physiotherapist", t_total_hip, -3.5, Speaks::to},
    {"plan.anabolic", t_total_hip, -3.5, Speaks::to},
};
// clang-format on

TEST(Thresholds, EveryLimitFromThreeSides) {
  int persons = 0;
  for (const Limit& one : kLimits) {
    // Derived from a quotient (clearance) or a difference (height), a limit is met up to rounding only.
    const bool derived = one.number == creatinine || one.number == tallest_height;
    for (const int side : {-1, 0, 1}) {
      if (derived && side == 0) continue;
      Person tried = harmless();
      one.prepare(tried);
      with(tried, one.number, one.limit + side * kStep);
      const bool expected = (side < 0 && (one.speaks == Speaks::below || one.speaks == Speaks::to)) ||
                            (side == 0 && (one.speaks == Speaks::to || one.speaks == Speaks::from)) ||
                            (side > 0 && (one.speaks == Speaks::from || one.speaks == Speaks::above));
      EXPECT_EQ(active(tried, one.rule), expected)
          << one.rule << ", " << field(one.number).key << " " << one.limit + side * kStep;
      ++persons;
    }
  }
  EXPECT_GE(persons, 100);
}

/// FRAX of a country against the table of a guideline.
struct FraxLimit {
  const char* rule;
  const char* country;
  double at_age;
  bool with_bmd;
  double major, hip;  ///< one of them is the limit, the other far below
  Speaks speaks;
  Prepare prepare = nothing;
};

// clang-format off
constexpr double kFar = 0.05;
constexpr FraxLimit kFraxLimits[]{
    {"nogg.frax.low", "UK", 52, false, 3.4, 0, Speaks::below},
    {"nogg.frax.low", "UK", 57, false, 4.5, 0, Speaks::below},
    {"nogg.frax.low", "UK", 62, false, 6.0, 0, Speaks::below},
    {"nogg.frax.low", "UK", 67, false, 8.6, 0, Speaks::below},
    {"nogg.frax.low", "UK", 90, false, 11.1, 0, Speaks::below},
    {"nogg.frax.high", "UK", 52, false, 8.8, 0, Speaks::above},
    {"nogg.frax.high", "UK", 57, false, 11.4, 0, Speaks::above},
    {"nogg.frax.high", "UK", 62, false, 14.6, 0, Speaks::above},
    {"nogg.frax.high", "UK", 67, false, 19.8, 0, Speaks::above},
    {"nogg.frax.high", "UK", 70, false, 24.4, 0, Speaks::above},
    {"nogg.frax.measure", "UK", 67, false, 8.6, 0, Speaks::from},
    {"nogg.frax.measure", "UK", 67, false, 19.8, 0, Speaks::to},
    {"nogg.frax.no-density", "UK", 67, false, 16.5, 0, Speaks::from, [](Person& p) { with(p, bmd_unavailable); }},
    {"nogg.frax-density.high", "UK", 50, true, 7.3, kFar, Speaks::from},
    {"nogg.frax-density.high", "UK", 55, true, 9.5, kFar, Speaks::from},
    {"nogg.frax-density.high", "UK", 60, true, 12.2, kFar, Speaks::from},
    {"nogg.frax-density.high", "UK", 65, true, 16.5, kFar, Speaks::from},
    {"nogg.frax-density.high", "UK", 70, true, 20.3, kFar, Speaks::from},
    {"nogg.frax-density.high", "UK", 50, true, -1, 0.91, Speaks::from},
    {"nogg.frax-density.high", "UK", 55, true, -1, 1.5, Speaks::from},
    {"nogg.frax-density.high", "UK", 60, true, -1, 2.3, Speaks::from},
    {"nogg.frax-density.high", "UK", 65, true, -1, 3.5, Speaks::from},
    {"nogg.frax-density.high", "UK", 70, true, -1, 5.4, Speaks::from},
    {"nogg.frax-density.low", "UK", 70, true, 20.3, kFar, Speaks::below},
    {"esceo.low", "FR", 42, false, 2.3, 0, Speaks::below},
    {"esceo.low", "FR", 73, false, 9.7, 0, Speaks::below},
    {"esceo.treat", "FR", 47, true, 5.4, 0, Speaks::from},
    {"esceo.treat", "FR", 63, true, 9.9, 0, Speaks::from},
    {"esceo.treat", "FR", 78, true, 23.0, 0, Speaks::from},
    {"esceo.treat", "FR", 100, true, 32.5, 0, Speaks::from},
    {"esceo.treat", "FR", 68, false, 16.1, 0, Speaks::above},
    {"esceo.very-high", "FR", 83, true, 34.9, 0, Speaks::above},
    {"oc.diagnosis.clinical", "CA", 66, true, 20, kFar, Speaks::from},
    {"oc.vertebral-imaging", "CA", 66, true, 15, kFar, Speaks::from},
    {"oc.vertebral-imaging", "CA", 66, true, 20, kFar, Speaks::below},
    {"bhof.treat.frax", "US", 66, true, 20, kFar, Speaks::from, low_mass},
    {"bhof.treat.frax", "US", 66, true, -1, 3, Speaks::from, low_mass},
    {"aace.very-high", "US", 66, true, 30, kFar, Speaks::above, [](Person& p) { t_scores(p, -2.6); }},
    {"aace.very-high", "US", 66, true, -1, 4.5, Speaks::above, [](Person& p) { t_scores(p, -2.6); }},
    {"acr.high", "US", 66, true, 20, kFar, Speaks::from, steroids},
    {"acr.high", "US", 66, true, -1, 3, Speaks::from, steroids},
    {"acr.very-high", "US", 66, true, 30, kFar, Speaks::from, steroids},
    {"acr.very-high", "US", 66, true, -1, 4.5, Speaks::from, steroids},
    {"acr.moderate", "US", 66, true, 10, kFar, Speaks::from, steroids},
    {"acr.moderate", "US", 66, true, -1, 1, Speaks::above, steroids},
};
// clang-format on

TEST(Thresholds, EveryLimitOfFraxFromThreeSides) {
  for (const FraxLimit& one : kFraxLimits)
    for (const int side : {-1, 0, 1}) {
      Person tried = harmless();
      one.prepare(tried);
      with(tried, age, one.at_age);
      const double limit = one.major < 0 ? one.hip : one.major;
      const double major = one.major < 0 ? kFar : limit + side * kStep,
                   hip = one.major < 0 ? limit + side * kStep : one.hip;
      with_frax(tried, one.country, major, hip, one.with_bmd);
      const bool expected = (side < 0 && (one.speaks == Speaks::below || one.speaks == Speaks::to)) ||
                            (side == 0 && (one.speaks == Speaks::to || one.speaks == Speaks::from)) ||
                            (side > 0 && (one.speaks == Speaks::from || one.speaks == Speaks::above));
      EXPECT_EQ(active(tried, one.rule), expected)
          << one.rule << " at " << one.at_age << ", " << limit + side * kStep;
    }
}

TEST(Thresholds, DaysFromThreeSides) {
  const auto at = [](const char* rule, Event event, int day, Prepare prepare) {
    Person tried = harmless();
    prepare(tried);
    with(tried, event, days_ago(day));
    return active(tried, rule);
  };
  const auto denosumab = [](Person& p) { with(with(p, on_denosumab), on_antiresorptive); };
  EXPECT_FALSE(at("safety.denosumab.overdue", last_denosumab, 213, denosumab));  // 7 months are 213.06 days
  EXPECT_TRUE(at("safety.denosumab.overdue", last_denosumab, 214, denosumab));
  EXPECT_TRUE(at("safety.romosozumab.recent-event", stroke, 365, nothing));
  EXPECT_FALSE(at("safety.romosozumab.recent-event", stroke, 366, nothing));
  const auto fracture = [](Person& p) { with(p, vertebral_fracture); };
  EXPECT_TRUE(at("nogg.very-high.clinical", last_vertebral_fracture, 730, fracture));
  EXPECT_FALSE(at("nogg.very-high.clinical", last_vertebral_fracture, 731, fracture));
  EXPECT_TRUE(at("exercise.5-fresh-fracture", last_fracture, 84, fracture));
  EXPECT_FALSE(at("exercise.5-fresh-fracture", last_fracture, 85, fracture));
  for (const auto& [place, rule, days] : {std::tuple(0, "nogg.pause.alendronate", 730),
                                          std::tuple(1, "nogg.pause.risedronate-ibandronate", 547),
                                          std::tuple(3, "nogg.pause.zoledronate", 1095)}) {
    Person paused = harmless();
    with(with(paused, Choice::paused_medicine, place), bisphosphonate_stopped, days_ago(days));
    EXPECT_TRUE(silent(paused, rule)) << rule;
    with(paused, bisphosphonate_stopped, days_ago(days + 1));
    EXPECT_TRUE(active(paused, rule)) << rule;
  }
}

TEST(Thresholds, HeightLostByRule) {  // 172.0 to 168.1, 167.5 and 165.9 cm
  const auto lost = [](double now) {
    Person one = harmless();
    low_mass(one);
    return with(with(one, height, now), tallest_height, 172);
  };
  EXPECT_TRUE(active(lost(168.1), "safety.posture"));
  EXPECT_TRUE(silent(lost(168.1), "nogg.vertebral-imaging"));
  EXPECT_TRUE(silent(lost(168.1), "iscd.vertebral-imaging"));
  EXPECT_TRUE(active(lost(167.5), "nogg.vertebral-imaging"));
  EXPECT_TRUE(active(lost(167.5), "iscd.vertebral-imaging"));
}

}  // namespace
}  // namespace osteon
