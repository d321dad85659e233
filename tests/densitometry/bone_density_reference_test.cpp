#include <osteon/densitometry/bone_density_reference.hpp>

#include <gtest/gtest.h>

namespace osteon {
namespace {

Measured<ArealDensity> bmd(double value, double sd = 0.02) { return {g_per_cm2(value), g_per_cm2(sd)}; }
const ScoredPerson kWoman70{Sex::female, 70.0};

TEST(BoneDensityReference, TScoreCountsFromWhiteYoungWomen) {
  const auto neck = t_score(bmd(0.558), BmdSite::femoral_neck, BmdScale::hologic, kWoman70);
  ASSERT_TRUE(neck);
  EXPECT_EQ(neck->value, -2.5);
  EXPECT_NEAR(*neck->sd, 0.02 / 0.120, 1e-12);
  EXPECT_EQ(neck->reference, "NHANES III white female 20-29, Hologic");
  EXPECT_EQ(t_score(bmd(0.942), BmdSite::total_hip, BmdScale::hologic, {Sex::male, 60.0})->value, 0);
  EXPECT_EQ(t_score(bmd(1.157), BmdSite::lumbar_spine, BmdScale::hologic, kWoman70)->value, 1.0);
}

TEST(BoneDensityReference, CategoriesReadWhatIsPrinted) {
  EXPECT_EQ(t_score(bmd(0.5640), BmdSite::femoral_neck, BmdScale::hologic, kWoman70)->value, -2.5);  // -2.450
  EXPECT_EQ(t_score(bmd(0.5641), BmdSite::femoral_neck, BmdScale::hologic, kWoman70)->value, -2.4);
}

TEST(BoneDensityReference, OtherMakersReferencesFollowByStandardisedDensity) {
  const auto neck = young_adult_reference(BmdSite::femoral_neck, BmdScale::lunar);
  const auto hip = young_adult_reference(BmdSite::total_hip, BmdScale::lunar);
  const auto spine = young_adult_reference(BmdSite::lumbar_spine, BmdScale::lunar);
  ASSERT_TRUE(neck && hip && spine);
  EXPECT_TRUE(neck->derived);
  EXPECT_NEAR(neck->mean, 1.038, 0.001);
  EXPECT_NEAR(neck->sd, 0.139, 0.001);
  EXPECT_NEAR(hip->mean, 1.008, 0.001);
  EXPECT_NEAR(spine->mean, 1.182, 0.001);
  EXPECT_NEAR(young_adult_reference(BmdSite::total_hip, BmdScale::standardised)->mean, 0.955, 0.001);
  EXPECT_FALSE(young_adult_reference(BmdSite::trochanter, BmdScale::hologic));
}

TEST(BoneDensityReference, ChangingTheScaleThereAndBackCostsCertaintyOnly) {
  const auto lunar = on_scale(bmd(0.7), BmdSite::total_hip, BmdScale::hologic, BmdScale::lunar);
  ASSERT_TRUE(lunar);
  EXPECT_NEAR(in_g_per_cm2(lunar->value), (0.006 + 1.008 * 0.7 + 0.031) / 0.979, 1e-12);
  EXPECT_GT(in_g_per_cm2(*lunar->sd), 0.035 * 0.7);
  const auto back = on_scale(*lunar, BmdSite::total_hip, BmdScale::lunar, BmdScale::hologic);
  EXPECT_NEAR(in_g_per_cm2(back->value), 0.7, 1e-12);
  EXPECT_EQ(on_scale(bmd(0.7), BmdSite::wards, BmdScale::hologic, BmdScale::hologic)->value, g_per_cm2(0.7));
  EXPECT_FALSE(on_scale(bmd(0.7), BmdSite::wards, BmdScale::hologic, BmdScale::lunar));
}

TEST(BoneDensityReference, ZScoreIsAgainstTheSameAge) {
  const auto z = [](double value, BmdSite site, const ScoredPerson& who) {
    return z_score(bmd(value), site, BmdScale::hologic, who);
  };
  EXPECT_EQ(z(0.650, BmdSite::femoral_neck, kWoman70)->value, 0);  // half-way between 0.681 and 0.619
  EXPECT_EQ(z(0.573 + 0.108, BmdSite::femoral_neck, {Sex::female, 93.0})->value, 1.0);
  EXPECT_EQ(z(0.770, BmdSite::femoral_neck, {Sex::female, 65.0, Ethnicity::black})->value, 0);
  EXPECT_EQ(z(0.797, BmdSite::total_hip, {Sex::female, 65.0, Ethnicity::white})->value, 0);
  EXPECT_NE(z(0.65, BmdSite::femoral_neck, kWoman70)->reference.find("not stated"), std::string::npos);
}

TEST(BoneDensityReference, ScoresAreWithheldWithTheReason) {
  const auto code = [](const Result<DensityScore>& score) { return score ? "" : score.error().code; };
  const auto t = [&](const ScoredPerson& who, BmdSite site = BmdSite::total_hip) {
    return code(t_score(bmd(0.8), site, BmdScale::hologic, who));
  };
  const auto z = [&](const ScoredPerson& who, BmdSite site = BmdSite::total_hip) {
    return code(z_score(bmd(0.8), site, BmdScale::hologic, who));
  };
  EXPECT_EQ(t({std::nullopt, 70.0}), "density.score-no-sex");
  EXPECT_EQ(t({Sex::female, std::nullopt}), "density.score-no-age");
  EXPECT_EQ(t({Sex::female, 19.9}), "density.score-child");
  EXPECT_EQ(t({Sex::female, 20.0}), "");
  EXPECT_EQ(t(kWoman70, BmdSite::wards), "density.score-no-reference");
  EXPECT_EQ(z(kWoman70), "density.score-no-reference");  // the table ends at 69
  EXPECT_EQ(z({Sex::female, 69.9}), "");
  EXPECT_EQ(z({Sex::male, 60.0}, BmdSite::femoral_neck), "density.score-no-reference");
  EXPECT_EQ(z({Sex::female, 60.0, Ethnicity::black}), "density.score-no-reference");
}

TEST(BoneDensityReference, CategoriesAreForThoseFromFiftyOn) {
  EXPECT_TRUE(who_categories_apply({Sex::male, 50.0}));
  EXPECT_FALSE(who_categories_apply({Sex::female, 49.9}));
  EXPECT_FALSE(who_categories_apply({std::nullopt, 70.0}));
}

}  // namespace
}  // namespace osteon
