#include <osteon/densitometry/precision.hpp>

#include <gtest/gtest.h>

#include <cmath>

namespace osteon {
namespace {

std::vector<RepeatedBmd> pairs(const std::vector<double>& differences) {
  std::vector<RepeatedBmd> study;
  for (const double d : differences) {
    const double mean = 0.8 + 0.01 * static_cast<double>(study.size());
    study.push_back({"P" + std::to_string(study.size()), {g_per_cm2(mean - d / 2), g_per_cm2(mean + d / 2)}});
  }
  return study;
}

std::vector<RepeatedBmd> triples(int persons, double step) {
  std::vector<RepeatedBmd> study;
  for (int i = 0; i < persons; ++i)
    study.push_back(
        {"P" + std::to_string(i), {g_per_cm2(0.9), g_per_cm2(0.9 + step), g_per_cm2(0.9 - step)}});
  return study;
}

bool warned(const PrecisionStudy& study, const std::string& code) {
  return std::any_of(study.warnings.begin(), study.warnings.end(),
                     [&](const Warning& w) { return w.code == code; });
}

// The sd of two values is their difference over the root of two. Fifteen persons differ by 0.010 and fifteen
// by 0.020: mean square (0.00005 + 0.0002) / 2 = 0.000125, root 0.0111803, times 2.77 = 0.0309695.
TEST(Precision, ThirtyTwiceByHand) {
  std::vector<double> differences(15, 0.010);
  differences.insert(differences.end(), 15, 0.020);
  const PrecisionStudy study = precision_of(pairs(differences)).value();
  EXPECT_EQ(study.degrees_of_freedom, 30);
  EXPECT_EQ(study.measurements, 60);
  EXPECT_NEAR(in_g_per_cm2(study.rms_sd), 0.0111803, 1e-7);
  EXPECT_NEAR(in_g_per_cm2(study.least_significant_change), 0.0309695, 1e-7);
  EXPECT_NEAR(in_g_per_cm2(study.mean), 0.945, 1e-12);
  EXPECT_TRUE(study.warnings.empty());
}

// Each person has 0.9 and 0.9 +- 0.01: sd 0.01, so the root mean square is 0.01 and the CV 0.01 / 0.9. The
// 5th and 95th percentile of chi-square with 30 degrees of freedom are 18.4927 and 43.7730 (any table).
TEST(Precision, FifteenThriceByHand) {
  const PrecisionStudy study = precision_of(triples(15, 0.01)).value();
  EXPECT_EQ(study.degrees_of_freedom, 30);
  EXPECT_NEAR(in_g_per_cm2(study.rms_sd), 0.01, 1e-12);
  EXPECT_NEAR(in_g_per_cm2(study.least_significant_change), 0.0277, 1e-12);
  EXPECT_NEAR(in_percent(study.rms_cv), 100 * 0.01 / 0.9, 1e-9);
  EXPECT_NEAR(in_g_per_cm2(study.rms_sd_range_90.high), 0.01 * std::sqrt(30 / 18.4927), 1e-7);
  EXPECT_NEAR(in_g_per_cm2(study.rms_sd_range_90.low), 0.01 * std::sqrt(30 / 43.7730), 1e-7);
}

// Glueer 1995: with 27 degrees of freedom the upper end is less than 30 % above.
TEST(Precision, TwentySevenDegreesOfFreedomReachThirtyPerCent) {
  const PrecisionStudy study = precision_of(pairs(std::vector<double>(27, 0.01))).value();
  const double above = study.rms_sd_range_90.high / study.rms_sd - 1;
  EXPECT_LT(above, 0.30);
  EXPECT_GT(above, 0.29);
  EXPECT_TRUE(warned(study, "precision.few-degrees-of-freedom"));
}

TEST(Precision, UnequalCountsWeighByDegreesOfFreedom) {
  auto study = triples(10, 0.01);  // 20 degrees of freedom, variance 0.0001
  for (RepeatedBmd& person : pairs(std::vector<double>(10, 0.02)))
    study.push_back(std::move(person));  // 10 of 0.0002
  const PrecisionStudy found = precision_of(study).value();
  EXPECT_NEAR(in_g_per_cm2(found.rms_sd), std::sqrt((20 * 0.0001 + 10 * 0.0002) / 30), 1e-12);
}

TEST(Precision, ASlipOfAPersonIsPointedOut) {
  std::vector<double> differences(30, 0.012);
  differences[7] = 0.09;
  const PrecisionStudy study = precision_of(pairs(differences)).value();
  ASSERT_TRUE(warned(study, "precision.outlying-subject"));
  EXPECT_NE(study.warnings.front().message.find("number 8 "), std::string::npos);
}

TEST(Precision, WhatCannotBeUsedIsRefused) {
  EXPECT_EQ(precision_of({}).error().code, "precision.too-few-subjects");
  auto study = pairs(std::vector<double>(30, 0.01));
  study[3].measurements[1] = g_per_cm2(845);  // mg/cm2
  EXPECT_EQ(precision_of(study).error().code, "precision.implausible");
  study[3].measurements[1] = g_per_cm2(std::nan(""));
  EXPECT_EQ(precision_of(study).error().code, "precision.implausible");
  study[3].measurements.pop_back();
  const auto rest = precision_of(study);
  EXPECT_EQ(rest.value().subjects, 29);
  EXPECT_TRUE(warned(rest.value(), "precision.single-measurement"));
}

}  // namespace
}  // namespace osteon
