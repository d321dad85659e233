// Geometry of DICOM CT series: what hospitals really send, written here with one fault each. Every volume
// carries a linear ramp over the patient's millimetres, so a wrong axis, sign, spacing or shift changes
// values, not only headers.

#include "one_volume.hpp"

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
using testing::OneVolume;
using testing::SyntheticCt;
using testing::TemporaryFolder;
using testing::usable_cts;

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
