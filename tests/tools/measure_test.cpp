// `measure` against numbers that others computed from the same images and masks.

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/save.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/measure.hpp>
#include <osteon/segmentation/femur_segmenter.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <fstream>
#include <map>

namespace osteon {
namespace {

namespace fs = std::filesystem;
const fs::path kSamples = fs::path(OSTEON_SAMPLE_DATA) / "totalsegmentator";

std::map<std::string, LabelStatistics> measured(const fs::path& image, const fs::path& labels,
                                                LabelScheme scheme) {
  const Survey found = survey({image});
  const auto report = measure(found, *testing::usable_cts(found).at(0), {labels, scheme});
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

TEST(Measure, AGivenFemurGivesItsHip) {
  const Survey found = survey({fs::path(OSTEON_SAMPLE_DATA) / "sts/STS_036"});
  const SeriesOutline& ct = *testing::usable_cts(found).at(0);
  const auto loaded = load_ct(ct);
  ASSERT_TRUE(loaded);
  const auto own = find_femurs(loaded->scan);
  ASSERT_TRUE(own && own->found.size() == 1);
  testing::TemporaryFolder folder;
  ASSERT_TRUE(save_labels(own->femurs, folder.path() / "femur_left.nii.gz"));
  const auto report = measure(found, ct, {folder.path(), LabelScheme::totalsegmentator});
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->femurs.size(), 1U);
  const FemurMeasurement& hip = report->femurs.front();
  ASSERT_TRUE(hip.shape && hip.density);
  EXPECT_EQ(hip.side, Side::left);
  const SegmentedFemur& shape = own->found.front();
  EXPECT_EQ(hip.shape->head.center, shape.head.center);
  EXPECT_NEAR(hip.shape->neck.area_mm2 / shape.neck.area_mm2, 1, 0.01);
  EXPECT_NEAR(hip.shape->neck_shaft_angle->deg, shape.neck_shaft_angle->deg, 0.5);
  ASSERT_EQ(report->labels.size(), 1U);
  EXPECT_EQ(report->labels.front().name, "femur_left");
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

const Warning* warning_of(const Report& report, const std::string& code) {
  for (const auto& series : report.series)
    for (const Warning& w : series.warnings)
      if (w.code == code) return &w;
  return nullptr;
}

TEST(Measure, SaysHowManyVoxelsOfWhichLabelsLieOutsideTheImage) {
  const testing::TemporaryFolder image, folder;
  testing::write_ct({}, image);
  const Survey found = survey({image});
  const SeriesOutline& ct = *testing::usable_cts(found).at(0);
  Grid<3> shifted = *ct.grid;
  shifted.origin_mm -= 6 * shifted.spacing_mm[0] * shifted.direction.col(0);
  LabelMap<3> labels(shifted);
  for (int k = 0; k < shifted.size[2]; ++k)
    for (int j = 0; j < shifted.size[1]; ++j)
      for (int i = 0; i < shifted.size[0]; ++i) labels.at(i, j, k) = static_cast<std::uint8_t>(i + 1);
  const fs::path file = folder.path() / "mask.nii.gz";
  ASSERT_TRUE(save_labels(labels, file));
  const auto report = measure(found, ct, {file, LabelScheme::unnamed});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->series[0].grid, ct.grid);
  const Warning* warning = warning_of(*report, "labels.partly-outside");
  ASSERT_NE(warning, nullptr);
  const int outside = 6 * shifted.size[1] * shifted.size[2];
  EXPECT_TRUE(warning->message.starts_with(std::to_string(outside) + " voxels")) << warning->message;
  EXPECT_TRUE(warning->message.ends_with("label_1, label_2, label_3, label_4, label_5 and 1 more."))
      << warning->message;
  ASSERT_TRUE(save_labels(LabelMap<3>(*ct.grid, 1), file));
  EXPECT_EQ(warning_of(measure(found, ct, {file, LabelScheme::unnamed}).value(), "labels.partly-outside"),
            nullptr);
}

TEST(Measure, TakesMasksWithCapitalSuffixesAndSaysWhichFilesAreNone) {
  const testing::TemporaryFolder image, folder;
  testing::write_ct({}, image);
  const Survey found = survey({image});
  const SeriesOutline& ct = *testing::usable_cts(found).at(0);
  const LabelMap<3> mask(*ct.grid, 1);
  ASSERT_TRUE(save_labels(mask, folder.path() / "liver.nii.gz"));
  fs::rename(folder.path() / "liver.nii.gz", folder.path() / "liver.NII.GZ");
  ASSERT_TRUE(save_labels(mask, folder.path() / "k\xFF.nrrd"));  // no valid UTF-8
  std::ofstream(folder.path() / "statistics.json") << "{}";
  const auto report = measure(found, ct, {folder.path(), LabelScheme::totalsegmentator});
  ASSERT_TRUE(report);
  ASSERT_EQ(report->labels.size(), 2U);
  EXPECT_EQ(report->labels[0].name, "k_");
  EXPECT_EQ(report->labels[1].name, "liver");
  ASSERT_EQ(report->ignored.size(), 1U);
  EXPECT_EQ(report->ignored[0].source, "statistics.json");
  EXPECT_EQ(report->ignored[0].reason.code, "labels.not-a-mask");
}

TEST(Measure, ReportsEverySeriesOfTheInput) {
  const Survey found = survey({kSamples / "example_ct_sm.nii.gz", kSamples / "example_vertebrae.nii.gz"});
  const auto report =
      measure(found, *testing::usable_cts(found).at(0), {kSamples / "example_seg_fast", LabelScheme::verse});
  ASSERT_TRUE(report);
  ASSERT_EQ(report->series.size(), 2U);
  std::string reasons;
  for (const auto& series : report->series)
    reasons += series.refusal.value_or(Error{"measured", "", ""}).code + " ";
  EXPECT_EQ(reasons, "measured series.label-map ");
}

TEST(Measure, AMaskOfFarMoreVoxelsThanTheImageIsRefusedUnread) {
  const testing::TemporaryFolder image, folder;
  testing::write_ct({}, image);
  const Survey found = survey({image});
  const fs::path file = folder.path() / "fine.nii";
  ASSERT_TRUE(
      save_labels(LabelMap<3>({{1, 1, 1}, {0.1, 0.1, 0.1}, {0, 0, 0}, Eigen::Matrix3d::Identity()}), file));
  const std::array<std::int16_t, 3> size{1001, 1000, 1000};
  std::fstream header(file, std::ios::in | std::ios::out | std::ios::binary);
  header.seekp(42);  // dim[1...3]
  header.write(reinterpret_cast<const char*>(size.data()), sizeof size);
  header.close();
  fs::resize_file(file, 352 + std::uintmax_t{1001} * 1000 * 1000);  // a hole: takes no room
  const auto report = measure(found, *testing::usable_cts(found).at(0), {file, LabelScheme::unnamed});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, "labels.too-many-voxels");
}

TEST(Measure, AMaskOfAnotherPatientIsRefused) {
  const Survey found = survey({fs::path(OSTEON_SAMPLE_DATA) / "sts/STS_036"});
  const auto report = measure(found, *testing::usable_cts(found).at(0),
                              {kSamples / "example_vertebrae.nii.gz", LabelScheme::verse});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, "labels.elsewhere");
}

}  // namespace
}  // namespace osteon
