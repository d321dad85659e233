// What a densitometer's object looks like from outside, and that our own door reads it as it reads theirs.

#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/save.hpp>
#include <osteon/imaging/save_dxa.hpp>
#include <osteon/imaging/survey.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

namespace osteon {
namespace {

using testing::TemporaryFolder;

/// Odd in both directions, so that rows must not be mistaken for columns and bytes need padding.
Image2D<std::uint8_t> ramp() {
  Image2D<std::uint8_t> image(
      {{151, 93}, Eigen::Vector2d(0.6, 1.05), Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()});
  for (int y = 0; y < 93; ++y)
    for (int x = 0; x < 151; ++x) image.at(x, y) = static_cast<std::uint8_t>(2 * ((x + 2 * y) % 127));
  return image;
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

SeriesOutline only_series(const std::filesystem::path& file) {
  const Survey found = survey({file});
  EXPECT_EQ(found.studies.size(), 1U);
  EXPECT_EQ(found.studies.front().series.size(), 1U);
  return found.studies.front().series.front();
}

TEST(SimulatedDxa, ItsOwnDoorReadsItBack) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "picture.dcm";
  for (const auto style : {DxaObjectStyle::ge_lunar, DxaObjectStyle::hologic}) {
    ASSERT_TRUE(save_simulated_dxa(ramp(), DxaProtocol::right_femur, style, file));
    const SeriesOutline outline = only_series(file);
    ASSERT_FALSE(outline.refusal);
    EXPECT_EQ(outline.kind, SeriesKind::dxa_hip);
    ASSERT_TRUE(outline.picture);
    EXPECT_EQ(outline.picture->stated_side, Side::right);
    const auto picture = load_dxa_picture(outline);
    ASSERT_TRUE(picture) << picture.error().code;
    const Grid<2>& grid = picture->grey.grid();
    EXPECT_EQ(grid.size, ramp().grid().size);
    // GE Lunar states whole millimetres: 91 and 98.
    const bool ge = style == DxaObjectStyle::ge_lunar;
    EXPECT_EQ(outline.spacing_source, ge ? "ExposedArea" : "PixelSpacing");
    EXPECT_NEAR(grid.spacing_mm[0], ge ? 91 / 151.0 : 0.6, 1e-9);
    EXPECT_NEAR(grid.spacing_mm[1], ge ? 98 / 93.0 : 1.05, 1e-9);
    for (std::size_t n = 0; n < picture->grey.pixels().size(); ++n)
      ASSERT_EQ(picture->grey.pixels()[n], ramp().pixels()[n]);
  }
}

TEST(SimulatedDxa, SpinesAreSpinesAndNameNoSide) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "picture.dcm";
  for (const auto style : {DxaObjectStyle::ge_lunar, DxaObjectStyle::hologic}) {
    ASSERT_TRUE(save_simulated_dxa(ramp(), DxaProtocol::ap_spine, style, file));
    const SeriesOutline outline = only_series(file);
    EXPECT_EQ(outline.kind, SeriesKind::dxa_spine);
    EXPECT_FALSE(outline.picture->stated_side);
  }
}

TEST(SimulatedDxa, GeLunarsObjectsLackWhatTheirsLack) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "picture.dcm";
  ASSERT_TRUE(save_simulated_dxa(ramp(), DxaProtocol::left_femur, DxaObjectStyle::ge_lunar, file));
  DcmFileFormat object;
  ASSERT_TRUE(object.loadFile(file.c_str()).good());
  DcmDataset& dataset = *object.getDataset();
  EXPECT_EQ(dataset.getOriginalXfer(), EXS_LittleEndianImplicit);
  OFString text;
  EXPECT_TRUE(dataset.findAndGetOFString(DCM_SOPClassUID, text).good());
  EXPECT_EQ(text, UID_ComputedRadiographyImageStorage);
  for (const DcmTagKey& tag : {DCM_PixelSpacing, DCM_ImagerPixelSpacing, DCM_WindowCenter, DCM_ImageType})
    EXPECT_FALSE(dataset.tagExists(tag)) << tag.toString();
  EXPECT_TRUE(dataset.findAndGetOFString(DCM_PatientName, text).good());
  EXPECT_EQ(text, "SIMULATED");
}

TEST(SimulatedDxa, OneContentIsOneObject) {
  const TemporaryFolder folder;
  const auto a = folder.path() / "a.dcm", b = folder.path() / "b.dcm", c = folder.path() / "c.dcm";
  Image2D<std::uint8_t> other = ramp();
  other.pixels()[7] = 9;
  ASSERT_TRUE(save_simulated_dxa(ramp(), DxaProtocol::ap_spine, DxaObjectStyle::ge_lunar, a));
  ASSERT_TRUE(save_simulated_dxa(ramp(), DxaProtocol::ap_spine, DxaObjectStyle::ge_lunar, b));
  ASSERT_TRUE(save_simulated_dxa(other, DxaProtocol::ap_spine, DxaObjectStyle::ge_lunar, c));
  EXPECT_EQ(bytes_of(a), bytes_of(b));
  EXPECT_NE(only_series(a).uid, only_series(c).uid);
  EXPECT_EQ(save_simulated_dxa(ramp(), DxaProtocol::ap_spine, DxaObjectStyle::ge_lunar,
                               folder.path() / "no" / "a.dcm")
                .error()
                .code,
            "output.unwritable");
}

TEST(SaveMap, HoldsEveryFloatBehindItsHeader) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "map.nrrd";
  Image2D<float> map(
      {{3, 2}, Eigen::Vector2d(0.6, 1.05), Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()});
  for (std::size_t n = 0; n < 6; ++n) map.pixels()[n] = 0.25F * static_cast<float>(n);
  ASSERT_TRUE(save_map(map, file));
  const std::string bytes = bytes_of(file);
  const std::size_t start = bytes.find("\n\n") + 2;
  EXPECT_NE(bytes.find("sizes: 3 2"), std::string::npos);
  ASSERT_EQ(bytes.size() - start, 6 * sizeof(float));
  float last = 0;
  std::memcpy(&last, bytes.data() + start + 5 * sizeof(float), sizeof(float));
  EXPECT_EQ(last, 1.25F);
  EXPECT_EQ(save_map(map, folder.path() / "map.png").error().code, "output.unknown-suffix");
}

}  // namespace
}  // namespace osteon
