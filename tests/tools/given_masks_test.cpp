// `measure` on masks of other makers: one healthy vertebra of known attenuation, two spines with real
// fractures, and masks that are none.

#include "../support/digital_vertebra.hpp"
#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/densitometry/rounding.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/imaging/save.hpp>
#include <osteon/pipeline/measure.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace osteon {
namespace {

namespace fs = std::filesystem;
const fs::path kSamples = OSTEON_SAMPLE_DATA;
const fs::path kL3 = kSamples / "tptbox-l3";
const fs::path kL3Ct = kL3 / "sub-ct_label-22_ct.nii.gz";
const fs::path kL3Vertebrae = kL3 / "sub-ct_seg-vert_label-22_msk.nii.gz";
const fs::path kL3Parts = kL3 / "sub-ct_seg-subreg_label-22_msk.nii.gz";
const fs::path kCrush = kSamples / "l2-crush-sample001/sub-sample001_seg-vert_msk.nii.gz";
const fs::path kCrushParts = kSamples / "l2-crush-sample001/sub-sample001_seg-subreg_msk.nii.gz";
const fs::path kVerse004 = kSamples / "verse004/sub-verse004_seg-vert_msk.nii.gz";

Report measured(const Result<Report>& report) {
  if (!report) throw std::runtime_error(report.error().code);
  return *report;
}

Report measured_l3(const GivenMasks& given) {
  const Survey found = survey({kL3Ct});
  return measured(measure(found, *testing::usable_cts(found).at(0), given));
}

const VertebraMeasurement& level(const Report& report, BoneRegion region) {
  const auto found = std::find_if(report.vertebrae.begin(), report.vertebrae.end(),
                                  [&](const auto& v) { return v.level == region; });
  if (found == report.vertebrae.end()) throw std::runtime_error("no " + name(region));
  return *found;
}

double mean_hu(const VertebraMeasurement& vertebra, DensityRegion region) {
  for (const auto& density : vertebra.density)
    if (density.region == region) return rounded(in_hu(density.mean.value), 1);
  throw std::runtime_error("region not measured");
}

bool warned(const Report& report, const std::string& code) {
  for (const auto& series : report.series)
    for (const Warning& w : series.warnings)
      if (w.code == code) return true;
  return false;
}

/// Grade of every level that has one, "L1 3, L2 0".
std::vector<BoneRegion> flagged(const Report& report) {
  std::vector<BoneRegion> levels;
  for (const auto& v : report.vertebrae)
    if (v.deformity && v.deformity->genant_grade > 0) levels.push_back(v.level);
  return levels;
}

// Reference: mean of the CT over vertebra 22, over its sub-regions 49 and 50, and over these eroded twice by
// the 6-neighbour element, computed with scipy.
TEST(MeasureGivenMasks, AttenuationOfTheTptboxVertebraIsExact) {
  const Report report = measured_l3({kL3Vertebrae, LabelScheme::tptbox, kL3Parts});
  const VertebraMeasurement& l3 = level(report, BoneRegion::l3);
  EXPECT_EQ(mean_hu(l3, DensityRegion::whole_vertebra), 243.6);
  EXPECT_EQ(mean_hu(l3, DensityRegion::body), 137.2);
  EXPECT_EQ(mean_hu(l3, DensityRegion::trabecular_core), 55.1);
  EXPECT_EQ(l3.label_evidence, std::vector<std::string>{"given"});
  EXPECT_TRUE(l3.complete);
  for (const BoneRegion cut : {BoneRegion::l2, BoneRegion::l4}) {
    EXPECT_FALSE(level(report, cut).complete);
    EXPECT_TRUE(level(report, cut).density.empty());
    EXPECT_FALSE(level(report, cut).heights);
  }
}

TEST(MeasureGivenMasks, WithoutABodyMaskTheBodyIsPartedByShape) {
  const Report given = measured_l3({kL3Vertebrae, LabelScheme::tptbox, kL3Parts});
  const Report parted = measured_l3({kL3Vertebrae, LabelScheme::tptbox});
  const auto &a = level(given, BoneRegion::l3), &b = level(parted, BoneRegion::l3);
  EXPECT_NEAR(mean_hu(b, DensityRegion::body), mean_hu(a, DensityRegion::body), 8);
  EXPECT_NEAR(mean_hu(b, DensityRegion::trabecular_core), mean_hu(a, DensityRegion::trabecular_core), 8);
  ASSERT_TRUE(a.heights && b.heights);
  EXPECT_NEAR(in_mm(b.heights->middle.value), in_mm(a.heights->middle.value), 0.5);
  EXPECT_NEAR(in_mm(b.heights->posterior.value), in_mm(a.heights->posterior.value), 1.0);
  EXPECT_NEAR(in_mm(b.heights->anterior.value), in_mm(a.heights->anterior.value), 1.0);
}

TEST(MeasureGivenMasks, Verse004HasOneSevereFracture) {
  const Report report = measured(measure({kVerse004, LabelScheme::verse}));
  EXPECT_EQ(flagged(report), std::vector{BoneRegion::l1});
  const VertebraMeasurement& l1 = level(report, BoneRegion::l1);
  EXPECT_EQ(l1.deformity->genant_grade, 3);
  EXPECT_GT(l1.deformity->grade_probability->at(3), 0.9);
  EXPECT_NEAR(in_mm(l1.heights->middle.value), 9.4, 2.0);  // read by hand
  const std::pair<BoneRegion, std::array<double, 3>> by_hand[] = {{BoneRegion::l2, {27.4, 26.0, 28.4}},
                                                                  {BoneRegion::t12, {25.1, 23.7, 24.0}}};
  for (const auto& [region, mm_read] : by_hand) {
    const auto& h = *level(report, region).heights;
    EXPECT_NEAR(in_mm(h.posterior.value), mm_read[0], 2.0) << name(region);
    EXPECT_NEAR(in_mm(h.middle.value), mm_read[1], 2.0) << name(region);
    EXPECT_NEAR(in_mm(h.anterior.value), mm_read[2], 2.0) << name(region);
  }
}

TEST(MeasureGivenMasks, CrushedAndBiconcaveLevelsAreFoundAndNoOther) {
  for (const auto& bodies : {std::optional<fs::path>(), std::optional<fs::path>(kCrushParts)}) {
    const Report report = measured(measure({kCrush, LabelScheme::tptbox, bodies}));
    EXPECT_EQ(report.vertebrae.size(), 17U);
    EXPECT_EQ(flagged(report), (std::vector{BoneRegion::l1, BoneRegion::l2}));
    const auto &l1 = *level(report, BoneRegion::l1).deformity, &l2 = *level(report, BoneRegion::l2).deformity;
    EXPECT_EQ(l1.shape, DeformityShape::biconcave);
    EXPECT_NEAR(in_percent(l1.height_loss.value), 31, 4);
    EXPECT_EQ(l2.shape, DeformityShape::crush);
    EXPECT_GE(l2.genant_grade, 2);
  }
}

TEST(MeasureGivenMasks, WithoutAnImageThereAreHeightsAndNoAttenuationAndAWarningSaysSo) {
  const Report report = measured(measure({kL3Vertebrae, LabelScheme::verse, kL3Parts}));
  EXPECT_TRUE(warned(report, "image.not-given"));
  EXPECT_TRUE(level(report, BoneRegion::l3).heights);
  for (const auto& v : report.vertebrae) EXPECT_TRUE(v.density.empty());
  EXPECT_TRUE(report.labels.empty());
  ASSERT_EQ(report.series.size(), 1U);
  EXPECT_EQ(report.series[0].kind, SeriesKind::label_map);
  EXPECT_FALSE(report.series[0].refusal);
}

TEST(MeasureGivenMasks, ClassMasksOfAFolderAreOneSpine) {
  const Report whole = measured(
      measure({kSamples / "totalsegmentator/example_vertebrae_whole.nii.gz", LabelScheme::totalsegmentator}));
  const testing::TemporaryFolder folder;
  const auto labels = load_labels(kSamples / "totalsegmentator/example_vertebrae_whole.nii.gz");
  ASSERT_TRUE(labels);
  for (int label = 26; label <= 33; ++label) {
    LabelMap<3> mask = *labels;
    for (auto& v : mask.pixels()) v = v == label;
    ASSERT_TRUE(
        save_labels(mask, folder.path() / (label_name(LabelScheme::totalsegmentator, label) + ".nii.gz")));
  }
  const Report parts = measured(measure({folder.path(), LabelScheme::totalsegmentator}));
  ASSERT_EQ(parts.vertebrae.size(), whole.vertebrae.size());
  for (std::size_t n = 0; n < whole.vertebrae.size(); ++n) {
    EXPECT_EQ(parts.vertebrae[n].level, whole.vertebrae[n].level);
    EXPECT_EQ(parts.vertebrae[n].landmarks_mm, whole.vertebrae[n].landmarks_mm);
  }
}

TEST(MeasureGivenMasks, AMaskOnAFinerGridKeepsItsHeights) {
  const testing::TemporaryFolder folder;
  phantom::DigitalVertebra vertebra;
  vertebra.turned_deg = {10, 5, 0};
  const Eigen::Vector3d middle = vertebra.center_mm + Eigen::Vector3d(0, 20, 0);
  const fs::path mask = folder.path() / "mask.nii.gz", ct = folder.path() / "ct.nii.gz";
  ASSERT_TRUE(save_labels(
      phantom::digitised({vertebra}, phantom::grid_round(middle, {100, 110, 90}, {1, 1, 1})), mask));
  Image3D<std::int16_t> volume(phantom::grid_round(middle, {120, 130, 110}, {2, 2, 5}), 120);
  volume.pixels()[0] = -1000;
  ASSERT_TRUE(save_volume(volume, ct));
  const Survey found = survey({ct});
  const Report with = measured(measure(found, *testing::usable_cts(found).at(0), {mask, LabelScheme::verse}));
  const Report without = measured(measure({mask, LabelScheme::verse}));
  EXPECT_TRUE(warned(with, "labels.resampled"));
  EXPECT_EQ(level(with, BoneRegion::l2).landmarks_mm, level(without, BoneRegion::l2).landmarks_mm);
  EXPECT_EQ(mean_hu(level(with, BoneRegion::l2), DensityRegion::trabecular_core), 120.0);
}

TEST(MeasureGivenMasks, AVertebraPartlyBeyondTheImageHasHeightsAndNoAttenuation) {
  const testing::TemporaryFolder folder;
  phantom::DigitalVertebra vertebra;
  const Eigen::Vector3d middle = vertebra.center_mm + Eigen::Vector3d(0, 20, 0);
  const fs::path mask = folder.path() / "mask.nii.gz", ct = folder.path() / "ct.nii.gz";
  ASSERT_TRUE(save_labels(
      phantom::digitised({vertebra}, phantom::grid_round(middle, {100, 110, 90}, {1, 1, 1})), mask));
  const Eigen::Vector3d above(0, 0, 60);
  Image3D<std::int16_t> volume(phantom::grid_round(middle + above, {120, 130, 110}, {2, 2, 2}), 120);
  volume.pixels()[0] = -1000;
  ASSERT_TRUE(save_volume(volume, ct));
  const Survey found = survey({ct});
  const Report report =
      measured(measure(found, *testing::usable_cts(found).at(0), {mask, LabelScheme::verse}));
  EXPECT_TRUE(warned(report, "labels.partly-outside"));
  EXPECT_TRUE(level(report, BoneRegion::l2).heights);
  EXPECT_TRUE(level(report, BoneRegion::l2).density.empty());
}

TEST(MeasureGivenMasks, BodiesOfAnotherSpineAreRefused) {
  const auto report = measure({kVerse004, LabelScheme::verse, kL3Parts});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, "labels.no-bodies");
}

TEST(MeasureGivenMasks, AMaskWithoutVertebraeOfTheSchemeIsRefusedWithoutAnImage) {
  const auto report = measure({kVerse004, LabelScheme::unnamed});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, "labels.none");
}

}  // namespace
}  // namespace osteon
