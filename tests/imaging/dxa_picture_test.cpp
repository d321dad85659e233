// Where the size of a picture's pixels comes from, and which side its header names.

#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/survey.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace osteon {
namespace {

using testing::SyntheticCt;
using testing::TemporaryFolder;
using Attributes = std::vector<std::pair<DcmTagKey, const char*>>;

/// A picture of 14 x 10 pixels with these attributes; "-" takes one away.
struct WrittenPicture {
  TemporaryFolder folder;
  SeriesOutline outline;
  explicit WrittenPicture(const Attributes& attributes,
                          const char* sop_class = UID_ComputedRadiographyImageStorage) {
    SyntheticCt object;
    object.slices = 1;
    object.change = [&](DcmDataset& d, int) {
      d.putAndInsertString(DCM_SOPClassUID, sop_class);
      d.putAndInsertString(DCM_Modality, "CR");
      d.putAndInsertString(DCM_ManufacturerModelName, "Lunar iDXA");
      d.putAndInsertString(DCM_ProtocolName, "Left Femur");
      for (const auto& [tag, value] : attributes) {
        if (std::string_view(value) == "-")
          d.findAndDeleteElement(tag);
        else
          d.putAndInsertString(tag, value);
      }
      return true;
    };
    testing::write_ct(object, folder);
    outline = survey({folder.path()}).studies.at(0).series.at(0);
  }
};

void expect_spacing(const WrittenPicture& written, double x, double y, const char* source) {
  ASSERT_TRUE(written.outline.picture && written.outline.picture->spacing_mm);
  EXPECT_NEAR(written.outline.picture->spacing_mm->x(), x, 1e-9);
  EXPECT_NEAR(written.outline.picture->spacing_mm->y(), y, 1e-9);
  EXPECT_EQ(written.outline.spacing_source, source);
}

TEST(DxaPictures, SizeOfPixelsComesFromTheBestSource) {
  expect_spacing(WrittenPicture({{DCM_PixelSpacing, "1.05\\0.6"}, {DCM_ExposedArea, "8\\11"}}), 0.6, 1.05,
                 "PixelSpacing");
  expect_spacing(WrittenPicture({{DCM_PixelSpacing, "-"}, {DCM_ImagerPixelSpacing, "0.5\\0.25"}}), 0.25, 0.5,
                 "ImagerPixelSpacing");
  expect_spacing(WrittenPicture({{DCM_PixelSpacing, "-"}, {DCM_ExposedArea, "7\\10"}}), 0.5, 1,
                 "ExposedArea");
  expect_spacing(WrittenPicture({{DCM_PixelSpacing, "0\\0"}, {DCM_ExposedArea, "7\\10"}}), 0.5, 1,
                 "ExposedArea");
}

TEST(DxaPictures, OneByOneOfACaptureSaysNothing) {
  const WrittenPicture written({{DCM_PixelSpacing, "1\\1"}}, UID_SecondaryCaptureImageStorage);
  ASSERT_TRUE(written.outline.picture);
  EXPECT_FALSE(written.outline.picture->spacing_mm);
  const auto refused = load_dxa_picture(written.outline);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "dxa.no-scale");
  const auto stated = load_dxa_picture(written.outline, Eigen::Vector2d(0.6, 1.05));
  ASSERT_TRUE(stated);
  EXPECT_EQ(stated->grey.grid().spacing_mm, Eigen::Vector2d(0.6, 1.05));
}

TEST(DxaPictures, SourcesThatContradictAreSaid) {
  const WrittenPicture written({{DCM_PixelSpacing, "1\\1.1"}, {DCM_ExposedArea, "7\\10"}});
  ASSERT_EQ(written.outline.warnings.size(), 1U);
  EXPECT_EQ(written.outline.warnings.front().code, "dxa.scale-conflict");
}

TEST(DxaPictures, SideIsThatOfTheProtocolOrTheLaterality) {
  EXPECT_EQ(WrittenPicture({}).outline.picture->stated_side, Side::left);
  EXPECT_EQ(WrittenPicture({{DCM_ProtocolName, "Right Femur"}}).outline.picture->stated_side, Side::right);
  EXPECT_EQ(WrittenPicture({{DCM_ProtocolName, "Femur"}, {DCM_Laterality, "R"}}).outline.picture->stated_side,
            Side::right);
  EXPECT_EQ(WrittenPicture({{DCM_ProtocolName, "Dual Femur LEFT RIGHT"}}).outline.picture->stated_side,
            std::nullopt);
}

TEST(DxaPictures, MoreIsBrighterWhateverThePhotometricInterpretation) {
  const WrittenPicture light({}), dark({{DCM_PhotometricInterpretation, "MONOCHROME1"}});
  const auto a = load_dxa_picture(light.outline), b = load_dxa_picture(dark.outline);
  ASSERT_TRUE(a && b);
  ASSERT_NE(a->grey.at(0, 0), a->grey.at(3, 2));
  EXPECT_EQ(a->grey.at(0, 0) < a->grey.at(3, 2), b->grey.at(0, 0) > b->grey.at(3, 2));
}

}  // namespace
}  // namespace osteon
