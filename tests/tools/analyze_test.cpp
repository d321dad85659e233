// The whole way on real scans: what is found, what is withheld, what is refused.

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/analyze.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace osteon {
namespace {

namespace fs = std::filesystem;
const fs::path kSamples = OSTEON_SAMPLE_DATA;

Report analyzed(const fs::path& input) {
  const Survey found = survey({input});
  return analyze(found.studies.at(0), *make_classical_spine_segmenter());
}

std::map<BoneRegion, VertebraMeasurement> by_level(const Report& report) {
  std::map<BoneRegion, VertebraMeasurement> levels;
  for (const auto& v : report.vertebrae) levels.emplace(v.level, v);
  return levels;
}

TEST(Analyze, TheLumbarSpineOfTheSampleIsNamedAndMeasured) {
  const auto levels = by_level(analyzed(kSamples / "totalsegmentator/example_ct.nii.gz"));
  // Trabecular attenuation under the reference body mask with a centred 3 x 3 x 3 erosion (3 mm): 118, 113,
  // 108, 108, 112.
  const std::map<BoneRegion, double> core_hu{{BoneRegion::l1, 118},
                                             {BoneRegion::l2, 113},
                                             {BoneRegion::l3, 108},
                                             {BoneRegion::l4, 108},
                                             {BoneRegion::l5, 112}};
  for (const auto& [level, expected] : core_hu) {
    ASSERT_TRUE(levels.count(level)) << name(level);
    const auto& v = levels.at(level);
    EXPECT_TRUE(v.complete);
    EXPECT_GE(v.label_confidence, 0.8);
    ASSERT_TRUE(v.heights) << name(level);
    for (const auto& h : {v.heights->anterior, v.heights->middle, v.heights->posterior}) {
      EXPECT_GT(in_mm(h.value), 15);
      EXPECT_LT(in_mm(h.value), 38);
      EXPECT_TRUE(h.sd.has_value());
    }
    ASSERT_FALSE(v.density.empty());
    EXPECT_EQ(v.density.front().region, DensityRegion::trabecular_core);
    EXPECT_NEAR(in_hu(v.density.front().mean.value), expected, 12)
        << name(level);  // another outline, another core
    EXPECT_EQ(v.density.front().mask_sha256.size(), 64U);
  }
}

TEST(Analyze, ACutVertebraCarriesNeitherHeightsNorDensity) {
  const auto levels = by_level(analyzed(kSamples / "totalsegmentator/example_ct.nii.gz"));
  ASSERT_TRUE(levels.count(BoneRegion::t12));
  const auto& cut = levels.at(BoneRegion::t12);
  EXPECT_FALSE(cut.complete);
  EXPECT_FALSE(cut.heights || cut.deformity || cut.landmarks_mm);
  EXPECT_TRUE(cut.density.empty());
}

TEST(Analyze, TheLumbarSpineOfTheSampleIsHollowBackwardsAndNearlyStraightFromInFront) {
  const Report report = analyzed(kSamples / "totalsegmentator/example_ct.nii.gz");
  ASSERT_EQ(report.curvatures.size(), 1U);
  const SpineCurvature& curvature = report.curvatures.front();
  EXPECT_EQ(curvature.series_uid, report.series.front().uid);
  EXPECT_FALSE(curvature.kyphosis);  // no thorax in view
  ASSERT_TRUE(curvature.lordosis && curvature.coronal);
  EXPECT_EQ(curvature.lordosis->upper, BoneRegion::l1);
  EXPECT_GT(curvature.lordosis->degrees, 15);
  EXPECT_LT(curvature.lordosis->degrees, 60);
  EXPECT_LT(std::abs(curvature.coronal->degrees), 15);
  EXPECT_GT(curvature.coronal->sd_degrees, 0);
}

TEST(Analyze, AFemurIsMeasuredWhereThereIsNoSpine) {
  const Report report = analyzed(kSamples / "sts/STS_036");
  ASSERT_EQ(report.series.size(), 1U);
  EXPECT_FALSE(report.series[0].refusal);
  EXPECT_TRUE(report.vertebrae.empty());
  EXPECT_TRUE(report.curvatures.empty());
  EXPECT_THAT(report.series[0].warnings,
              ::testing::Contains(::testing::Field(&Warning::code, "anatomy.no-spine")));
  ASSERT_EQ(report.femurs.size(), 1U);
  const FemurMeasurement& femur = report.femurs.front();
  EXPECT_EQ(femur.side, Side::left);
  ASSERT_TRUE(femur.shape && femur.density);
  EXPECT_EQ(femur.density->mineral, Mineral::dipotassium_phosphate);
  EXPECT_TRUE(femur.density->bmd.pixels().empty());  // pictures are handed over, not kept
}

TEST(Analyze, TinyAndEmptyVolumesAreRefusedNotCrashed) {
  for (const auto& [columns, rows, slices] :
       {std::array{2, 2, 2}, std::array{14, 10, 2}, std::array{3, 40, 30}}) {
    testing::SyntheticCt ct;
    ct.columns = columns;
    ct.rows = rows;
    ct.slices = slices;
    testing::TemporaryFolder folder;
    testing::write_ct(ct, folder);
    const Report report = analyzed(folder.path());
    EXPECT_THAT(report.series.at(0).refusal.value_or(Error{}).code,
                ::testing::AnyOf("anatomy.no-spine", "ct.not-hounsfield"));
  }
}

TEST(Analyze, EachScanIsHandedOverOnceWithItsMapsOnItsGrid) {
  const Survey found = survey({kSamples / "totalsegmentator/example_ct.nii.gz"});
  int handed = 0;
  (void)analyze(found.studies.at(0), *make_classical_spine_segmenter(), [&](const AnalyzedCt& ct) {
    ++handed;
    EXPECT_EQ(ct.spine.vertebrae.grid(), ct.scan.hounsfield.grid());
    EXPECT_EQ(ct.spine.bodies.grid(), ct.scan.hounsfield.grid());
    const auto cores =
        regions_of_bodies(DensityRegion::trabecular_core, ct.spine.bodies, ct.frames, ct.density);
    EXPECT_EQ(cores.grid(), ct.scan.hounsfield.grid());
    for (std::size_t n = 0; n < cores.pixels().size(); ++n) {  // core within body within vertebra
      if (cores.pixels()[n] != 0) {
        ASSERT_EQ(cores.pixels()[n], ct.spine.bodies.pixels()[n]);
      }
      if (ct.spine.bodies.pixels()[n] != 0) {
        ASSERT_EQ(ct.spine.bodies.pixels()[n], ct.spine.vertebrae.pixels()[n]);
      }
    }
  });
  EXPECT_EQ(handed, 1);
}

}  // namespace
}  // namespace osteon
