#include "plain_column.hpp"

#include <osteon/densitometry/vertebral_height.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <stdexcept>
#include <utility>

namespace osteon {
namespace {

using testing::height;
using testing::kL1;
using testing::level;
using testing::plain_column;
using testing::scale;

/// Box-Muller: the standard leaves std::normal_distribution's numbers to the library.
double gauss(std::mt19937_64& generator) {
  const auto uniform = [&] { return (static_cast<double>(generator() >> 11) + 0.5) * 0x1p-53; };
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

TEST(VertebralHeights, AreDistancesOfThePairedPointsInAnyDirection) {
  SixPoints points;
  const Eigen::Vector3d up = Eigen::Vector3d(0.0, 0.6, 0.8);
  for (std::size_t n = 0; n < 3; ++n) {
    points[n + 3].mm = Eigen::Vector3d(-40.0, 12.0 * static_cast<double>(n), 7.0);
    points[n].mm = points[n + 3].mm + (20.0 + static_cast<double>(n)) * up;
  }
  const auto heights =
      vertebral_heights(points, std::array{mm(0.5), mm(0.5), mm(0.5), mm(0.5), mm(0.5), mm(0.5)});
  EXPECT_NEAR(in_mm(heights.anterior.value), 20.0, 1e-12);
  EXPECT_NEAR(in_mm(heights.middle.value), 21.0, 1e-12);
  EXPECT_NEAR(in_mm(heights.posterior.value), 22.0, 1e-12);
  EXPECT_NEAR(in_mm(*heights.middle.sd), 0.70710678, 1e-8);  // sqrt(2) * 0.5
  EXPECT_FALSE(vertebral_heights(points, std::nullopt).anterior.sd);
}

TEST(VertebralHeights, HaveARangeThatWidensWithTheShareOfMisreadPlates) {
  const Measured<Length> plain = height(25.0, 1.0);
  EXPECT_NEAR(in_mm(*half_range_95(plain, 0.0)), 1.96, 0.001);
  // 0.9 erfc(h / sqrt 2) + 0.1 erfc(h / sqrt(52)) = 0.05
  EXPECT_NEAR(in_mm(*half_range_95(plain, 0.1)), 3.4761, 0.001);
  EXPECT_GT(*half_range_95(plain, 0.3), *half_range_95(plain, 0.1));
  EXPECT_FALSE(half_range_95({mm(25.0), std::nullopt}, 0.1));
}

TEST(GenantGrade, ChangesAtItsLimitsAsPrinted) {
  EXPECT_EQ(genant_grade(percent(0.0)), 0);
  EXPECT_EQ(genant_grade(percent(19.94)), 0);  // printed as 19.9
  EXPECT_EQ(genant_grade(percent(19.96)), 1);  // printed as 20.0
  EXPECT_EQ(genant_grade(percent(24.9)), 1);
  EXPECT_EQ(genant_grade(percent(25.0)), 2);
  EXPECT_EQ(genant_grade(percent(40.0)), 2);
  EXPECT_EQ(genant_grade(percent(40.1)), 3);
}

TEST(Deformity, ANormalColumnHasNoneWithItsLordoticL5AndItsWedgedJunction) {
  for (const auto& one : grade_deformities(plain_column())) {
    ASSERT_TRUE(one.deformity);
    EXPECT_EQ(one.deformity->genant_grade, 0);
    EXPECT_LT(in_percent(one.deformity->height_loss.value), 8.0);
    EXPECT_EQ(one.deformity->shape, DeformityShape::none);
  }
}

TEST(Deformity, AColumnWithoutTheGrowthAndWedgingOfTheTablesHasNone) {
  std::vector<LevelHeights> column;
  for (const auto region : {BoneRegion::t10, BoneRegion::t11, BoneRegion::t12, BoneRegion::l1, BoneRegion::l2,
                            BoneRegion::l3, BoneRegion::l4})
    column.push_back(level(region, 24.0, 23.0, 25.0));
  for (const auto& one : grade_deformities(column)) {
    EXPECT_EQ(one.deformity->genant_grade, 0);
    EXPECT_LT(in_percent(one.deformity->height_loss.value), 12.0);
  }
}

TEST(Deformity, WithinItsUncertaintyALossIsOnlyPossibleWhereThatIsAsked) {
  DeformityOptions options;
  for (const auto& [front, possible] : {std::pair(0.76, true), std::pair(0.55, false)}) {
    auto column = plain_column();
    for (auto& one : column)
      for (auto* h : {&one.heights.anterior, &one.heights.middle, &one.heights.posterior}) h->sd = mm(1.5);
    scale(column[kL1], front, 0.85, 1.0);
    options.beyond_doubt = true;
    const auto asked = *grade_deformities(column, options)[kL1].deformity;
    ASSERT_GE(asked.genant_grade, 1);
    EXPECT_EQ(asked.possible, possible);
    EXPECT_EQ(asked.suspected, !possible);
    EXPECT_EQ(possible, in_percent(asked.height_loss.value) - 20 < in_percent(*asked.height_loss.sd));
    options.beyond_doubt = false;
    EXPECT_FALSE(grade_deformities(column, options)[kL1].deformity->possible);
  }
}

TEST(Deformity, ABackThatIsLowAloneHasNoSayWhereThatIsAsked) {
  for (const double middle : {0.88, 0.76}) {
    auto column = plain_column();
    for (auto& one : column)
      for (auto* h : {&one.heights.anterior, &one.heights.middle, &one.heights.posterior}) h->sd = mm(1.5);
    scale(column[kL1], 0.9, middle, 0.78);
    const bool alone = middle > 0.8;
    DeformityOptions options;
    ASSERT_GE(grade_deformities(column, options)[kL1].deformity->genant_grade, 1);
    options.beyond_doubt = true;
    const auto low = *grade_deformities(column, options)[kL1].deformity;
    EXPECT_EQ(low.genant_grade >= 1, !alone);
    EXPECT_EQ(low.shape == DeformityShape::none, alone);
    EXPECT_EQ(low.possible || low.suspected, !alone);
    EXPECT_EQ((*low.grade_probability)[0] > 0.5, alone);
    EXPECT_EQ(in_percent(low.height_loss.value) < 20, alone);
    ASSERT_EQ(low.losses.size(), 3U);
    EXPECT_GT(in_percent(low.losses[2].value), 20);  // what was measured stays
  }
}

TEST(Deformity, AWedgeIsFoundAndDoesNotAccuseItsNeighbours) {
  auto column = plain_column();
  scale(column[kL1], 0.65, 0.85, 1.0);
  const auto graded = grade_deformities(column);
  const auto& fracture = *graded[kL1].deformity;
  EXPECT_NEAR(in_percent(fracture.height_loss.value), 35.0,
              4.0);  // the tables' growth and wedging against none
  EXPECT_NEAR(in_percent(fracture.wedge.value), 100.0 * (1.0 - 0.65 * 25.0 / 26.7), 1e-9);
  EXPECT_EQ(fracture.genant_grade, 2);
  EXPECT_EQ(fracture.shape, DeformityShape::wedge);
  EXPECT_EQ(fracture.reference, HeightReference::neighbours);
  EXPECT_TRUE(fracture.suspected);
  for (const auto served : {BoneRegion::t12, BoneRegion::l2})
    EXPECT_EQ(std::count(fracture.reference_levels.begin(), fracture.reference_levels.end(), served), 1);
  for (std::size_t n = 0; n < column.size(); ++n) {
    if (n == kL1) continue;
    EXPECT_EQ(graded[n].deformity->genant_grade, 0) << name(column[n].level);
    const auto& served = graded[n].deformity->reference_levels;
    EXPECT_EQ(std::count(served.begin(), served.end(), BoneRegion::l1), 0) << name(column[n].level);
  }
}

TEST(Deformity, ABodyThatIsLowAllOverIsACrushThoughItsShapeIsNormal) {
  auto column = plain_column();
  scale(column[kL1], 0.52, 0.52, 0.52);
  const auto fracture = *grade_deformities(column)[kL1].deformity;
  EXPECT_EQ(fracture.genant_grade, 3);
  EXPECT_EQ(fracture.shape, DeformityShape::crush);
  EXPECT_GT(in_percent(fracture.crush->value), 40.0);
}

TEST(Deformity, ALowMiddleIsBiconcave) {
  auto column = plain_column();
  scale(column[kL1], 0.95, 0.70, 1.0);
  const auto fracture = *grade_deformities(column)[kL1].deformity;
  EXPECT_EQ(fracture.genant_grade, 2);
  EXPECT_EQ(fracture.shape, DeformityShape::biconcave);
}

TEST(Deformity, TwoFracturesBesideEachOtherAreBothFound) {
  auto column = plain_column();
  scale(column[kL1 - 1], 0.66, 0.80, 0.97);
  scale(column[kL1], 0.66, 0.80, 0.97);
  const auto graded = grade_deformities(column);
  EXPECT_EQ(graded[kL1 - 1].deformity->genant_grade, 2);
  EXPECT_EQ(graded[kL1].deformity->genant_grade, 2);
  EXPECT_EQ(graded[kL1 - 2].deformity->genant_grade, 0);
  EXPECT_EQ(graded[kL1 + 1].deformity->genant_grade, 0);
}

TEST(Deformity, ThreeCrushedBodiesInARowDoNotHideEachOther) {
  auto column = plain_column();
  for (const std::size_t n : {kL1 - 1, kL1, kL1 + 1}) scale(column[n], 0.68, 0.68, 0.68);
  const auto graded = grade_deformities(column);
  for (std::size_t n = 0; n < column.size(); ++n) {
    const bool crushed = n + 1 >= kL1 && n <= kL1 + 1;
    EXPECT_EQ(graded[n].deformity->suspected, crushed) << name(column[n].level);
    if (crushed) {
      EXPECT_EQ(graded[n].deformity->genant_grade, 2);
      EXPECT_EQ(graded[n].deformity->shape, DeformityShape::crush);
    }
  }
}

TEST(Deformity, OfThreeLevelsTheLowOneIsAccusedAndNotTheOthers) {
  for (const std::size_t low : {0U, 1U, 2U}) {
    std::vector<LevelHeights> column{plain_column()[kL1], plain_column()[kL1 + 1], plain_column()[kL1 + 2]};
    scale(column[low], 0.66, 0.66, 0.66);
    const auto graded = grade_deformities(column);
    for (std::size_t n = 0; n < 3; ++n) EXPECT_EQ(graded[n].deformity->suspected, n == low) << low << n;
  }
}

TEST(Deformity, TheEndsOfAColumnAreJudgedFromOneSide) {
  for (const std::size_t end : {std::size_t{0}, plain_column().size() - 1}) {
    auto column = plain_column();
    EXPECT_FALSE(grade_deformities(column)[end].deformity->suspected);
    scale(column[end], 0.65, 0.8, 1.0);
    const auto graded = grade_deformities(column);
    EXPECT_TRUE(graded[end].deformity->suspected);
    EXPECT_EQ(graded[end].warnings.at(0).code, "deformity.one-sided");
  }
}

TEST(Deformity, LimitsAndTheProbabilityOfSuspicionAreSettings) {
  auto column = plain_column();
  scale(column[kL1], 0.79, 0.9, 1.0);
  DeformityOptions options;
  const auto usual = *grade_deformities(column, options)[kL1].deformity;
  EXPECT_EQ(usual.genant_grade, 1);
  EXPECT_TRUE(usual.suspected);
  EXPECT_LT((*usual.grade_probability)[0], 0.5);
  options.suspicion_probability = 0.999;
  const auto cautious = *grade_deformities(column, options)[kL1].deformity;
  EXPECT_EQ(cautious.genant_grade, 1);  // the number stays; the claim goes
  EXPECT_FALSE(cautious.suspected);
  options = {.limits = {30, 35, 45}};
  const auto strict = *grade_deformities(column, options)[kL1].deformity;
  EXPECT_EQ(strict.genant_grade, 0);
  EXPECT_EQ(strict.limits, options.limits);
  EXPECT_EQ(strict.height_loss.value, usual.height_loss.value);  // what is expected does not move
  options = {.limits = {5, 10, 40}};
  EXPECT_EQ(grade_deformities(column, options)[kL1].deformity->height_loss.value, usual.height_loss.value);
  for (const GenantLimits& wrong :
       {GenantLimits{0, 25, 40}, GenantLimits{20, 15, 40}, GenantLimits{20, 25, 100}}) {
    options.limits = wrong;
    EXPECT_THROW((void)grade_deformities(column, options), std::invalid_argument);
  }
}

TEST(Deformity, ALossAgainstTheOwnPosteriorHeightLeavesOutTheNormalWedging) {
  auto column = plain_column();
  EXPECT_LT(in_percent(grade_deformities(column)[kL1].deformity->own_posterior_loss->value), 8.0);
  scale(column[kL1], 0.7, 0.85, 1.0);
  EXPECT_NEAR(in_percent(grade_deformities(column)[kL1].deformity->own_posterior_loss->value), 30.0, 1.5);
}

TEST(Deformity, OfALoneVertebraIsAgainstItsOwnPosteriorHeight) {
  const auto graded = grade_deformities({level(BoneRegion::l3, 17.0, 20.0, 25.0)});
  const auto& alone = *graded[0].deformity;
  EXPECT_EQ(alone.reference, HeightReference::own_posterior);
  EXPECT_FALSE(alone.crush);
  EXPECT_FALSE(alone.expected);
  EXPECT_TRUE(alone.reference_levels.empty());
  EXPECT_NEAR(in_percent(alone.height_loss.value), 32.0, 0.5);  // L3 is even in front: mean angle 0.1 degrees
  EXPECT_EQ(graded[0].warnings.at(0).code, "deformity.own-posterior");
}

TEST(Deformity, NeighboursOnOneSideServeWithAWarning) {
  const auto graded =
      grade_deformities({level(BoneRegion::l3, 24, 23, 25), level(BoneRegion::l4, 24, 23, 25)});
  EXPECT_EQ(graded[0].deformity->reference, HeightReference::neighbours);
  EXPECT_EQ(graded[0].warnings.at(0).code, "deformity.one-sided");
}

TEST(Deformity, ALevelFartherThanFiveAwayDoesNotServe) {
  const auto graded =
      grade_deformities({level(BoneRegion::t7, 24, 23, 25), level(BoneRegion::l1, 24, 23, 25)});
  EXPECT_EQ(graded[0].deformity->reference, HeightReference::own_posterior);
  const auto nearer =
      grade_deformities({level(BoneRegion::t8, 24, 23, 25), level(BoneRegion::l1, 24, 23, 25)});
  EXPECT_EQ(nearer[0].deformity->reference, HeightReference::neighbours);
}

TEST(Deformity, ACutBodyIsNeitherJudgedNorAReference) {
  auto column = plain_column();
  column[kL1].complete = false;
  scale(column[kL1], 0.2, 0.2, 0.2);
  const auto graded = grade_deformities(column);
  EXPECT_FALSE(graded[kL1].deformity);
  const auto& served = graded[kL1 + 1].deformity->reference_levels;
  EXPECT_EQ(std::count(served.begin(), served.end(), BoneRegion::l1), 0);
}

TEST(Deformity, IsJudgedFromT4Downwards) {
  const auto graded =
      grade_deformities({level(BoneRegion::c7, 14, 13, 14), level(BoneRegion::t3, 16, 15, 16),
                         level(BoneRegion::t4, 16, 15, 16), level(BoneRegion::s1, 30, 29, 20)});
  EXPECT_FALSE(graded[0].deformity);
  EXPECT_FALSE(graded[1].deformity);
  EXPECT_TRUE(graded[2].deformity);
  EXPECT_EQ(graded[2].deformity->reference, HeightReference::own_posterior);
  EXPECT_FALSE(graded[3].deformity);
}

TEST(Deformity, ABodyMeasuredTooTallDoesNotMakeItsNeighboursLow) {
  // A landmark on the wrong disc: L1 came out 60 % too tall in front, then all over.
  for (const double factor : {1.0, 1.6}) {
    auto column = plain_column();
    scale(column[kL1], 1.6, factor, factor);
    const auto graded = grade_deformities(column);
    for (std::size_t n = 0; n < column.size(); ++n) {
      if (n == kL1) continue;
      EXPECT_EQ(graded[n].deformity->genant_grade, 0);
      const auto& served = graded[n].deformity->reference_levels;
      EXPECT_EQ(std::count(served.begin(), served.end(), BoneRegion::l1), 0);
    }
    EXPECT_FALSE(graded[kL1].deformity);  // nothing lost would be a false comfort
    EXPECT_EQ(graded[kL1].warnings.at(0).code, "deformity.implausible-height");
  }
}

TEST(Deformity, IsNeverNegative) {
  auto column = plain_column();
  scale(column[kL1], 1.15, 1.12, 1.06);
  const auto tall = *grade_deformities(column)[kL1].deformity;
  EXPECT_EQ(in_percent(tall.height_loss.value), 0.0);
  EXPECT_EQ(in_percent(tall.wedge.value), 0.0);
  EXPECT_EQ(in_percent(tall.crush->value), 0.0);
}

TEST(Deformity, WithoutUncertaintyHasNoProbability) {
  auto column = plain_column();
  for (auto& one : column) one.heights.anterior.sd.reset();
  const auto graded = grade_deformities(column);
  EXPECT_FALSE(graded[kL1].deformity->grade_probability);
  EXPECT_EQ(graded[kL1].warnings.back().code, "deformity.no-uncertainty");
}

TEST(Deformity, AHeightOfNothingIsABug) {
  EXPECT_THROW((void)grade_deformities({level(BoneRegion::l1, 0.0, 20.0, 20.0)}), std::invalid_argument);
}

TEST(Deformity, UncertaintyAndProbabilitiesAreThoseOfRepeatedMeasurement) {
  auto column = plain_column();
  for (auto& one : column) {
    for (auto* h : {&one.heights.anterior, &one.heights.middle, &one.heights.posterior}) h->sd = mm(0.8);
  }
  scale(column[kL1], 0.76, 0.9, 1.0);
  DeformityOptions options;
  options.misreading_share = 0;  // only the landmarks' own errors are repeated here
  const auto told = *grade_deformities(column, options)[kL1].deformity;

  std::mt19937_64 generator(20240607);
  constexpr int kRepeats = 20000;
  double sum = 0, sum_of_squares = 0;
  std::array<double, 4> share{};
  for (int n = 0; n < kRepeats; ++n) {
    auto again = column;
    for (auto& one : again) {
      for (auto* h : {&one.heights.anterior, &one.heights.middle, &one.heights.posterior})
        h->value = h->value + gauss(generator) * *h->sd;
    }
    const auto deformity = *grade_deformities(again, options)[kL1].deformity;
    const double loss = in_percent(deformity.height_loss.value);
    sum += loss;
    sum_of_squares += loss * loss;
    share[static_cast<std::size_t>(deformity.genant_grade)] += 1.0 / kRepeats;
  }
  const double mean = sum / kRepeats;
  const double sd = std::sqrt(sum_of_squares / kRepeats - mean * mean);
  // Without scatter among bodies the sd is the measurement's alone. 15 %: the fixed column deviates a little
  // from the tables, which counts as scatter.
  EXPECT_NEAR(in_percent(*told.height_loss.sd), sd, 0.15 * sd);
  for (std::size_t grade = 0; grade < 4; ++grade) {
    EXPECT_NEAR((*told.grade_probability)[grade], share[grade], 0.03)
        << grade;  // the same 15 % on both tails
  }
}

TEST(Deformity, TheMoreTheNeighboursScatterTheLessCertainItIs) {
  auto even = plain_column(), uneven = plain_column();
  scale(uneven[kL1 - 1], 1.08, 1.08, 1.08);
  scale(uneven[kL1 + 1], 0.92, 0.92, 0.92);
  const auto sd = [](const std::vector<LevelHeights>& column) {
    return in_percent(*grade_deformities(column)[kL1].deformity->height_loss.sd);
  };
  EXPECT_GT(sd(uneven), 1.5 * sd(even));
}

}  // namespace
}  // namespace osteon
