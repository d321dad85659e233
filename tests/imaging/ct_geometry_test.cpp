// Geometry of DICOM CT series: what hospitals really send, written here with one fault each. Every volume
// carries a linear ramp over the patient's millimetres, so a wrong axis, sign, spacing or shift changes
// values, not only headers.

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/survey.hpp>

#include <Eigen/Geometry>
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace osteon {
namespace {

using testing::expect_planted;
using testing::has_warning;
using testing::SyntheticCt;
using testing::TemporaryFolder;
using testing::usable_cts;

/// Writes, surveys and loads a series that is expected to come out as one volume.
struct OneVolume {
  explicit OneVolume(const SyntheticCt& ct) {
    testing::write_ct(ct, folder);
    found = survey({folder.path()});
    const auto usable = usable_cts(found);
    EXPECT_EQ(usable.size(), 1U);
    if (usable.size() != 1) return;
    outline = *usable.front();
    auto result = load_ct(outline);
    EXPECT_TRUE(result.has_value());
    if (result) scan = std::move(result->scan);
  }
  TemporaryFolder folder;
  Survey found;
  SeriesOutline outline;
  std::optional<CtScan> scan;
};

/// One of several passes over the same region, `shift_mm` along the stack, under UIDs of its own.
void write_pass(const std::filesystem::path& folder, int number, double shift_mm, bool numbered) {
  SyntheticCt ct;
  ct.suffix = "." + std::to_string(number);
  ct.origin_mm.z() += shift_mm;
  ct.change = [&](DcmDataset& d, int k) {
    if (numbered) d.putAndInsertString(DCM_AcquisitionNumber, std::to_string(number).c_str());
    const std::string uid = "1.2.3." + std::to_string(number) + "." + std::to_string(k);
    d.putAndInsertString(DCM_SOPInstanceUID, uid.c_str());
    return true;
  };
  testing::write_ct(ct, folder);
}

TEST(CtGeometry, AxialSlicesWithOblongPixelsLieWhereTheirHeadersSay) {
  const OneVolume volume(SyntheticCt{});
  ASSERT_TRUE(volume.scan);
  const auto& grid = volume.scan->hounsfield.grid();
  EXPECT_EQ(grid.size, (std::array{14, 10, 9}));
  EXPECT_TRUE(grid.spacing_mm.isApprox(Eigen::Vector3d(0.75, 1.25, 2.5), 1e-9));
  expect_planted(*volume.scan, 0.51);  // stored values are whole numbers
  EXPECT_TRUE(volume.outline.warnings.empty());
}

TEST(CtGeometry, SagittalCoronalAndObliqueSeriesKeepTheirPlaces) {
  const Eigen::AngleAxisd turn(0.4, Eigen::Vector3d(1, 2, 3).normalized());
  const std::pair<Eigen::Vector3d, Eigen::Vector3d> orientations[] = {
      {{0, 1, 0}, {0, 0, -1}},
      {{1, 0, 0}, {0, 0, -1}},
      {{-1, 0, 0}, {0, -1, 0}},
      {turn * Eigen::Vector3d(1, 0, 0), turn * Eigen::Vector3d(0, 1, 0)}};
  for (const auto& [row, column] : orientations) {
    SyntheticCt ct;
    ct.row = row;
    ct.column = column;
    const OneVolume volume(ct);
    ASSERT_TRUE(volume.scan);
    expect_planted(*volume.scan, 0.51);
    EXPECT_GT(volume.scan->hounsfield.grid().direction.determinant(), 0.99);
  }
}

TEST(CtGeometry, FilesInAnyOrderGiveTheSameVolume) {
  TemporaryFolder folder;
  auto files = testing::write_ct(SyntheticCt{}, folder);
  const Survey forward = survey(files);
  std::reverse(files.begin(), files.end());
  const Survey backward = survey(files);
  const auto a = load_ct(*usable_cts(forward).at(0)), b = load_ct(*usable_cts(backward).at(0));
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->scan.hounsfield, b->scan.hounsfield);
}

TEST(CtGeometry, TiltedGantryIsResampledToARightAngledGridAndSaid) {
  for (const double tilt : {18.5, -16.5}) {
    SyntheticCt ct;
    ct.tilt_deg = tilt;
    const OneVolume volume(ct);
    ASSERT_TRUE(volume.scan);
    EXPECT_TRUE(has_warning(volume.outline, "geometry.gantry-tilt"));
    const auto& grid = volume.scan->hounsfield.grid();
    EXPECT_GT(grid.size[1], 10);  // room for the drift
    const double rise = 2.5;  // the normal distance of the slices, not their distance along the tilted table
    EXPECT_NEAR(grid.spacing_mm.z(), rise, 1e-6);
    expect_planted(*volume.scan, 1.0);  // bilinear of rounded values, then rounded
  }
}

TEST(CtGeometry, NarrowHolesAreFilledByInterpolationAndSaid) {
  SyntheticCt ct;
  ct.change = [](DcmDataset&, int k) { return k != 4; };
  const OneVolume volume(ct);
  ASSERT_TRUE(volume.scan);
  EXPECT_TRUE(has_warning(volume.outline, "geometry.missing-slices"));
  EXPECT_EQ(volume.scan->hounsfield.grid().size[2], 9);
  EXPECT_NEAR(volume.scan->hounsfield.grid().spacing_mm.z(), 2.5, 1e-6);
  expect_planted(*volume.scan, 1.0);
}

TEST(CtGeometry, WideHolesSplitTheSeries) {
  SyntheticCt ct;
  ct.slices = 20;
  ct.change = [](DcmDataset&, int k) { return k < 8 || k > 11; };
  TemporaryFolder folder;
  testing::write_ct(ct, folder);
  const Survey found = survey({folder.path()});
  const auto volumes = usable_cts(found);
  ASSERT_EQ(volumes.size(), 2U);
  for (const auto* outline : volumes) {
    EXPECT_TRUE(has_warning(*outline, "geometry.missing-slices"));
    EXPECT_EQ(outline->grid->size[2], 8);
    const auto loaded = load_ct(*outline);
    ASSERT_TRUE(loaded);
    expect_planted(loaded->scan, 0.51);
  }
}

TEST(CtGeometry, UnevenSlicesAreResampledAndSaid) {
  SyntheticCt ct;
  ct.slices = 12;
  ct.change = [&](DcmDataset& d,
                  int k) {  // every other step 1.5 mm longer: a value of the ramp moves with its slice
    const Eigen::Vector3d place =
        testing::place_of(ct, 0, 0, k) + Eigen::Vector3d(0, 0, 0.75 * ((k + 1) / 2));
    d.putAndInsertString(DCM_ImagePositionPatient, testing::dicom_text(place).c_str());
    std::vector<Uint16> stored;
    for (int j = 0; j < ct.rows; ++j)
      for (int i = 0; i < ct.columns; ++i) {
        const Eigen::Vector3d p = place + Eigen::Vector3d(i * ct.column_spacing_mm, j * ct.row_spacing_mm, 0);
        stored.push_back(static_cast<Uint16>(std::lround(testing::planted_hu(p) + 1024)));
      }
    d.putAndInsertUint16Array(DCM_PixelData, stored.data(), stored.size());
    return true;
  };
  const OneVolume volume(ct);
  ASSERT_TRUE(volume.scan);
  EXPECT_TRUE(has_warning(volume.outline, "geometry.uneven-slices"));
  expect_planted(*volume.scan, 1.0);
}

TEST(CtGeometry, PositionsRoundedToATenthOfAMillimetreAreEven) {
  SyntheticCt ct;
  ct.slice_spacing_mm = 0.6875;
  ct.slices = 30;
  ct.change = [&](DcmDataset& d, int k) {
    Eigen::Vector3d place = testing::place_of(ct, 0, 0, k);
    place.z() = std::round(place.z() * 10) / 10;
    d.putAndInsertString(DCM_ImagePositionPatient, testing::dicom_text(place).c_str());
    return true;
  };
  const OneVolume volume(ct);
  ASSERT_TRUE(volume.scan);
  EXPECT_TRUE(volume.outline.warnings.empty());
  EXPECT_NEAR(volume.scan->hounsfield.grid().spacing_mm.z(), 0.6875, 0.1 / 29);
}

TEST(CtGeometry, TwoAcquisitionsAtTheSamePlacesAreSplit) {
  TemporaryFolder folder;
  for (int number : {1, 2}) write_pass(folder, number, 0, true);
  const Survey found = survey({folder.path()});
  const auto volumes = usable_cts(found);
  ASSERT_EQ(volumes.size(), 2U);
  EXPECT_TRUE(has_warning(*volumes[0], "geometry.several-passes"));
  EXPECT_EQ(volumes[0]->grid->size[2], 9);
}

TEST(CtGeometry, InterleavedPassesAreSplitNotMixed) {
  TemporaryFolder folder;
  for (int number : {1, 2}) write_pass(folder, number, 0.8 * number, true);
  const Survey found = survey({folder.path()});
  const auto volumes = usable_cts(found);
  ASSERT_EQ(volumes.size(), 2U);
  for (const auto* outline : volumes) {
    EXPECT_TRUE(has_warning(*outline, "geometry.several-passes"));
    EXPECT_NEAR(outline->grid->spacing_mm.z(), 2.5, 1e-6);
  }
}

TEST(CtGeometry, NearlyEqualPositionsAreDuplicatesNotThinSlices) {
  TemporaryFolder folder;
  for (int number : {1, 2}) write_pass(folder, number, 0.03 * number, false);
  const Survey found = survey({folder.path()});
  for (const auto* outline : usable_cts(found)) {
    EXPECT_LE(outline->grid->size[2], 9);
    EXPECT_GT(outline->grid->spacing_mm.z(), 2.4);
  }
}

TEST(CtGeometry, ASliceSentTwiceDoesNotBreakASeriesWithATimeForEverySlice) {
  TemporaryFolder folder;
  const auto timed = [](const std::string& suffix, int only, const std::string& uid) {
    SyntheticCt ct;
    ct.suffix = suffix;
    ct.change = [=](DcmDataset& d, int k) {
      d.putAndInsertString(DCM_AcquisitionTime, std::to_string(101000 + k).c_str());
      d.putAndInsertString(DCM_AcquisitionNumber, std::to_string(k + (uid.empty() ? 0 : 50)).c_str());
      if (!uid.empty()) d.putAndInsertString(DCM_SOPInstanceUID, uid.c_str());
      return only < 0 || k == only;
    };
    return ct;
  };
  testing::write_ct(timed(".dcm", -1, ""), folder);
  testing::write_ct(timed(".again", 4, "1.2.3.4"), folder);
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  EXPECT_EQ(usable_cts(found)[0]->grid->size[2], 9);
}

TEST(CtGeometry, SlicesThatShareOneUidAreStillSlices) {
  SyntheticCt ct;
  ct.change = [](DcmDataset& d, int) {
    d.putAndInsertString(DCM_SOPInstanceUID, "1.2.3.4");
    return true;
  };
  const OneVolume volume(ct);
  ASSERT_TRUE(volume.scan);
  EXPECT_EQ(volume.scan->hounsfield.grid().size[2], 9);
}

TEST(CtGeometry, AMultiFrameFileThatDescribesOtherFramesThanItHoldsIsIgnoredWithAReason) {
  for (const char* frames : {"12", "3"}) {
    SyntheticCt ct;
    ct.change = [&](DcmDataset& d, int) {
      d.putAndInsertString(DCM_NumberOfFrames, frames);
      return true;
    };
    TemporaryFolder folder;
    testing::write_enhanced_ct(ct, folder);
    const Survey found = survey({folder.path()});
    EXPECT_TRUE(found.studies.empty());
    ASSERT_EQ(found.ignored.size(), 1U);
  }
}

TEST(CtGeometry, AnEvenBlockAmongScatteredSlicesIsKept) {
  SyntheticCt ct;
  ct.slices = 60;
  ct.change = [](DcmDataset&, int k) { return k < 25 || k % 4 == 0; };  // 2.5 mm, then 10 mm
  TemporaryFolder folder;
  testing::write_ct(ct, folder);
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  EXPECT_EQ(usable_cts(found)[0]->grid->size[2], 25);
  EXPECT_TRUE(has_warning(*usable_cts(found)[0], "geometry.missing-slices"));
  EXPECT_THAT(testing::refusal_codes(found), ::testing::ElementsAre("geometry.single-slice"));
}

TEST(CtGeometry, ACopyOfASliceUnderANewUidIsKeptOnce) {
  TemporaryFolder folder;
  testing::write_ct(SyntheticCt{}, folder);
  SyntheticCt copy;
  copy.suffix = ".copy";
  copy.change = [](DcmDataset& d, int k) {
    d.putAndInsertString(DCM_SOPInstanceUID, ("1.2.3.9." + std::to_string(k)).c_str());
    return k == 3 || k == 4;
  };
  testing::write_ct(copy, folder);
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  EXPECT_TRUE(has_warning(*usable_cts(found)[0], "geometry.duplicate-slices"));
  EXPECT_EQ(usable_cts(found)[0]->grid->size[2], 9);
  EXPECT_NEAR(usable_cts(found)[0]->grid->spacing_mm.z(), 2.5, 1e-6);
}

TEST(CtGeometry, DifferentSlicesAtOnePlaceThatNothingTellsApartAreRefused) {
  TemporaryFolder folder;
  testing::write_ct(SyntheticCt{}, folder);
  SyntheticCt other;
  other.suffix = ".other";
  other.change = [](DcmDataset& d, int k) {
    d.putAndInsertString(DCM_SOPInstanceUID, ("1.2.3.9." + std::to_string(k)).c_str());
    const std::vector<Uint16> flat(140, 1000);
    d.putAndInsertUint16Array(DCM_PixelData, flat.data(), flat.size());
    return k == 3;
  };
  testing::write_ct(other, folder);
  const Survey found = survey({folder.path()});
  EXPECT_TRUE(usable_cts(found).empty());
  EXPECT_THAT(testing::refusal_codes(found), ::testing::Contains("geometry.duplicate-positions"));
}

TEST(CtGeometry, ALocalizerInsideTheSeriesDoesNotChangeItsSpacing) {
  TemporaryFolder folder;
  testing::write_ct(SyntheticCt{}, folder);
  SyntheticCt localizer;  // coronal, far below, in the same series: moved the spacing by 17 % elsewhere
  localizer.slices = 1;
  localizer.suffix = ".scout";
  localizer.origin_mm = {-200, 0, -900};
  localizer.column = {0, 0, -1};
  localizer.change = [](DcmDataset& d, int) {
    d.putAndInsertString(DCM_ImageType, "ORIGINAL\\PRIMARY\\LOCALIZER");
    d.putAndInsertString(DCM_SOPInstanceUID, "1.2.3.77");
    return true;
  };
  testing::write_ct(localizer, folder);
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  EXPECT_NEAR(usable_cts(found)[0]->grid->spacing_mm.z(), 2.5, 1e-6);
  EXPECT_TRUE(has_warning(*usable_cts(found)[0], "series.mixed-content"));
  EXPECT_THAT(testing::refusal_codes(found), ::testing::ElementsAre("ct.localizer"));
}

TEST(CtGeometry, AnAxialSliceTypedAsOriginalButLyingAcrossIsSplitOff) {
  TemporaryFolder folder;
  testing::write_ct(SyntheticCt{}, folder);
  SyntheticCt across;
  across.slices = 4;
  across.suffix = ".across";
  across.row = {0, 1, 0};
  across.column = {0, 0, -1};
  across.change = [](DcmDataset& d, int k) {
    d.putAndInsertString(DCM_SOPInstanceUID, ("1.2.3.78." + std::to_string(k)).c_str());
    return true;
  };
  testing::write_ct(across, folder);
  const Survey found = survey({folder.path()});
  const auto volumes = usable_cts(found);
  ASSERT_EQ(volumes.size(), 2U);
  EXPECT_EQ(volumes[0]->grid->size[2], 9);
  EXPECT_EQ(volumes[1]->grid->size[2], 4);
  for (const auto* outline : volumes) EXPECT_TRUE(has_warning(*outline, "geometry.mixed-series"));
}

TEST(CtGeometry, ADoseReportInsideTheSeriesIsSetAside) {
  TemporaryFolder folder;
  testing::write_ct(SyntheticCt{}, folder);
  SyntheticCt dose;
  dose.slices = 1;
  dose.suffix = ".dose";
  dose.change = [](DcmDataset& d, int) {
    d.putAndInsertString(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
    d.putAndInsertString(DCM_SOPInstanceUID, "1.2.3.79");
    d.putAndInsertString(DCM_SeriesDescription, "Dose Report");
    d.findAndDeleteElement(DCM_ImagePositionPatient);
    d.findAndDeleteElement(DCM_ImageOrientationPatient);
    d.findAndDeleteElement(DCM_RescaleSlope);
    return true;
  };
  testing::write_ct(dose, folder);
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  EXPECT_EQ(usable_cts(found)[0]->grid->size[2], 9);
  EXPECT_THAT(testing::refusal_codes(found), ::testing::ElementsAre("ct.screen-capture"));
}

TEST(CtGeometry, MissingZeroAndPlaceholderSpacingIsRefusedNeverAssumed) {
  const std::pair<const char*, const char*> cases[] = {{nullptr, "geometry.missing-spacing"},
                                                       {"0\\0", "geometry.missing-spacing"},
                                                       {"1\\1", "geometry.dummy-spacing"}};
  for (const auto& [spacing, code] : cases) {
    SyntheticCt ct;
    ct.change = [&, value = spacing](DcmDataset& d, int) {
      d.putAndInsertString(DCM_ImageType, "DERIVED\\SECONDARY\\AXIAL");
      if (value == nullptr)
        d.findAndDeleteElement(DCM_PixelSpacing);
      else
        d.putAndInsertString(DCM_PixelSpacing, value);
      return true;
    };
    TemporaryFolder folder;
    testing::write_ct(ct, folder);
    const Survey found = survey({folder.path()});
    EXPECT_TRUE(usable_cts(found).empty());
    EXPECT_THAT(testing::refusal_codes(found), ::testing::ElementsAre(code));
  }
}

TEST(CtGeometry, ASliceThatLiesBesideItsNeighboursIsLeftOutAndSaid) {
  SyntheticCt ct;
  ct.change = [&](DcmDataset& d, int k) {
    if (k == 4) {
      const Eigen::Vector3d place = testing::place_of(ct, 0, 0, k) + Eigen::Vector3d(90, 0, 0);
      d.putAndInsertString(DCM_ImagePositionPatient, testing::dicom_text(place).c_str());
    }
    return true;
  };
  TemporaryFolder folder;
  testing::write_ct(ct, folder);
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  EXPECT_TRUE(has_warning(*usable_cts(found)[0], "geometry.displaced-slices"));
  const auto loaded = load_ct(*usable_cts(found)[0]);
  ASSERT_TRUE(loaded);
  expect_planted(loaded->scan, 1.0);
}

TEST(CtGeometry, EnhancedMultiFrameCtWithFramesInAnyOrderIsOneVolume) {
  TemporaryFolder folder;
  testing::write_enhanced_ct(SyntheticCt{}, folder);
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  const auto loaded = load_ct(*usable_cts(found)[0]);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->scan.hounsfield.grid().size, (std::array{14, 10, 9}));
  expect_planted(loaded->scan, 0.51);
}

}  // namespace
}  // namespace osteon
