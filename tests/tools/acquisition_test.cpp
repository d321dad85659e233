#include "../support/loaded.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/acquisition.hpp>
#include <osteon/segmentation/femur_segmenter.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace osteon {
namespace {

struct Sample {
  SeriesOutline outline;
  CtScan scan;
};

Sample sample(const std::string& name) {
  const Survey found = survey({std::filesystem::path(OSTEON_SAMPLE_DATA) / name});
  const SeriesOutline outline = *testing::usable_cts(found).at(0);
  return {outline, load_ct(outline).value().scan};
}

TEST(Acquisition, SeesThatTheSampleIsNative) {
  const Sample native = sample("totalsegmentator/example_ct.nii.gz");
  const auto spine = make_classical_spine_segmenter()->segment(native.scan);
  ASSERT_TRUE(spine);
  const AcquisitionFindings findings = describe_acquisition(native.scan, &*spine, native.outline);
  EXPECT_EQ(findings.conditions.contrast, ContrastState::native);
  EXPECT_TRUE(findings.conditions.metal_levels.empty()) << "the metal is in the hip";
  // Windows of Michalski 2020: middle and half width.
  const std::map<Tissue, std::pair<double, double>> windows{{Tissue::air, {-1000, 20}},
                                                            {Tissue::adipose, {-100, 30}},
                                                            {Tissue::blood, {20, 40}},
                                                            {Tissue::muscle, {30, 35}},
                                                            {Tissue::cortical_bone, {1200, 250}}};
  std::vector<Tissue> tissues;
  for (const TissueSample& s : calibration_samples(findings)) {
    tissues.push_back(s.tissue);
    EXPECT_NEAR(s.mean_hu, windows.at(s.tissue).first, windows.at(s.tissue).second);
  }
  EXPECT_EQ(tissues, (std::vector{Tissue::air, Tissue::adipose, Tissue::blood, Tissue::muscle,
                                  Tissue::cortical_bone}));
}

TEST(Acquisition, TakesTheHeadersWordWhereNoSpineShowsTheBlood) {
  const Sample enhanced = sample("totalsegmentator/example_ct_dicom");
  const AcquisitionFindings findings = describe_acquisition(enhanced.scan, nullptr, enhanced.outline);
  EXPECT_EQ(findings.conditions.contrast, ContrastState::iv_unknown_phase);
  EXPECT_EQ(findings.conditions.kernel, KernelClass::standard);
  EXPECT_FALSE(findings.conditions.low_dose);
  EXPECT_FALSE(findings.conditions.not_attenuation);
  for (const TissueSample& s : calibration_samples(findings)) EXPECT_NE(s.tissue, Tissue::blood);
}

TEST(Acquisition, ReadsKernelAndFloorOfAThigh) {
  const Sample thigh = sample("sts/STS_036");
  const AcquisitionFindings findings = describe_acquisition(thigh.scan, nullptr, thigh.outline);
  EXPECT_EQ(findings.conditions.kernel, KernelClass::soft);
  EXPECT_EQ(findings.conditions.contrast, ContrastState::unknown);
  const auto femurs = find_femurs(thigh.scan);
  ASSERT_TRUE(femurs);
  const auto with_hips = describe_acquisition(thigh.scan, nullptr, thigh.outline, &femurs->found);
  // 74 HU before the hip: too near to late blood to be called native, and never to be called enhanced.
  EXPECT_NE(carries_contrast(with_hips.conditions.contrast), true) << with_hips.conditions.contrast_evidence;
  EXPECT_NE(with_hips.conditions.contrast_evidence.find("strand before the hip"), std::string::npos);
  EXPECT_EQ(findings.conditions.cut_off_below_hu, -1000);
  EXPECT_FALSE(findings.conditions.cut_off_above_hu);
}

}  // namespace
}  // namespace osteon
