// Pixels that can be weighed, in every form that the door takes, written by pydicom and nibabel
// (density_maps/make_density_maps.py) or by hand.

#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/save.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/imaging/weighable_scan.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

namespace osteon {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;
const fs::path kMaps = OSTEON_DENSITY_MAPS;

SeriesOutline only_series(const fs::path& file) {
  const Survey found = survey({file});
  EXPECT_EQ(found.studies.size(), 1U);
  EXPECT_EQ(found.studies.at(0).series.size(), 1U);
  return found.studies.at(0).series.at(0);
}

void expect_the_map(const Result<WeighableScan>& loaded, double tolerance) {
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto* map = std::get_if<DxaScan>(&*loaded);
  ASSERT_NE(map, nullptr);
  const Image2D<float>& density = map->g_per_cm2;
  ASSERT_EQ(density.grid().size, (std::array<int, 2>{12, 9}));
  EXPECT_NEAR(density.grid().spacing_mm[0], 0.6, 1e-6);
  EXPECT_NEAR(density.grid().spacing_mm[1], 1.05, 1e-6);
  for (int y = 0; y < 9; ++y)
    for (int x = 0; x < 12; ++x)
      EXPECT_NEAR(density.at(x, y), 0.1 * x + 0.01 * y, tolerance) << x << " " << y;
}

TEST(WeighableScan, AParametricMapOfFloatsIsReadInItsUnit) {
  const SeriesOutline outline = only_series(kMaps / "parametric_map.dcm");
  ASSERT_FALSE(outline.refusal) << outline.refusal->message;
  EXPECT_EQ(outline.kind, SeriesKind::dxa_spine);
  ASSERT_TRUE(outline.weighable);
  EXPECT_EQ(outline.weighable->maker, "GE Healthcare Lunar iDXA");
  expect_the_map(load_weighable_scan(outline), 1e-6);
}

TEST(WeighableScan, RescaledNumbersInMilligramsAreDensitiesToo) {
  const SeriesOutline outline = only_series(kMaps / "rescaled.dcm");
  EXPECT_EQ(outline.kind, SeriesKind::dxa_hip);
  EXPECT_EQ(outline.picture->stated_side, Side::right);
  expect_the_map(load_weighable_scan(outline), 0.0003);
}

TEST(WeighableScan, AVolumeFileIsTurnedAsItIsDisplayed) {
  const Survey found = survey({kMaps / "map.json"});
  ASSERT_EQ(found.studies.size(), 1U);
  EXPECT_EQ(found.studies[0].patient.sex, Sex::female);
  EXPECT_EQ(found.studies[0].patient.age_years, 71);
  const SeriesOutline& outline = found.studies[0].series.at(0);
  EXPECT_EQ(outline.kind, SeriesKind::dxa_hip);
  EXPECT_EQ(outline.picture->stated_side, Side::left);
  expect_the_map(load_weighable_scan(outline), 1e-6);
}

TEST(WeighableScan, FilesOfADescriptionAreNoSeriesOfTheirOwn) {
  const Survey found = survey({kMaps / "map.json", kMaps / "map.nii"});
  ASSERT_EQ(found.studies.size(), 1U);
  EXPECT_EQ(found.studies[0].series.size(), 1U);
  const Survey bare = survey({kMaps / "map.nii"});  // floats alone say nothing of what they are
  ASSERT_TRUE(bare.studies.at(0).series.at(0).refusal);
  EXPECT_EQ(bare.studies[0].series[0].refusal->code, "ct.not-hounsfield");
}

/// A file of the maps with one thing changed.
SeriesOutline changed(const TemporaryFolder& folder, const char* file,
                      const std::function<void(DcmDataset&)>& change) {
  DcmFileFormat object;
  EXPECT_TRUE(object.loadFile((kMaps / file).c_str()).good());
  EXPECT_TRUE(object.loadAllDataIntoMemory().good());
  change(*object.getDataset());
  const fs::path path = folder.path() / "changed.dcm";
  EXPECT_TRUE(object.saveFile(path.c_str(), EXS_LittleEndianExplicit).good());
  return only_series(path);
}

TEST(WeighableScan, MapsThatCannotBeUsedAreRefused) {
  const TemporaryFolder folder;
  const auto no_unit = changed(folder, "parametric_map.dcm", [](DcmDataset& d) {
    d.findAndDeleteElement(DCM_SharedFunctionalGroupsSequence);
  });
  ASSERT_TRUE(no_unit.refusal);
  EXPECT_EQ(no_unit.refusal->code, "dxa.map-unusable");
  const auto no_region = changed(folder, "parametric_map.dcm",
                                 [](DcmDataset& d) { d.putAndInsertString(DCM_ProtocolName, "Elbow"); });
  ASSERT_TRUE(no_region.refusal);
  EXPECT_EQ(no_region.refusal->code, "dxa.other-region");
  const auto code = [](const SeriesOutline& outline) {
    const auto loaded = load_weighable_scan(outline);
    return loaded ? std::string("read") : loaded.error().code;
  };
  EXPECT_EQ(code(changed(folder, "parametric_map.dcm",
                         [](DcmDataset& d) { d.putAndInsertString(DCM_NumberOfFrames, "3"); })),
            "dxa.map-unusable");
  EXPECT_EQ(code(changed(folder, "parametric_map.dcm",
                         [](DcmDataset& d) { d.putAndInsertUint16(DCM_Columns, 11); })),
            "dxa.map-unusable");
  EXPECT_EQ(code(changed(folder, "parametric_map.dcm",
                         [](DcmDataset& d) {
                           std::vector<Float32> values(108, NAN);
                           d.putAndInsertFloat32Array(DCM_FloatPixelData, values.data(), 108);
                         })),
            "dxa.map-unusable");
  EXPECT_EQ(code(changed(folder, "rescaled.dcm",
                         [](DcmDataset& d) { d.putAndInsertString(DCM_RescaleSlope, "0.001"); })),
            "dxa.map-not-density");
  EXPECT_EQ(
      code(changed(folder, "rescaled.dcm", [](DcmDataset& d) { d.findAndDeleteElement(DCM_PixelSpacing); })),
      "dxa.no-scale");
}

fs::path written(const TemporaryFolder& folder, const std::string& name, const std::string& text) {
  std::ofstream(folder.path() / name, std::ios::binary) << text;
  return folder.path() / name;
}

TEST(WeighableScan, DescriptionsThatLieAreRefusedWithWhatIsWrong) {
  const TemporaryFolder folder;
  const std::string start = "{\"schema\": \"osteon-dxa-scan/1\", ";
  for (const char* rest : {
           "\"region\": \"spine\"}",
           "\"region\": \"elbow\", \"low\": \"a.nrrd\", \"high\": \"b.nrrd\"}",
           "\"region\": \"spine\", \"low\": \"a.nrrd\"}",
           "\"region\": \"spine\", \"low\": \"../a.nrrd\", \"high\": \"b.nrrd\"}",
           "\"region\": \"spine\", \"low\": \"/etc/passwd\", \"high\": \"b.nrrd\"}",
           "\"region\": \"spine\", \"low\": 7, \"high\": \"b.nrrd\"}",
           "\"region\": \"spine\", \"density\": \"a.nii\"}",
           "\"region\": \"spine\", \"density\": \"a.nii\", \"unit\": \"g\"}",
           "\"region\": \"spine\", \"raw\": \"a.r\"}",
           "\"region\": \"spine\", \"raw\": \"a.r\", \"pixel_mm\": [0, 1]}",
           "\"region\": \"spine\", \"raw\": \"a.r\", \"pixel_mm\": [1, 1], \"samples\": [\"low-air\", "
           "\"low-air\", \"low-bone\", \"high-air\", \"high-tissue\", \"high-bone\"]}",
           "\"region\": \"spine\", \"low\": \"a.nrrd\", \"high\": \"b.nrrd\", \"calibration\": 3}",
           "\"region\": \"spine\", \"low\": \"a.nrrd\", \"high\": \"b.nrrd\", \"patient\": {\"sex\": \"?\"}}",
           "\"region\": \"spine\", \"low\": \"a.nrrd\", \"high\": \"b.nrrd\", \"calibration\": {\"low\": "
           "\"c.nrrd\", \"high\": \"d.nrrd\", \"places\": [{\"box_mm\": [1, 2, 3], \"mineral\": 1, "
           "\"soft_tissue\": 2}]}}",
           "\"region\": \"spine\", \"low\": \"a.nrrd\", \"high\": \"b.nrrd\", \"calibration\": {\"low\": "
           "\"c.nrrd\", \"high\": \"d.nrrd\", \"places\": [{\"box_mm\": [1, 2, 3, 4], \"mineral\": -1, "
           "\"soft_tissue\": 2}]}}",
           "\"region\": \"spine\"",
       }) {
    const SeriesOutline outline = only_series(written(folder, "scan.json", start + rest));
    ASSERT_TRUE(outline.refusal) << rest;
    EXPECT_EQ(outline.refusal->code, "dxa.scan-description") << rest;
  }
  const SeriesOutline missing = only_series(written(
      folder, "scan.json", start + "\"region\": \"spine\", \"low\": \"a.nrrd\", \"high\": \"b.nrrd\"}"));
  ASSERT_FALSE(missing.refusal);
  EXPECT_EQ(load_weighable_scan(missing).error().code, "dxa.map-unusable");
}

Image2D<float> ramp(int columns, int rows, float step) {
  Image2D<float> image({{columns, rows}, {0.6, 1.05}, {0, 0}, Eigen::Matrix2d::Identity()});
  for (std::size_t n = 0; n < image.pixels().size(); ++n) image.pixels()[n] = step * static_cast<float>(n);
  return image;
}

TEST(WeighableScan, PairsOfMapsComeBackAndHaveToFit) {
  const TemporaryFolder folder;
  const auto description =
      written(folder, "scan.json",
              "{\"schema\": \"osteon-dxa-scan/1\", \"region\": \"spine\", \"low\": \"low.nrrd\", \"high\": "
              "\"high.nrrd\"}");
  ASSERT_TRUE(save_map(ramp(7, 5, 0.1F), folder.path() / "low.nrrd"));
  ASSERT_TRUE(save_map(ramp(7, 5, 0.05F), folder.path() / "high.nrrd"));
  const auto loaded = load_weighable_scan(only_series(description));
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto& pair = std::get<DualEnergyExamination>(*loaded);
  EXPECT_FALSE(pair.object);
  EXPECT_FALSE(pair.references);
  EXPECT_EQ(pair.scan.low.pixels(), ramp(7, 5, 0.1F).pixels());
  EXPECT_EQ(pair.scan.high.grid().spacing_mm, Eigen::Vector2d(0.6, 1.05));
  ASSERT_TRUE(save_map(ramp(8, 5, 0.05F), folder.path() / "high.nrrd"));
  EXPECT_EQ(load_weighable_scan(only_series(description)).error().code, "dual-energy.different-grids");
  fs::resize_file(folder.path() / "high.nrrd", 150);
  EXPECT_FALSE(load_weighable_scan(only_series(description)));
}

}  // namespace
}  // namespace osteon
