#include <osteon/densitometry/grey_density.hpp>

#include <gtest/gtest.h>

namespace osteon {
namespace {

GreyRegion region(const char* name, double grey, double bmd) { return {name, grey, g_per_cm2(bmd)}; }

TEST(GreyDensity, RegionsOnALineGiveThatLine) {
  const auto curve = grey_curve(
      {region("L1", 100, 0.80), region("L2", 120, 0.90), region("L3", 140, 1.00), region("L4", 130, 0.95)});
  ASSERT_TRUE(curve) << curve.error().message;
  EXPECT_NEAR(in_g_per_cm2(curve->at_zero), 0.30, 1e-9);
  EXPECT_NEAR(in_g_per_cm2(curve->per_grey), 0.005, 1e-9);
  EXPECT_NEAR(in_g_per_cm2(curve->error), 0, 1e-9);
  EXPECT_EQ(curve->regions, 4);
  const auto bmd = density_of_grey(*curve, 110);
  ASSERT_TRUE(bmd);
  EXPECT_NEAR(in_g_per_cm2(bmd->value), 0.85, 1e-9);
}

TEST(GreyDensity, ItsErrorIsThatOfRegionsLeftOut) {
  // By hand, each through the other three: L1 at 0.803333, L2 at 0.903077, L3 at 1.01, L4 at 0.95.
  const auto curve = grey_curve(
      {region("L1", 100, 0.80), region("L2", 120, 0.90), region("L3", 140, 1.00), region("L4", 130, 0.96)});
  ASSERT_TRUE(curve);
  EXPECT_NEAR(in_g_per_cm2(curve->error), 0.007426, 2e-6);
  const auto bmd = density_of_grey(*curve, 110);
  ASSERT_TRUE(bmd && bmd->sd);
  EXPECT_EQ(*bmd->sd, curve->error);
}

TEST(GreyDensity, TooFewRegionsOrOneGreyGiveNone) {
  EXPECT_EQ(
      grey_curve({region("L2", 120, 0.90), region("L3", 140, 1.00), region("L4", 130, 0.95)}).error().code,
      "density.grey-too-few");
  EXPECT_EQ(grey_curve({}).error().code, "density.grey-too-few");
  EXPECT_EQ(grey_curve({region("L1", 120, 0.8), region("L2", 120, 0.9), region("L3", 120, 1.0),
                        region("L4", 120, 0.95)})
                .error()
                .code,
            "density.grey-too-few");
}

TEST(GreyDensity, DarkerDenserRegionsAreOfAnotherScan) {
  EXPECT_EQ(grey_curve({region("L1", 140, 0.80), region("L2", 120, 0.90), region("L3", 100, 1.00),
                        region("L4", 110, 0.95)})
                .error()
                .code,
            "density.grey-falls");
}

TEST(GreyDensity, LargeErrorsAreWithheld) {
  EXPECT_EQ(grey_curve({region("L1", 100, 0.80), region("L2", 120, 1.10), region("L3", 140, 1.00),
                        region("L4", 130, 0.75)})
                .error()
                .code,
            "density.grey-uncertain");
  // Densities so alike that their mean says as much as the line.
  EXPECT_EQ(grey_curve({region("L1", 100, 0.900), region("L2", 120, 0.905), region("L3", 140, 0.901),
                        region("L4", 130, 0.906)})
                .error()
                .code,
            "density.grey-uncertain");
}

TEST(GreyDensity, GreysBeyondTheReportedOnesAreNotMeasured) {
  const auto curve = grey_curve(
      {region("L1", 100, 0.80), region("L2", 120, 0.90), region("L3", 140, 1.00), region("L4", 130, 0.95)});
  ASSERT_TRUE(curve);
  EXPECT_TRUE(density_of_grey(*curve, 149));
  EXPECT_EQ(density_of_grey(*curve, 151).error().code, "density.grey-beyond");
  EXPECT_TRUE(density_of_grey(*curve, 91));
  EXPECT_EQ(density_of_grey(*curve, 89).error().code, "density.grey-beyond");
}

TEST(GreyDensity, SoftTissueHoldsTheLineOfLevelsThatAreAlike) {
  // Grey wanders by three per cent; the levels' own line would fall.
  const std::vector<GreyRegion> levels = {region("L1", 203, 0.90), region("L2", 197, 0.91),
                                          region("L3", 206, 0.95), region("L4", 204, 0.97)};
  const auto held = grey_curve(levels, 20);
  ASSERT_TRUE(held) << held.error().message;
  EXPECT_NEAR(in_g_per_cm2(held->at_zero) + 20 * in_g_per_cm2(held->per_grey), 0, 1e-12);
  EXPECT_NEAR(in_g_per_cm2(held->per_grey), 0.00512, 2e-5);
  EXPECT_NEAR(held->margin, 0.1 * 186, 1e-9);
}

TEST(GreyDensity, ThreeRegionsNeedSoftTissue) {
  const std::vector<GreyRegion> three = {region("L1", 180, 0.8), region("L2", 200, 0.9),
                                         region("L3", 220, 1.0)};
  EXPECT_EQ(grey_curve(three).error().code, "density.grey-too-few");
  const auto held = grey_curve(three, 20);
  ASSERT_TRUE(held);
  EXPECT_NEAR(in_g_per_cm2(held->error), 0, 1e-9);
}

TEST(GreyDensity, ABentDisplayTakesItsOwnLine) {
  // Soft tissue is far from where the regions' line meets no mineral.
  const auto curve = grey_curve({region("neck", 150, 0.6), region("trochanter", 170, 0.8),
                                 region("shaft", 190, 1.0), region("wards", 140, 0.5)},
                                0);
  ASSERT_TRUE(curve);
  EXPECT_NEAR(in_g_per_cm2(curve->at_zero), -0.9, 1e-9);
}

}  // namespace
}  // namespace osteon
