// `measure` against numbers that others computed from the same images and masks.

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/measure.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>

namespace osteon {
namespace {

namespace fs = std::filesystem;
const fs::path kSamples = fs::path(OSTEON_SAMPLE_DATA) / "totalsegmentator";

std::map<std::string, LabelStatistics> measured(const fs::path& image, const fs::path& labels,
                                                LabelScheme scheme) {
  const Survey found = survey({image});
  const auto report = measure(found.studies.at(0), *testing::usable_cts(found).at(0), labels, scheme);
  if (!report) throw std::runtime_error(report.error().code);
  std::map<std::string, LabelStatistics> by_name;
  for (const auto& s : report->labels) by_name[s.name] = s;
  return by_name;
}

TEST(Measure, ClassMasksAgreeWithTheirStatisticsToFiveDecimals) {
  const auto ours = measured(kSamples / "example_ct_sm.nii.gz", kSamples / "example_seg_fast",
                             LabelScheme::totalsegmentator);
  const auto theirs = nlohmann::json::parse(std::ifstream(kSamples / "example_seg_fast/statistics.json"));
  std::size_t compared = 0;
  for (const auto& [name, s] : ours) {
    if (!theirs.contains(name)) continue;
    if (s.voxels == 0) continue;
    ++compared;
    EXPECT_NEAR(s.volume_mm3, theirs[name]["volume"].get<double>(), 5e-6) << name;
    EXPECT_NEAR(s.mean_hu, theirs[name]["intensity"].get<double>(), 5.1e-6)
        << name;  // theirs is rounded to 5 decimals
  }
  EXPECT_GE(compared, 12U);
  EXPECT_NEAR(ours.at("vertebrae_L1").volume_mm3, 58509.0, 1e-6);
  EXPECT_NEAR(ours.at("vertebrae_L1").mean_hu, 196.57776, 5.1e-6);
}

TEST(Measure, VerseLabelsGiveThePublishedVolumes) {
  const auto ours =
      measured(kSamples / "example_ct.nii.gz", kSamples / "example_vertebrae.nii.gz", LabelScheme::verse);
  const std::pair<const char*, double> expected_ml[] = {
      {"L1", 35.61}, {"L2", 36.42}, {"L3", 38.34}, {"L4", 39.04}, {"L5", 34.02}};
  for (const auto& [level, ml] : expected_ml) {
    const auto found =
        std::find_if(ours.begin(), ours.end(), [&](const auto& s) { return s.first.ends_with(level); });
    ASSERT_NE(found, ours.end()) << level;
    EXPECT_NEAR(found->second.volume_mm3 / 1000, ml, 0.005) << level;
  }
}

TEST(Measure, AMaskInAnotherOrderOfAxesIsTakenVoxelByVoxel) {
  const auto ours = measured(kSamples / "example_ct_dicom", kSamples / "example_seg_dicom.nii.gz",
                             LabelScheme::totalsegmentator);
  EXPECT_EQ(ours.at("vertebrae_T12").voxels, 23576U);
  EXPECT_EQ(ours.at("vertebrae_T11").voxels, 9930U);
  EXPECT_NEAR(ours.at("vertebrae_T12").mean_hu, 267.0, 0.05);
  EXPECT_NEAR(ours.at("vertebrae_T11").mean_hu, 291.7, 0.05);
  EXPECT_NEAR(ours.at("liver").mean_hu, 89.3, 0.05);
  EXPECT_NEAR(ours.at("spleen").mean_hu, 79.6, 0.05);  // a flip along any axis would read air and bone here
}

TEST(Measure, AMaskOfAnotherPatientIsRefused) {
  const Survey found = survey({fs::path(OSTEON_SAMPLE_DATA) / "sts/STS_036"});
  const auto report = measure(found.studies.at(0), *testing::usable_cts(found).at(0),
                              kSamples / "example_vertebrae.nii.gz", LabelScheme::verse);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, "labels.elsewhere");
}

}  // namespace
}  // namespace osteon
