// What `measure` writes beside the numbers.

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/digest.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/report/write_study.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace osteon {
namespace {

namespace fs = std::filesystem;
const fs::path kSamples = fs::path(OSTEON_SAMPLE_DATA) / "totalsegmentator";

/// As anybody would check a saved map: (i, j, k) of its voxels as little-endian int32, in the order of the
/// file.
std::string digest_of_label(const LabelMap<3>& map, BoneRegion level) {
  std::vector<std::byte> bytes;
  const auto append = [&](int index) {
    for (int shift = 0; shift < 32; shift += 8)
      bytes.push_back(static_cast<std::byte>((index >> shift) & 255));
  };
  const auto size = map.grid().size;
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i) {
        if (map.at(i, j, k) != static_cast<std::uint8_t>(level)) continue;
        for (const int index : {i, j, k}) append(index);
      }
  return sha256(bytes);
}

void expect_the_digests_of_saved_regions(const Report& report, const fs::path& folder) {
  const std::map<DensityRegion, const char*> files{
      {DensityRegion::trabecular_core, "trabecular-cores.nii.gz"},
      {DensityRegion::trabecular_oval, "trabecular-ovals.nii.gz"},
      {DensityRegion::cortical_shell, "cortical-shells.nii.gz"},
      {DensityRegion::body, "bodies.nii.gz"},
      {DensityRegion::whole_vertebra, "vertebrae.nii.gz"}};
  for (const auto& [region, file] : files) {
    const auto map = load_labels(folder / file);
    ASSERT_TRUE(map.has_value()) << file;
    int levels = 0;
    for (const auto& vertebra : report.vertebrae)
      for (const auto& density : vertebra.density) {
        if (density.region != region) continue;
        EXPECT_EQ(density.mask_sha256, digest_of_label(*map, vertebra.level)) << file;
        ++levels;
      }
    EXPECT_GE(levels, 5) << file;
  }
}

TEST(WriteMeasurement, DrawsSavesAndTellsWhatAnErrorOfOneLevelWouldChange) {
  const testing::TemporaryFolder temporary;
  const fs::path folder = temporary.path() / "out";
  const Survey found = survey({kSamples / "example_ct.nii.gz"});
  const auto report = write_measurement(found, *testing::usable_cts(found).at(0),
                                        {kSamples / "example_vertebrae.nii.gz", LabelScheme::verse}, folder);
  ASSERT_TRUE(report.has_value());
  for (const char* file : {"sagittal.png", "coronal.png", "axial-L3.png", "vertebrae.nii.gz", "bodies.nii.gz",
                           "report.html", "report.json"})
    EXPECT_TRUE(fs::exists(folder / file)) << file;
  expect_the_digests_of_saved_regions(*report, folder);
  ASSERT_EQ(report->label_shifts.size(), 1U);
  EXPECT_EQ(report->label_shifts[0].readings.size(), 3U);
  EXPECT_DOUBLE_EQ(report->label_shifts[0].readings[0].probability, 1.0);  // somebody named them
  for (const auto& v : report->vertebrae) {
    const auto shell = std::find_if(v.density.begin(), v.density.end(), [](const auto& one) {
      return one.region == DensityRegion::cortical_shell;
    });
    EXPECT_EQ(shell != v.density.end(), v.complete) << name(v.level);
    if (v.complete) continue;
    EXPECT_EQ(v.warnings.at(0).code, "vertebra.cut");
  }
}

}  // namespace
}  // namespace osteon
