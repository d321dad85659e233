// Against values printed by ClinRisk's own compiled C (QF rows) and by an independent implementation (QC
// rows).

#include <osteon/qfracture/qfracture.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace osteon::qfracture {
namespace {

using F = Factor;

Person person(Sex sex, int age, double bmi, const std::vector<Factor>& present = {},
              Alcohol alcohol = Alcohol::none, Smoking smoking = Smoking::never,
              Ethnicity ethnicity = Ethnicity::white_or_not_stated) {
  Person result{sex, age, bmi, alcohol, smoking, ethnicity};
  result.factors.fill(false);
  for (const Factor factor : present) result[factor] = true;
  return result;
}

Person woman(int age, double bmi, const std::vector<Factor>& present = {}) {
  return person(Sex::female, age, bmi, present);
}
Person man(int age, double bmi, const std::vector<Factor>& present = {}) {
  return person(Sex::male, age, bmi, present);
}

struct Vector {
  const char* id;
  Person of;
  double major, hip;
  int years = 10;
};

double square(double metres) { return metres * metres; }

const std::vector<Vector> kVectors{
    {"QF01", woman(65, 25), 4.546508, 1.185586},
    {"QF02", woman(50, 25), 1.559543, 0.162281},
    {"QF03", woman(75, 22), 9.826218, 4.842017},
    {"QF04", woman(85, 21.5, {F::falls}), 24.283212, 17.953608},
    {"QF05", woman(30, 30), 0.322941, 0.009285},
    {"QF06", woman(100, 20), 25.206372, 24.925102},
    {"QF07", woman(68, 24, {F::previous_fracture}), 6.276636, 3.179676},
    {"QF08", woman(62, 23.5, {F::glucocorticoids, F::rheumatoid_or_lupus}), 6.367479, 1.821055},
    {"QF09", person(Sex::female, 72, 26, {F::parental}, Alcohol::from_3_to_6, Smoking::from_10_to_19),
     15.004810, 3.620517},
    {"QF10",
     person(Sex::female, 70, 28, {F::diabetes_type_2, F::kidney}, Alcohol::none, Smoking::never,
            Ethnicity::black_african),
     4.318764, 0.420930},
    {"QF11", woman(58, 24.5, {F::oestrogen_alone}), 2.444075, 0.379810},
    {"QF12", woman(78, 23, {F::dementia, F::parkinson, F::antidepressant}), 40.103055, 35.617352},
    {"QF13", woman(66, 27, {F::malabsorption, F::endocrine, F::liver}), 11.733644, 2.962075},
    {"QF14", woman(65, 25), 1.739883, 0.392597, 5},
    {"QF15", woman(65, 25), 0.280295, 0.059069, 1},
    {"QF16", man(65, 25), 1.318833, 0.565259},
    {"QF17", man(50, 25), 0.606309, 0.111352},
    {"QF18", man(75, 24), 2.786470, 1.879882},
    {"QF19", man(85, 22, {F::falls, F::care_home}), 18.181906, 20.449168},
    {"QF20", man(30, 30), 0.392655, 0.015355},
    {"QF21", man(100, 40), 17.411515, 6.707705},
    {"QF22", man(70, 26, {F::previous_fracture}), 2.368436, 1.831308},
    {"QF23",
     person(Sex::male, 62, 23.5, {F::glucocorticoids, F::asthma_or_copd}, Alcohol::none, Smoking::from_20),
     2.820773, 1.206270},
    {"QF24", person(Sex::male, 72, 26, {F::parental}, Alcohol::above_9), 21.293959, 7.719410},
    {"QF25",
     person(Sex::male, 70, 28, {F::diabetes_type_2, F::cardiovascular}, Alcohol::none, Smoking::never,
            Ethnicity::indian),
     1.985965, 0.862403},
    {"QF26", man(66, 25, {F::cancer, F::epilepsy, F::kidney}), 7.381362, 4.073219},
    {"QF27", man(65, 25), 0.502603, 0.178507, 5},
    {"QC1", woman(65, 68 / square(1.65)), 4.551261, 1.187594},
    {"QC2",
     person(Sex::female, 75, 56 / square(1.60),
            {F::previous_fracture, F::rheumatoid_or_lupus, F::glucocorticoids, F::parental},
            Alcohol::from_7_to_9, Smoking::from_20),
     45.194353, 35.514128},
    {"QC3",
     person(Sex::male, 70, 92 / square(1.75), {F::diabetes_type_2, F::cardiovascular, F::asthma_or_copd},
            Alcohol::none, Smoking::from_10_to_19),
     4.146912, 2.527956},
    {"QC4", man(80, 71 / square(1.72), {F::falls, F::parkinson, F::diabetes_type_1, F::care_home}), 47.924641,
     80.247719},
    {"QC5",
     person(Sex::female, 60, 60 / square(1.58), {F::oestrogen_alone, F::antidepressant}, Alcohol::none,
            Smoking::never, Ethnicity::indian),
     2.969878, 0.428621},
};

TEST(QFracture, GivesTheOriginalsNumbers) {
  for (const Vector& one : kVectors) {
    const Prediction found = predict(one.of, one.years);
    EXPECT_NEAR(found.major_osteoporotic.as_absent, one.major, 1e-6) << one.id;
    EXPECT_NEAR(found.hip.as_absent, one.hip, 1e-6) << one.id;
    EXPECT_EQ(found.hip.lowest, found.hip.highest) << one.id;
    EXPECT_TRUE(found.unknown.empty()) << one.id;
  }
}

TEST(QFracture, FaultsNameFieldValueAndLimit) {
  EXPECT_EQ(faults(woman(65, 19.99), 10), (std::vector<Fault>{{"bmi", "19.99", "20 to 40 kg/m2"}}));
  EXPECT_EQ(faults(woman(29, 25), 10), (std::vector<Fault>{{"age", "29", "30 to 100 years"}}));
  EXPECT_EQ(faults(person(Sex::other, 101, std::nan("")), 19).size(), 4U);
  EXPECT_TRUE(faults(man(100, 40), 18).empty());
  EXPECT_TRUE(faults(man(30, 20), 1).empty());
  EXPECT_THROW((void)predict(woman(101, 25)), std::invalid_argument);
  EXPECT_THROW((void)predict(woman(65, 25), 0), std::invalid_argument);
}

TEST(QFracture, RiskNeverFallsWithTheYears) {
  for (const Vector& one : kVectors) {
    double major = 0, hip = 0;
    for (int years = 1; years <= 18; ++years) {
      const Prediction found = predict(one.of, years);
      EXPECT_GE(found.major_osteoporotic.as_absent, major) << one.id;
      EXPECT_GE(found.hip.as_absent, hip) << one.id;
      major = found.major_osteoporotic.as_absent;
      hip = found.hip.as_absent;
      EXPECT_LE(std::max(major, hip), 100);
    }
  }
}

TEST(QFracture, AFactorRaisesRiskUnlessTheModelSaysOtherwise) {
  for (const Sex sex : {Sex::female, Sex::male})
    for (std::size_t n = 0; n < kFactorCount; ++n) {
      const auto factor = static_cast<Factor>(n);
      const Prediction without = predict(person(sex, 70, 25)), with = predict(person(sex, 70, 25, {factor}));
      const bool protects = factor == F::oestrogen_alone && sex == Sex::female;
      const auto raised = [&](double a, double b) { return protects ? b < a : b >= a; };
      EXPECT_TRUE(raised(without.major_osteoporotic.as_absent, with.major_osteoporotic.as_absent))
          << name(factor);
      EXPECT_TRUE(raised(without.hip.as_absent, with.hip.as_absent)) << name(factor);
    }
}

TEST(QFracture, TheRangeIsThatOfEveryAnswerTheUnknownMayHave) {
  Person asked = person(Sex::female, 70, 25, {F::falls});
  asked[F::oestrogen_alone] = asked[F::parkinson] = std::nullopt;
  asked.smoking = std::nullopt;
  const Prediction range = predict(asked);
  EXPECT_EQ(range.unknown, (std::vector<std::string>{"smoking", "oestrogen_alone", "parkinson"}));
  double least = 100, most = 0;
  for (int smoking = 0; smoking < 5; ++smoking)
    for (const bool oestrogen : {false, true})
      for (const bool parkinson : {false, true}) {
        Person one = asked;
        one.smoking = static_cast<Smoking>(smoking);
        one[F::oestrogen_alone] = oestrogen;
        one[F::parkinson] = parkinson;
        const double hip = predict(one).hip.as_absent;
        least = std::min(least, hip);
        most = std::max(most, hip);
      }
  EXPECT_NEAR(range.hip.lowest, least, 1e-12);
  EXPECT_NEAR(range.hip.highest, most, 1e-12);
  EXPECT_GT(range.hip.as_absent, range.hip.lowest);  // oestrogen would lower it
  asked[F::care_home] = std::nullopt;                // not in the women's models
  EXPECT_EQ(predict(asked).unknown.size(), 3U);
}

}  // namespace
}  // namespace osteon::qfracture
