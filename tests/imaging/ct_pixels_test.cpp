// How stored pixels become Hounsfield units, in every encoding that hospitals send.

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/survey.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace osteon {
namespace {

using testing::expect_planted;
using testing::has_warning;
using testing::SyntheticCt;
using testing::TemporaryFolder;
using testing::usable_cts;

Result<LoadedCt> write_and_load(const SyntheticCt& ct, std::vector<Warning>* warnings = nullptr) {
  TemporaryFolder folder;
  testing::write_ct(ct, folder);
  const Survey found = survey({folder.path()});
  const auto usable = usable_cts(found);
  if (usable.size() != 1) return Error{"test.not-one-volume", "", ""};
  if (warnings != nullptr) *warnings = usable[0]->warnings;
  return load_ct(*usable[0]);
}

TEST(CtPixels, EveryLosslessTransferSyntaxGivesTheSameVolume) {
  SyntheticCt larger;  // codecs work in blocks
  larger.columns = 60;
  larger.rows = 44;
  larger.origin_mm.y() = -20;
  const auto plain = write_and_load(larger);
  ASSERT_TRUE(plain);
  for (const E_TransferSyntax syntax :
       {EXS_LittleEndianImplicit, EXS_BigEndianExplicit, EXS_DeflatedLittleEndianExplicit, EXS_RLELossless,
        EXS_JPEGProcess14, EXS_JPEGProcess14SV1, EXS_JPEGLSLossless, EXS_JPEG2000LosslessOnly}) {
    SyntheticCt ct = larger;
    ct.transfer_syntax = syntax;
    const auto loaded = write_and_load(ct);
    ASSERT_TRUE(loaded) << DcmXfer(syntax).getXferName();
    EXPECT_EQ(loaded->scan.hounsfield, plain->scan.hounsfield) << DcmXfer(syntax).getXferName();
  }
}

TEST(CtPixels, LossyJpegLoadsAndIsSaid) {
  SyntheticCt ct;
  ct.transfer_syntax = EXS_JPEGProcess2_4;
  ct.bits_stored = 12;
  std::vector<Warning> warnings;
  const auto loaded = write_and_load(ct, &warnings);
  ASSERT_TRUE(loaded);
  expect_planted(loaded->scan, 25);  // the loss itself; a wrong bit depth would be off by hundreds
  EXPECT_THAT(warnings, ::testing::Contains(::testing::Field(&Warning::code, "pixels.lossy")));
}

TEST(CtPixels, SignedPixelsWithInterceptZeroAreHounsfieldUnitsAlready) {
  SyntheticCt ct;
  ct.is_signed = true;
  ct.intercept = 0;
  const auto loaded = write_and_load(ct);
  ASSERT_TRUE(loaded);
  expect_planted(loaded->scan, 0.51);
}

TEST(CtPixels, OverlayBitsBesideTheStoredOnesAreCutOff) {
  SyntheticCt ct;
  ct.bits_stored = 12;
  ct.change = [](DcmDataset& d, int) {
    const Uint16* stored = nullptr;
    unsigned long count = 0;
    d.findAndGetUint16Array(DCM_PixelData, stored, &count);
    std::vector<Uint16> marked(stored, stored + count);
    for (std::size_t n = 0; n < marked.size(); n += 3) marked[n] = static_cast<Uint16>(marked[n] | 0xF000);
    d.putAndInsertUint16Array(DCM_PixelData, marked.data(), marked.size());
    return true;
  };
  const auto loaded = write_and_load(ct);
  ASSERT_TRUE(loaded);
  expect_planted(loaded->scan, 0.51);
}

/// A stored padding value in one corner pixel of each slice, told by a padding tag of the given
/// representation.
SyntheticCt padded(bool is_signed, int stored, std::optional<int> tag) {
  SyntheticCt ct;
  ct.is_signed = is_signed;
  ct.change = [stored, tag](DcmDataset& d, int) {
    const Uint16* values = nullptr;
    unsigned long count = 0;
    d.findAndGetUint16Array(DCM_PixelData, values, &count);
    std::vector<Uint16> changed(values, values + count);
    changed[0] = static_cast<Uint16>(stored);
    d.putAndInsertUint16Array(DCM_PixelData, changed.data(), changed.size());
    if (tag) d.putAndInsertUint16(DCM_PixelPaddingValue, static_cast<Uint16>(*tag));
    return true;
  };
  return ct;
}

TEST(CtPixels, PaddingOfEveryKindBecomesAir) {
  const SyntheticCt cases[] = {
      padded(true, -2000, 63536),         // -3024 HU; the tag is unsigned, the image signed
      padded(true, -2000, std::nullopt),  // the same without a tag
      padded(true, -1024, std::nullopt),  // -2048 HU
      padded(false, 63536, 63536),        // unsigned: without the tag it would be 32767 HU
  };
  for (const SyntheticCt& ct : cases) {
    const auto loaded = write_and_load(ct);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->scan.hounsfield.at(0, 0, 0), -1024);
    expect_planted(loaded->scan, 0.51);
  }
}

TEST(CtPixels, AFloorOfMinusThousandStays) {
  SyntheticCt ct = padded(true, 24, std::nullopt);
  const auto loaded = write_and_load(ct);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->scan.hounsfield.at(0, 0, 0), -1000);
}

TEST(CtPixels, WithoutRescaleOrWithAnotherUnitTheSeriesIsRefused) {
  for (const bool density : {false, true}) {
    SyntheticCt ct;
    ct.change = [density](DcmDataset& d, int) {
      if (density)
        d.putAndInsertString(DCM_RescaleType, "MGML");
      else
        d.findAndDeleteElement(DCM_RescaleIntercept);
      return true;
    };
    TemporaryFolder folder;
    testing::write_ct(ct, folder);
    EXPECT_THAT(testing::refusal_codes(survey({folder.path()})),
                ::testing::ElementsAre(density ? "ct.not-hounsfield" : "ct.no-rescale"));
  }
}

TEST(CtPixels, AnOffsetOrATurnedScaleIsNotTakenForHounsfieldUnits) {
  SyntheticCt offset;
  offset.change = [](DcmDataset& d, int) {  // stored values as they come, 1024 above Hounsfield units
    d.putAndInsertString(DCM_RescaleIntercept, "0");
    return true;
  };
  const auto loaded = write_and_load(offset);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, "ct.not-hounsfield");
  SyntheticCt turned;
  turned.change = [](DcmDataset& d, int) {
    d.putAndInsertString(DCM_RescaleSlope, "-1");
    return true;
  };
  TemporaryFolder folder;
  testing::write_ct(turned, folder);
  EXPECT_THAT(testing::refusal_codes(survey({folder.path()})), ::testing::ElementsAre("ct.no-rescale"));
}

TEST(CtPixels, OneDamagedSliceIsFilledFromItsNeighboursAndSaid) {
  SyntheticCt ct;
  ct.slices = 21;
  ct.columns = 60;
  ct.rows = 44;
  ct.origin_mm.y() = -20;
  ct.transfer_syntax = EXS_JPEGLSLossless;
  TemporaryFolder folder;
  const auto files = testing::write_ct(ct, folder);
  std::fstream file(files[9], std::ios::in | std::ios::out | std::ios::binary | std::ios::ate);
  file.seekp(-60, std::ios::end);
  file.write(std::string(50, '\0').c_str(), 50);
  file.close();
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  const auto loaded = load_ct(*usable_cts(found)[0]);
  if (!loaded) {
    EXPECT_EQ(loaded.error().code, "pixels.undecodable");
    return;
  }
  // Either the decoder noticed, and the slice was interpolated; or the flaw was within the codestream's own
  // freedom.
  if (!loaded->warnings.empty()) {
    EXPECT_EQ(loaded->warnings[0].code, "pixels.lost-slices");
    expect_planted(loaded->scan, 1.0);
  }
}

TEST(CtPixels, AFileThatEndsWithinItsPixelsIsReplacedFromItsNeighboursAndSaid) {
  SyntheticCt ct;
  ct.slices = 12;
  TemporaryFolder folder;
  const auto files = testing::write_ct(ct, folder);
  std::filesystem::resize_file(files[4], std::filesystem::file_size(files[4]) - 100);
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  const auto loaded = load_ct(*usable_cts(found)[0]);
  ASSERT_TRUE(loaded);
  EXPECT_THAT(loaded->warnings,
              ::testing::ElementsAre(::testing::Field(&Warning::code, "pixels.lost-slices")));
  expect_planted(loaded->scan, 1.0);
}

TEST(CtPixels, ADamagedLastSliceIsCutOffNotInvented) {
  SyntheticCt ct;
  ct.slices = 12;
  TemporaryFolder folder;
  const auto files = testing::write_ct(ct, folder);
  std::filesystem::resize_file(files[0], std::filesystem::file_size(files[0]) - 100);
  const Survey found = survey({folder.path()});
  const auto loaded = load_ct(*usable_cts(found).at(0));
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->scan.hounsfield.grid().size[2], 11);
  expect_planted(loaded->scan, 0.51);
}

}  // namespace
}  // namespace osteon
