#include <osteon/densitometry/label_statistics.hpp>
#include <osteon/imaging/load.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace osteon {
namespace {

Grid<3> grid() { return {{3, 2, 2}, {0.5, 1.0, 2.0}, {4, 5, 6}, Eigen::Matrix3d::Identity()}; }

TEST(LabelStatistics, AreThoseOfThePencil) {
  CtScan scan{Image3D<std::int16_t>(grid(), {10, 20, 30, 40, 50, 60, -1024, 0, 0, 0, 0, 32767})};
  const LabelMap<3> labels(grid(), {7, 7, 7, 0, 0, 2, 0, 0, 0, 0, 0, 255});
  const auto all = label_statistics(scan, labels, LabelScheme::unnamed);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].label, 2);
  EXPECT_EQ(all[0].sd_hu, 0.0);
  EXPECT_EQ(all[1].name, "label_7");
  EXPECT_EQ(all[1].voxels, 3U);
  EXPECT_DOUBLE_EQ(all[1].volume_mm3, 3.0);
  EXPECT_DOUBLE_EQ(all[1].mean_hu, 20.0);
  EXPECT_NEAR(all[1].sd_hu, std::sqrt(200.0 / 3.0), 1e-12);
  EXPECT_DOUBLE_EQ(all[2].mean_hu, 32767.0);
}

TEST(LabelStatistics, OnDifferentGridsIsABug) {
  auto moved = grid();
  moved.origin_mm[2] += 1.0;
  EXPECT_THROW(
      (void)label_statistics({Image3D<std::int16_t>(moved)}, LabelMap<3>(grid()), LabelScheme::verse),
      std::invalid_argument);
}

TEST(LabelSchemes, KnowTheirWords) {
  EXPECT_EQ(label_name(LabelScheme::totalsegmentator, 1), "spleen");
  EXPECT_EQ(label_name(LabelScheme::totalsegmentator, 25), "sacrum");
  EXPECT_EQ(label_name(LabelScheme::totalsegmentator, 31), "vertebrae_L1");
  EXPECT_EQ(label_name(LabelScheme::totalsegmentator, 50), "vertebrae_C1");
  EXPECT_EQ(label_name(LabelScheme::totalsegmentator, 117), "costal_cartilages");
  EXPECT_EQ(label_name(LabelScheme::totalsegmentator, 118), "label_118");
  EXPECT_EQ(label_name(LabelScheme::verse, 20), "L1");
  EXPECT_EQ(label_name(LabelScheme::verse, 26), "sacrum");
  EXPECT_EQ(label_scheme_from_name("verse"), LabelScheme::verse);
  EXPECT_FALSE(label_scheme_from_name("VerSe"));
}

TEST(LabelSchemes, TptboxNumbersVertebraeAsVerseAndNamesTheirParts) {
  EXPECT_EQ(label_scheme_from_name("tptbox"), LabelScheme::tptbox);
  EXPECT_EQ(bone_region(LabelScheme::tptbox, 22), BoneRegion::l3);
  EXPECT_FALSE(bone_region(LabelScheme::tptbox, 50));
  EXPECT_EQ(label_name(LabelScheme::tptbox, 41), "vertebral_arch");
  EXPECT_EQ(label_name(LabelScheme::tptbox, 50), "vertebral_body");
  for (const int label : {49, 50}) {
    EXPECT_TRUE(is_vertebral_body(LabelScheme::tptbox, label));
    EXPECT_TRUE(is_vertebral_body(LabelScheme::verse, label));
  }
  EXPECT_FALSE(is_vertebral_body(LabelScheme::tptbox, 48));
  EXPECT_TRUE(is_vertebral_body(LabelScheme::totalsegmentator, 1));
  EXPECT_FALSE(is_vertebral_body(LabelScheme::totalsegmentator, 2));
  EXPECT_FALSE(is_vertebral_body(LabelScheme::unnamed, 50));
}

TEST(LabelSchemes, NameVertebrae) {
  EXPECT_EQ(bone_region(LabelScheme::totalsegmentator, 31), BoneRegion::l1);
  EXPECT_EQ(bone_region(LabelScheme::totalsegmentator, 43), BoneRegion::t1);
  EXPECT_EQ(bone_region(LabelScheme::totalsegmentator, 26), BoneRegion::s1);
  EXPECT_FALSE(bone_region(LabelScheme::totalsegmentator, 5));
  EXPECT_EQ(bone_region(LabelScheme::verse, 28), BoneRegion::t13);
  EXPECT_FALSE(bone_region(LabelScheme::verse, 29));
  EXPECT_FALSE(bone_region(LabelScheme::unnamed, 20));
  const auto regions = bone_regions(LabelMap<3>(grid(), {31, 5, 43, 0, 0, 0, 0, 0, 0, 0, 0, 26}),
                                    LabelScheme::totalsegmentator);
  EXPECT_EQ(regions.pixels(), (std::vector<std::uint8_t>{20, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 26}));
}

/// TotalSegmentator's own statistics.json, made with numpy: every structure, to the digits that it prints.
TEST(LabelStatistics, AgreeWithTotalSegmentatorToFiveDecimals) {
  const std::filesystem::path folder = std::filesystem::path(OSTEON_SAMPLE_DATA) / "totalsegmentator";
  const auto outlines = survey({folder / "example_ct_sm.nii.gz"});
  const auto loaded = load_ct(outlines.studies.at(0).series.at(0));
  ASSERT_TRUE(loaded);
  const auto expected = nlohmann::json::parse(std::ifstream(folder / "example_seg_fast" / "statistics.json"));
  int compared = 0;
  for (const auto& [structure, numbers] : expected.items()) {
    const auto file = folder / "example_seg_fast" / (structure + ".nii.gz");
    if (!std::filesystem::exists(file)) continue;
    const auto mask = load_labels(file);
    ASSERT_TRUE(mask) << structure;
    const auto statistics = label_statistics(loaded->scan, *mask, LabelScheme::unnamed);
    const double volume = statistics.empty() ? 0.0 : statistics.at(0).volume_mm3;
    const double mean = statistics.empty() ? 0.0 : statistics.at(0).mean_hu;
    EXPECT_NEAR(volume, numbers.at("volume").get<double>(), 1e-6 * volume)
        << structure;  // spacing is float32
    EXPECT_NEAR(mean, numbers.at("intensity").get<double>(), 0.5e-5 + 1e-9) << structure;
    ++compared;
  }
  EXPECT_GE(compared, 20);
}

}  // namespace
}  // namespace osteon
