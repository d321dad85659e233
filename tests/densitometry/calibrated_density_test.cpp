#include <osteon/densitometry/calibrated_density.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace osteon {
namespace {

VertebralDensity core(double mean_hu, double sd_hu = 4,
                      DensityRegion region = DensityRegion::trabecular_core) {
  return {region, "", "", {mm3(5000), std::nullopt}, {hu(mean_hu), hu(sd_hu)}, Calibration::none};
}

/// 0.8 mg/cm3 of K2HPO4 per HU, sure but for 3 mg/cm3.
CtCalibration plain_line(Calibration kind) {
  return {kind,
          DensityLine{Mineral::dipotassium_phosphate, 0.8, -4.0, 0, 0, 0, 3.0, 4, 1, 70, kOgo, {}},
          "a test",
          {}};
}

double value(const std::optional<BoneDensity>& density) { return in_mg_per_cm3(density->value.value); }

TEST(CalibratedDensity, KeepsTheValueAsScannedBesideTheCorrectedOne) {
  const auto plain = calibrated(core(148.1), BoneRegion::l1,
                                {100.0, plain_line(Calibration::internal), false, {}, Sex::male});
  EXPECT_EQ(in_hu(plain.mean.value), 148.1);
  ASSERT_TRUE(plain.mean_at_120_kv);
  EXPECT_NEAR(in_hu(plain.mean_at_120_kv->value), 137.3, 0.05);  // the study's own pair of means
  EXPECT_EQ(plain.calibration, Calibration::internal);
  EXPECT_NEAR(value(plain.vbmd), 0.8 * 148.1 - 4, 1e-9);  // the line is that of this scan's voltage
  EXPECT_NEAR(in_mg_per_cm3(*plain.vbmd->value.sd), std::hypot(3.0, 0.8 * 4), 1e-9);
  EXPECT_EQ(plain.vbmd, plain.vbmd_uncorrected);
}

TEST(CalibratedDensity, CorrectsContrastOnlyWhereALineIsPublished) {
  const ScanScale venous{120.0, plain_line(Calibration::internal), true, ContrastPhase::venous, Sex::female};
  const auto corrected = calibrated(core(130), BoneRegion::l2, venous);
  EXPECT_NEAR(value(corrected.vbmd_uncorrected), 100, 1e-9);
  EXPECT_NEAR(value(corrected.vbmd), -4.517 + 97.8, 1e-9);
  const auto refused = [&](ScanScale scale, BoneRegion level, DensityRegion region) {
    const auto result = calibrated(core(130, 4, region), level, scale);
    return result.vbmd_uncorrected && !result.vbmd;
  };
  const auto trabecular = DensityRegion::trabecular_core;
  EXPECT_FALSE(refused(venous, BoneRegion::l2, trabecular));
  ScanScale other = venous;
  other.sex = Sex::male;
  EXPECT_TRUE(refused(other, BoneRegion::l2, trabecular));
  other = venous;
  other.phase.reset();
  EXPECT_TRUE(refused(other, BoneRegion::l2, trabecular));
  other = venous;
  other.calibration = plain_line(Calibration::phantom);
  EXPECT_TRUE(refused(other, BoneRegion::l2, trabecular));
  EXPECT_TRUE(refused(venous, BoneRegion::t8, trabecular));
  EXPECT_TRUE(refused(venous, BoneRegion::l2, DensityRegion::whole_vertebra));
}

TEST(CalibratedDensity, IsAsScannedOnlyWhileContrastIsUnknown) {
  const auto unknown = calibrated(core(130), BoneRegion::l1,
                                  {120.0, plain_line(Calibration::internal), std::nullopt, {}, Sex::female});
  EXPECT_NEAR(value(unknown.vbmd_uncorrected), 100, 1e-9);
  EXPECT_FALSE(unknown.vbmd);
}

TEST(CalibratedDensity, IsAttenuationAloneWithoutACalibration) {
  const auto plain = calibrated(core(150), BoneRegion::l1, {});
  EXPECT_EQ(plain.calibration, Calibration::none);
  EXPECT_FALSE(plain.vbmd || plain.vbmd_uncorrected || plain.mean_at_120_kv);
  EXPECT_FALSE(calibrated(core(150), BoneRegion::l1, {80.0, {}, false, {}, {}}).mean_at_120_kv);
  EXPECT_FALSE(
      calibrated(core(150, 4, DensityRegion::whole_vertebra), BoneRegion::l1, {100.0, {}, false, {}, {}})
          .mean_at_120_kv);
}

std::vector<VertebraMeasurement> column(const std::vector<double>& means_hu) {
  std::vector<VertebraMeasurement> result;
  for (std::size_t n = 0; n < means_hu.size(); ++n) {
    VertebraMeasurement v{};
    v.series_uid = "1";
    v.level = static_cast<BoneRegion>(static_cast<int>(BoneRegion::t12) + static_cast<int>(n));
    v.complete = true;
    v.density.push_back(core(means_hu[n]));
    result.push_back(v);
  }
  return result;
}

std::string reasons(const std::vector<VertebraMeasurement>& vertebrae) {
  std::string result;
  for (const auto& v : with_exclusions(vertebrae)) {
    for (const auto& why : v.density_excluded) result += why;
    result += "|";
  }
  return result;
}

TEST(DensityExclusions, AHealthyColumnSpeaksForTheSkeleton) {
  EXPECT_EQ(reasons(column({150, 140, 146, 160, 175})), "|||||");
}

TEST(DensityExclusions, ASclerosedOrEmptyLevelIsUnlikeItsNeighbours) {
  EXPECT_EQ(reasons(column({150, 140, 230, 160, 155})), "||unlike its neighbours|||");
  EXPECT_EQ(reasons(column({150, 140, 60, 160, 155})), "||unlike its neighbours|||");
  auto unsure = column({150, 140, 230, 160, 155});
  unsure[2].density[0].mean.sd = hu(40);
  EXPECT_EQ(reasons(unsure), "|||||");
}

TEST(DensityExclusions, CutFracturedAndFilledLevelsAreNamed) {
  auto vertebrae = column({150, 140, 150, 160, 155});
  vertebrae[0].complete = false;
  const Measured<Percentage> loss{percent(30), percent(3)};
  vertebrae[1].deformity =
      VertebralDeformity{loss, loss,         std::nullopt,          loss, HeightReference::neighbours,
                         {},   std::nullopt, DeformityShape::wedge, 2,    std::nullopt,
                         true};
  vertebrae[3].density[0].dense_share = 0.2;
  EXPECT_EQ(reasons(vertebrae),
            "cut by the field of view|suspected fracture||dense inclusion (cement, metal or sclerosis)||");
}

}  // namespace
}  // namespace osteon
