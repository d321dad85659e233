#include <osteon/densitometry/density_corrections.hpp>

#include <gtest/gtest.h>

#include <cmath>

namespace osteon {
namespace {

const BoneDensity kBone{Mineral::dipotassium_phosphate, {mg_per_cm3(86.2), mg_per_cm3(4)}};
constexpr ContrastScan kScan{Calibration::internal, ContrastPhase::venous, BoneRegion::l1, Sex::female};

TEST(DensityCorrections, TurnsTheVoltageAsPublishedAndKeepsTheMeasuredValue) {
  const Measured<Attenuation> soft{hu(148.1), hu(10)}, hard{hu(131.3), std::nullopt};
  const auto from_100 = trabecular_attenuation_at_120_kv(soft, 100);
  ASSERT_TRUE(from_100);
  EXPECT_EQ(from_100->measured, soft);
  EXPECT_NEAR(in_hu(from_100->corrected.value), 137.3, 0.05);
  EXPECT_NEAR(in_hu(*from_100->corrected.sd), 9.27, 1e-12);
  EXPECT_EQ(from_100->warnings[0].code, "density.correction-of-population");
  const auto from_140 = trabecular_attenuation_at_120_kv(hard, 140);
  EXPECT_NEAR(in_hu(from_140->corrected.value), 138.3, 0.05);
  EXPECT_FALSE(from_140->corrected.sd);
  const auto from_120 = trabecular_attenuation_at_120_kv(soft, 120);
  EXPECT_EQ(from_120->corrected, soft);
  EXPECT_TRUE(from_120->warnings.empty());
}

TEST(DensityCorrections, RefusesVoltagesWithoutAPublishedFactor) {
  for (const double kilovolt : {80.0, 70.0, 110.0, 130.0, 150.0, 0.0, -120.0, std::nan("")}) {
    const auto result = trabecular_attenuation_at_120_kv({hu(100), std::nullopt}, kilovolt);
    ASSERT_FALSE(result) << kilovolt;
    EXPECT_EQ(result.error().code, "density.kvp-not-corrected");
    EXPECT_FALSE(result.error().remedy.empty());
  }
}

TEST(DensityCorrections, TakesContrastMediumOutAsPublishedAndKeepsTheMeasuredValue) {
  const auto venous = density_without_contrast(kBone, kScan);
  ASSERT_TRUE(venous);
  EXPECT_EQ(venous->measured, kBone);
  EXPECT_EQ(venous->corrected.mineral, kBone.mineral);
  EXPECT_NEAR(in_mg_per_cm3(venous->corrected.value.value), 79.8, 0.05);  // the paper's mean without contrast
  EXPECT_NEAR(in_mg_per_cm3(*venous->corrected.value.sd), 3.912, 1e-12);
  auto scan = kScan;
  scan.phase = ContrastPhase::arterial;
  const auto arterial = density_without_contrast({kBone.mineral, {mg_per_cm3(85.1), std::nullopt}}, scan);
  EXPECT_NEAR(in_mg_per_cm3(arterial->corrected.value.value), 79.8, 0.1);
  EXPECT_FALSE(arterial->corrected.value.sd);
}

TEST(DensityCorrections, RefusesContrastOutsideWhatWasPublished) {
  const auto code = [](const ContrastScan& scan) {
    const auto result = density_without_contrast(kBone, scan);
    return result ? "" : result.error().code;
  };
  const std::string refused = "density.contrast-not-corrected";
  for (const BoneRegion level : {BoneRegion::t12, BoneRegion::l2, BoneRegion::l4})
    EXPECT_EQ(code({Calibration::internal, ContrastPhase::venous, level, Sex::female}), "");
  for (const BoneRegion level : {BoneRegion::t11, BoneRegion::l5, BoneRegion::s1, BoneRegion::none})
    EXPECT_EQ(code({Calibration::internal, ContrastPhase::venous, level, Sex::female}), refused);
  EXPECT_EQ(code({Calibration::internal, {}, BoneRegion::l1, Sex::female}), refused);
  EXPECT_EQ(code({Calibration::phantom, ContrastPhase::venous, BoneRegion::l1, Sex::female}), refused);
  EXPECT_EQ(code({Calibration::asynchronous, ContrastPhase::venous, BoneRegion::l1, Sex::female}), refused);
  EXPECT_EQ(code({Calibration::internal, ContrastPhase::venous, BoneRegion::l1, Sex::male}), refused);
  EXPECT_EQ(code({Calibration::internal, ContrastPhase::venous, BoneRegion::l1, {}}), refused);
}

}  // namespace
}  // namespace osteon
