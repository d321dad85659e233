// A real scan in slices of 3 mm, and the same in overlapping ones: what is interpolated knows no more, so
// plates and cores stay.

#include "../support/disturbed_scan.hpp"
#include "../support/loaded.hpp"

#include <osteon/densitometry/ct_density.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

namespace osteon {
namespace {

std::map<BoneRegion, VertebralDensity> cores_of(const CtScan& scan) {
  std::map<BoneRegion, VertebralDensity> cores;
  const auto spine = make_classical_spine_segmenter()->segment(scan);
  if (!spine) return cores;
  std::vector<VertebraFrame> frames;
  for (const SegmentedVertebra& v : spine->found)
    if (v.complete) frames.push_back({v.level, v.axes.center, v.axes.left, v.axes.anterior, v.axes.superior});
  for (const LevelDensity& level : measure_densities(scan, spine->vertebrae, spine->bodies, frames))
    for (const VertebralDensity& density : level.density)
      if (density.region == DensityRegion::trabecular_core) cores.emplace(level.level, density);
  return cores;
}

TEST(ThinSlices, LeaveTheCoresAsTheyAre) {
  const Survey found =
      survey({std::filesystem::path(OSTEON_SAMPLE_DATA) / "totalsegmentator/example_ct.nii.gz"});
  const auto usable = testing::usable_cts(found);
  ASSERT_FALSE(usable.empty());
  const auto loaded = load_ct(*usable.front());
  ASSERT_TRUE(loaded);
  const auto thick = cores_of(loaded->scan), thin = cores_of(testing::with_spacing(loaded->scan, 2, 0.7));
  ASSERT_GE(thick.size(), 5U);
  for (const auto& [level, core] : thick) {
    ASSERT_TRUE(thin.contains(level)) << name(level);
    const VertebralDensity& other = thin.at(level);
    EXPECT_GT(in_mm3(other.volume.value), 0.7 * in_mm3(core.volume.value)) << name(level);
    EXPECT_LT(std::abs(in_hu(other.mean.value) - in_hu(core.mean.value)), 2 * in_hu(*other.mean.sd))
        << name(level);
  }
}

}  // namespace
}  // namespace osteon
