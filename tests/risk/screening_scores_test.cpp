// Rows OS, OR, SC, OI: the openEHR guideline models' test cases; pounds are converted to kg exactly, and the
// cuts are in kg.

#include <osteon/risk/clinical_formulas.hpp>
#include <osteon/risk/screening_scores.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace osteon {
namespace {

constexpr double kKgPerPound = 0.45359237;

ScreeningAnswers woman(double age, double kg) {
  ScreeningAnswers answers;
  answers.sex = Sex::female;
  answers.age_years = age;
  answers.weight_kg = kg;
  answers.black = answers.rheumatoid_arthritis = answers.low_impact_fracture = answers.oestrogen_now =
      answers.oestrogen_ever = answers.current_smoker = answers.mother_hip_fracture = answers.arms_to_stand =
          false;
  answers.fractures_after_45 = 0;
  return answers;
}

ScreeningScore score(std::string_view tool, const ScreeningAnswers& answers) {
  for (const ScreeningScore& one : screening_scores(answers))
    if (one.tool == tool) return one;
  throw std::runtime_error("no such score");
}

TEST(ScreeningScores, OstVectors) {
  struct Case {
    double age, kg, points;
    const char* group;
  };
  for (const Case& one :
       {Case{80, 56, -4.8, "high risk"}, Case{68, 56, -2.4, "moderate risk"}, Case{50, 56, 1.2, "low risk"},
        Case{60, 42, -3.6, "high risk"}, Case{56, 60, 0.8, "moderate risk"}, Case{40, 60, 4.0, "low risk"}}) {
    const auto found = score("OST", woman(one.age, one.kg));
    EXPECT_NEAR(found.lowest, one.points, 1e-12);
    EXPECT_EQ(found.group, one.group) << one.points;
  }
}

TEST(ScreeningScores, MenHaveOstAloneWithCutsOfTheirOwn) {
  ScreeningAnswers man = woman(70, 70);
  man.sex = Sex::male;
  ASSERT_EQ(screening_scores(man).size(), 1U);
  EXPECT_EQ(score("OST", man).group, "moderate risk");  // 0
  man.weight_kg = 64.9;
  EXPECT_EQ(score("OST", man).group, "high risk");  // -1.02
  man.weight_kg = 85.1;
  EXPECT_EQ(score("OST", man).group, "low risk");  // 3.02
  man.sex = Sex::other;
  EXPECT_TRUE(screening_scores(man).empty());
}

TEST(ScreeningScores, OraiVectors) {
  struct Case {
    double age, kg;
    bool oestrogen;
    int points;
  };
  for (const Case& one : {Case{45, 59, true, 9}, Case{54, 131 * kKgPerPound, true, 9}, Case{55, 60, true, 8},
                          Case{64, 132 * kKgPerPound, false, 16}, Case{65, 69, false, 14},
                          Case{74, 153 * kKgPerPound, true, 12}, Case{75, 70, true, 15},
                          Case{75, 154 * kKgPerPound, false, 20}}) {
    ScreeningAnswers asked = woman(one.age, one.kg);
    asked.oestrogen_now = one.oestrogen;
    const auto found = score("ORAI", asked);
    EXPECT_EQ(found.lowest, one.points);
    EXPECT_EQ(found.group, one.points >= 9 ? "densitometry advised" : "below the cut");
  }
}

TEST(ScreeningScores, ScoreVectors) {
  struct Case {
    double age;
    bool black, arthritis;
    int fractures;
    bool oestrogen;
    double pounds;
    int points;
  };
  for (const Case& one : {Case{90, true, false, 0, true, 80, 19}, Case{90, false, true, 3, false, 80, 41},
                          Case{70, true, false, 0, false, 60, 16}, Case{70, true, false, 0, true, 60, 15},
                          Case{50, true, false, 0, true, 80, 7}, Case{50, true, false, 0, true, 90, 6}}) {
    ScreeningAnswers asked = woman(one.age, one.pounds * kKgPerPound);
    asked.black = one.black;
    asked.rheumatoid_arthritis = one.arthritis;
    asked.fractures_after_45 = one.fractures;
    asked.oestrogen_ever = one.oestrogen;
    EXPECT_EQ(score("SCORE", asked).lowest, one.points);
  }
}

TEST(ScreeningScores, OsirisVectors) {
  struct Case {
    double age, kg;
    int points;
    const char* group;
  };
  for (const Case& one : {Case{70, 60, -4, "high risk"}, Case{60, 60, -2, "intermediate risk"},
                          Case{65, 60, -3, "intermediate risk"}, Case{60, 80, 2, "low risk"},
                          Case{60, 177 * kKgPerPound, 2, "low risk"}}) {
    ScreeningAnswers asked = woman(one.age, one.kg);
    asked.low_impact_fracture = true;
    const auto found = score("OSIRIS", asked);
    EXPECT_EQ(found.lowest, one.points);
    EXPECT_EQ(found.group, one.group);
  }
}

TEST(ScreeningScores, LimitsOfAboneSofsurfAndBodyWeight) {
  EXPECT_EQ(score("ABONE", woman(66, 60)).lowest, 3);
  EXPECT_EQ(score("ABONE", woman(65, 63.5)).lowest, 1);
  EXPECT_NEAR(score("SOFSURF", woman(65, 70)).lowest, 0, 1e-12);
  EXPECT_NEAR(score("SOFSURF", woman(70, 65)).lowest, 2, 1e-12);
  ScreeningAnswers smoker = woman(62, 57);
  smoker.current_smoker = true;
  EXPECT_NEAR(score("SOFSURF", smoker).lowest, 3.4, 1e-12);
  EXPECT_EQ(score("body weight", woman(60, 69.9)).group, "densitometry advised");
  EXPECT_EQ(score("body weight", woman(60, 70)).group, "below the cut");
}

TEST(ScreeningScores, AMissingAnswerIsNotNo) {
  ScreeningAnswers asked = woman(60, 71);  // ORAI 5 + 0
  asked.oestrogen_now = std::nullopt;
  const auto below = score("ORAI", asked);
  EXPECT_EQ(below.lowest, 5);
  EXPECT_EQ(below.highest, 7);
  EXPECT_EQ(below.group, "below the cut");  // whichever way it is answered
  EXPECT_EQ(below.missing, (std::vector<std::string>{"oestrogen_now"}));
  asked.weight_kg = 65;  // 5 + 3
  EXPECT_FALSE(score("ORAI", asked).group);
  asked.fractures_after_45 = std::nullopt;
  const auto open = score("SCORE", asked);
  EXPECT_EQ(open.highest - open.lowest, 12);
  asked.age_years = std::nullopt;
  EXPECT_TRUE(screening_scores(asked).empty());
}

TEST(FractureIndexOfWomen, Vectors) {
  struct Case {
    double age;
    bool fracture, mother;
    double kg;
    bool smoker, arms;
    std::optional<double> t;
    int points;
    std::optional<double> hip;
    const char* group;
  };
  for (const Case& one : {Case{66, false, false, 70, false, false, -0.5, 1, 0.4, "below the cut"},
                          Case{66, false, false, 70, false, false, -1.5, 3, 0.9, "below the cut"},
                          Case{72, true, false, 56, false, false, -2.2, 7, 3.9, "refer or treat"},
                          Case{78, true, true, 55, true, true, -2.7, 13, 8.7, "refer or treat"},
                          Case{86, true, false, 50, false, true, {}, 9, {}, "refer or treat"},
                          Case{64, false, false, 60, false, false, {}, 0, {}, "below the cut"}}) {
    ScreeningAnswers asked = woman(one.age, one.kg);
    asked.low_impact_fracture = one.fracture;
    asked.mother_hip_fracture = one.mother;
    asked.current_smoker = one.smoker;
    asked.arms_to_stand = one.arms;
    asked.hip_t_score = one.t;
    const auto found = fracture_index(asked);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->lowest, one.points);
    EXPECT_EQ(found->group, one.group) << one.points;
    EXPECT_EQ(found->risk ? std::optional(found->risk->hip) : std::nullopt, one.hip);
  }
}

TEST(FractureIndexOfWomen, LimitsOfTheHipAndMissingAnswers) {
  ScreeningAnswers asked = woman(70, 70);
  const auto points = [&](double t) {
    asked.hip_t_score = t;
    return fracture_index(asked)->lowest - 2;
  };
  EXPECT_EQ(points(-1.0), 0);
  EXPECT_EQ(points(-1.1), 2);
  EXPECT_EQ(points(-2.0), 3);
  EXPECT_EQ(points(-2.5), 3);
  EXPECT_EQ(points(-2.6), 4);
  asked.arms_to_stand = std::nullopt;
  const auto open = fracture_index(asked);  // 6 or 8: above the cut of 6 anyhow, but no one risk
  EXPECT_EQ(open->group, "refer or treat");
  EXPECT_FALSE(open->risk);
  asked.sex = Sex::male;
  EXPECT_FALSE(fracture_index(asked));
}

TEST(ClinicalFormulas, Vectors) {
  EXPECT_NEAR(*creatinine_clearance(Sex::female, 78, 52, 95), 35.29, 0.005);
  EXPECT_NEAR(*creatinine_clearance(Sex::male, 82, 60, 130), 32.93, 0.005);
  EXPECT_NEAR(*creatinine_clearance(Sex::male, 70, 80, 90), 76.53, 0.005);
  EXPECT_FALSE(creatinine_clearance(Sex::other, 70, 80, 90));
  EXPECT_FALSE(creatinine_clearance(Sex::male, 70, 80, 0));
  EXPECT_NEAR(corrected_calcium(2.05, 34), 2.17, 1e-9);
  EXPECT_NEAR(corrected_calcium(2.18, 46), 2.06, 1e-9);
  EXPECT_NEAR(20 * kVitaminDNmolPerNg, 49.9, 0.05);
  EXPECT_NEAR(50 * kVitaminDNmolPerNg, 124.8, 0.05);
}

}  // namespace
}  // namespace osteon
