// Which files of a folder make one volume: passes, copies, localizers and reports that share a series.

#include "one_volume.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace osteon {
namespace {

using testing::expect_planted;
using testing::has_warning;
using testing::OneVolume;
using testing::SyntheticCt;
using testing::TemporaryFolder;
using testing::usable_cts;

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

TEST(CtSorting, TwoAcquisitionsAtTheSamePlacesAreSplit) {
  TemporaryFolder folder;
  for (int number : {1, 2}) write_pass(folder, number, 0, true);
  const Survey found = survey({folder.path()});
  const auto volumes = usable_cts(found);
  ASSERT_EQ(volumes.size(), 2U);
  EXPECT_TRUE(has_warning(*volumes[0], "geometry.several-passes"));
  EXPECT_EQ(volumes[0]->grid->size[2], 9);
}

TEST(CtSorting, InterleavedPassesAreSplitNotMixed) {
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

TEST(CtSorting, NearlyEqualPositionsAreDuplicatesNotThinSlices) {
  TemporaryFolder folder;
  for (int number : {1, 2}) write_pass(folder, number, 0.03 * number, false);
  const Survey found = survey({folder.path()});
  for (const auto* outline : usable_cts(found)) {
    EXPECT_LE(outline->grid->size[2], 9);
    EXPECT_GT(outline->grid->spacing_mm.z(), 2.4);
  }
}

TEST(CtSorting, ASliceSentTwiceDoesNotBreakASeriesWithATimeForEverySlice) {
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

TEST(CtSorting, SlicesThatShareOneUidAreStillSlices) {
  SyntheticCt ct;
  ct.change = [](DcmDataset& d, int) {
    d.putAndInsertString(DCM_SOPInstanceUID, "1.2.3.4");
    return true;
  };
  const OneVolume volume(ct);
  ASSERT_TRUE(volume.scan);
  EXPECT_EQ(volume.scan->hounsfield.grid().size[2], 9);
}

TEST(CtSorting, AMultiFrameFileThatDescribesOtherFramesThanItHoldsIsIgnoredWithAReason) {
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

TEST(CtSorting, AnEvenBlockAmongScatteredSlicesIsKept) {
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

TEST(CtSorting, ACopyOfASliceUnderANewUidIsKeptOnce) {
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

TEST(CtSorting, DifferentSlicesAtOnePlaceThatNothingTellsApartAreRefused) {
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

TEST(CtSorting, ALocalizerInsideTheSeriesDoesNotChangeItsSpacing) {
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

TEST(CtSorting, AnAxialSliceTypedAsOriginalButLyingAcrossIsSplitOff) {
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

TEST(CtSorting, ADoseReportInsideTheSeriesIsSetAside) {
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

}  // namespace
}  // namespace osteon
