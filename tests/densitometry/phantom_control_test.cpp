#include <osteon/densitometry/phantom_control.hpp>

#include <Eigen/Dense>
#include <gtest/gtest.h>

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <random>

namespace osteon {
namespace {

constexpr double kMean = 1.0, kSd = 0.004;
const boost::math::normal kNormal;

/// A baseline that is normal without chance: its mean and sd are those asked for.
std::vector<PhantomScan> perfect_baseline(std::size_t count) {
  std::vector<double> z;
  double squares = 0;
  for (std::size_t i = 0; i < count; ++i) {
    z.push_back(boost::math::quantile(kNormal, (static_cast<double>(i) + 0.5) / static_cast<double>(count)));
    squares += z.back() * z.back();
  }
  const double sd = std::sqrt(squares / static_cast<double>(count - 1));
  std::vector<PhantomScan> scans;
  for (const double value : z) scans.push_back({"2026-01-01", g_per_cm2(kMean + kSd * value / sd)});
  return scans;
}

/// Scans that follow it, shifted by so many sd.
PhantomControl simulated(std::size_t count, double shift) {
  PhantomControlOptions options;
  options.baseline = 20;
  auto scans = perfect_baseline(options.baseline);
  std::mt19937_64 random(20260101);
  std::normal_distribution<double> noise(shift, 1.0);
  for (std::size_t i = 0; i < count; ++i)
    scans.push_back({"2026-01-02", g_per_cm2(kMean + kSd * noise(random))});
  return control_of(std::move(scans), options).value();
}

double count(const PhantomControl& control, ControlRule rule) {
  return static_cast<double>(std::count_if(control.breaches.begin(), control.breaches.end(),
                                           [&](const ControlBreach& b) { return b.rule == rule; }));
}

/// Average run length of a one-sided sum by its chain of states (Brook and Evans 1972), for another way to
/// the number than simulation.
double run_length(double shift, double reference, double decision) {
  constexpr int states = 200;
  const double width = 2 * decision / (2 * states - 1);
  Eigen::MatrixXd stay(states, states);
  for (int from = 0; from < states; ++from)
    for (int to = 0; to < states; ++to) {
      const double high = (to - from + 0.5) * width + reference - shift;
      const double below = to == 0 ? 0.0 : boost::math::cdf(kNormal, high - width);
      stay(from, to) = boost::math::cdf(kNormal, high) - below;
    }
  const Eigen::MatrixXd system = Eigen::MatrixXd::Identity(states, states) - stay;
  return system.partialPivLu().solve(Eigen::VectorXd::Ones(states))(0);
}

/// Counts scatter as their root, sums somewhat less; four times that.
void expect_rate(double counted, double expected) { EXPECT_NEAR(counted, expected, 4 * std::sqrt(expected)); }

TEST(PhantomControl, RunLengthsOfSumsWithoutDrift) {
  constexpr std::size_t n = 300000;
  const PhantomControl control = simulated(n, 0);
  const double expected = n / run_length(0, 0.5, 5);
  EXPECT_NEAR(run_length(0, 0.5, 5), 2 * 465, 10);  // two-sided 465: one false alarm in 465 scans
  expect_rate(count(control, ControlRule::cumulative_sum_high), expected);
  expect_rate(count(control, ControlRule::cumulative_sum_low), expected);
}

TEST(PhantomControl, RunLengthsOfSumsWithDrift) {
  for (const double shift : {0.5, 1.0, 2.0}) {
    constexpr std::size_t n = 20000;
    const PhantomControl control = simulated(n, shift);
    expect_rate(count(control, ControlRule::cumulative_sum_high), n / run_length(shift, 0.5, 5));
    EXPECT_LE(count(control, ControlRule::cumulative_sum_low), 5);
  }
}

// Onsets of a run of k beyond a limit with chance p: (1 - p) p^k.
TEST(PhantomControl, RatesOfTheRulesAreThoseOfChance) {
  constexpr std::size_t n = 200000;
  const auto beyond = [](double limit, double shift) {
    return boost::math::cdf(boost::math::complement(kNormal, limit - shift));
  };
  for (const double shift : {0.0, 0.7}) {
    const PhantomControl control = simulated(n, shift);
    const auto onsets = [&](double limit, int k) {
      const double high = beyond(limit, shift), low = beyond(limit, -shift);
      return n * ((1 - high) * std::pow(high, k) + (1 - low) * std::pow(low, k));
    };
    const double either = beyond(3, shift) + beyond(3, -shift);
    expect_rate(count(control, ControlRule::beyond_3_sd), n * (1 - either) * either);
    expect_rate(count(control, ControlRule::two_beyond_2_sd), onsets(2, 2));
    expect_rate(count(control, ControlRule::four_beyond_1_sd), onsets(1, 4));
    expect_rate(count(control, ControlRule::ten_on_one_side), onsets(0, 10));
    expect_rate(count(control, ControlRule::range_of_4_sd), 2 * n * beyond(2, shift) * beyond(2, -shift));
  }
}

TEST(PhantomControl, ADriftIsDatedToItsBeginning) {
  auto scans = perfect_baseline(20);
  for (int i = 0; i < 30; ++i) scans.push_back({"2026-02-01", g_per_cm2(kMean)});
  for (int i = 0; i < 10; ++i) scans.push_back({"2026-03-01", g_per_cm2(kMean - 2 * kSd)});
  PhantomControlOptions options;
  options.baseline = 20;
  const PhantomControl control = control_of(scans, options).value();
  const auto drift =
      std::find_if(control.breaches.begin(), control.breaches.end(),
                   [](const ControlBreach& b) { return b.rule == ControlRule::cumulative_sum_low; });
  ASSERT_NE(drift, control.breaches.end());
  EXPECT_EQ(drift->since, 50U);
  EXPECT_EQ(drift->scan, 53U);  // 1.5 sd a scan: beyond 5 at the fourth
  EXPECT_EQ(count(control, ControlRule::cumulative_sum_high), 0);
}

TEST(PhantomControl, ScansAreJudgedInTheOrderOfTheirDates) {
  auto scans = perfect_baseline(10);
  scans.push_back({"2026-01-03", g_per_cm2(kMean * 1.02)});
  scans.push_back({"2026-01-02", g_per_cm2(kMean)});
  std::reverse(scans.begin(), scans.end());
  const PhantomControl control = control_of(scans).value();
  ASSERT_FALSE(control.breaches.empty());
  EXPECT_EQ(control.breaches.front().rule, ControlRule::beyond_percentage);
  EXPECT_EQ(control.scans[control.breaches.front().scan].date, "2026-01-03");
}

TEST(PhantomControl, OnlyTheSourcedRuleIsVerified) {
  EXPECT_TRUE(is_verified(ControlRule::beyond_percentage));
  EXPECT_FALSE(is_verified(ControlRule::beyond_3_sd));
  EXPECT_FALSE(is_verified(ControlRule::cumulative_sum_high));
}

TEST(PhantomControl, WhatCannotBeJudgedIsRefused) {
  EXPECT_EQ(control_of(perfect_baseline(10)).error().code, "control.too-few");
  auto scans = perfect_baseline(11);
  scans[4].date = "2026-02-30";
  EXPECT_EQ(control_of(scans).error().code, "control.date");
  scans = perfect_baseline(11);
  scans[4].bmd = g_per_cm2(1000);
  EXPECT_EQ(control_of(scans).error().code, "control.implausible");
  EXPECT_EQ(control_of(std::vector<PhantomScan>(12, {"2026-01-01", g_per_cm2(1)})).error().code,
            "control.no-spread");
}

}  // namespace
}  // namespace osteon
