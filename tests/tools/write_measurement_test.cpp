// What `measure` writes beside the numbers.

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/survey.hpp>
#include <osteon/report/write_study.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace osteon {
namespace {

namespace fs = std::filesystem;
const fs::path kSamples = fs::path(OSTEON_SAMPLE_DATA) / "totalsegmentator";

TEST(WriteMeasurement, DrawsSavesAndTellsWhatAnErrorOfOneLevelWouldChange) {
  const testing::TemporaryFolder temporary;
  const fs::path folder = temporary.path() / "out";
  const Survey found = survey({kSamples / "example_ct.nii.gz"});
  const auto report = write_measurement(found, *testing::usable_cts(found).at(0),
                                        {kSamples / "example_vertebrae.nii.gz", LabelScheme::verse}, folder);
  ASSERT_TRUE(report.has_value());
  for (const char* file : {"sagittal.png", "coronal.png", "axial-L3.png", "vertebrae.nii.gz", "bodies.nii.gz",
                           "trabecular-cores.nii.gz", "report.html", "report.json"})
    EXPECT_TRUE(fs::exists(folder / file)) << file;
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
