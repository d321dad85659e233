#include "../support/digital_body.hpp"
#include "../support/disturbed_scan.hpp"

#include <osteon/segmentation/tissue_finder.hpp>

#include <Eigen/Geometry>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

using phantom::DigitalBody;
using phantom::DigitalBodyOptions;
using phantom::make_digital_body;

const TissueRegion* region(const TissueRegions& tissues, BodyTissue tissue) {
  const auto at = std::find_if(tissues.found.begin(), tissues.found.end(),
                               [tissue](const TissueRegion& r) { return r.tissue == tissue; });
  return at == tissues.found.end() ? nullptr : &*at;
}

double mean_of(const TissueRegions& tissues, BodyTissue tissue) {
  const TissueRegion* found = region(tissues, tissue);
  return found != nullptr ? found->mean_hu : std::nan("");
}

void expect_all_tissues(const DigitalBodyOptions& o) {
  const DigitalBody body = make_digital_body(o);
  const TissueRegions tissues = find_tissues(body.scan, &body.spine);
  const TissueRegion* air = region(tissues, BodyTissue::air);
  ASSERT_NE(air, nullptr);
  EXPECT_EQ(air->cut_off, o.noise_hu > 15);  // no CT number is below -1024: noise in air is lost
  EXPECT_NEAR(air->mean_hu, -1000, air->cut_off ? 24 : 2);
  EXPECT_NEAR(mean_of(tissues, BodyTissue::adipose), o.fat_hu, 3);
  EXPECT_NEAR(mean_of(tissues, BodyTissue::muscle), o.muscle_hu, 3);
  EXPECT_NEAR(mean_of(tissues, BodyTissue::aorta), o.aorta_hu, 3);
  EXPECT_NEAR(mean_of(tissues, BodyTissue::vena_cava), o.cava_hu, 3);
  EXPECT_NEAR(mean_of(tissues, BodyTissue::liver), o.liver_hu, 3);
}

/// Every block of the region whose centre lies outside the vessel it should be in.
int blocks_beside_aorta(const TissueRegions& tissues, const DigitalBody& body, double radius_mm) {
  const Grid<3>& grid = tissues.map.grid();
  int beside = 0;
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        if (tissues.map.at(i, j, k) != static_cast<std::uint8_t>(BodyTissue::aorta)) continue;
        const auto p = body.body_from_patient(grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm);
        beside += std::hypot(p[0] - phantom::kAortaLeftMm, -p[1] - phantom::kAortaFrontMm) > radius_mm;
      }
  return beside;
}

TEST(TissueFinder, FindsEveryTissueOfADigitalBody) { expect_all_tissues({}); }

TEST(TissueFinder, FindsThemWithContrastMediumInBlood) {
  DigitalBodyOptions o;
  o.aorta_hu = 320;
  o.cava_hu = 90;
  o.liver_hu = 75;
  expect_all_tissues(o);
}

TEST(TissueFinder, FindsThemInNoise) {
  DigitalBodyOptions o;
  o.noise_hu = 45;
  expect_all_tissues(o);
}

TEST(TissueFinder, FindsThemInATurnedPatient) {
  DigitalBodyOptions o;
  o.turn =
      (Eigen::AngleAxisd(0.35, Eigen::Vector3d::UnitZ()) * Eigen::AngleAxisd(-0.2, Eigen::Vector3d::UnitX()))
          .toRotationMatrix();
  expect_all_tissues(o);
}

TEST(TissueFinder, FindsThemInThickSlices) {
  DigitalBodyOptions o;
  o.spacing_mm = {0.9, 0.9, 5.0};
  expect_all_tissues(o);
}

TEST(TissueFinder, StaysInsideTheAortaAndOutOfItsCalcifiedWall) {
  DigitalBodyOptions o;
  o.calcified = true;
  const DigitalBody body = make_digital_body(o);
  const TissueRegions tissues = find_tissues(body.scan, &body.spine);
  EXPECT_NEAR(mean_of(tissues, BodyTissue::aorta), o.aorta_hu, 8);
  EXPECT_EQ(blocks_beside_aorta(tissues, body, o.aorta_radius_mm), 0);
}

TEST(TissueFinder, FollowsAWideAorta) {
  DigitalBodyOptions o;
  o.aorta_radius_mm = 17;
  o.aorta_hu = 150;
  const DigitalBody body = make_digital_body(o);
  const TissueRegions tissues = find_tissues(body.scan, &body.spine);
  EXPECT_NEAR(mean_of(tissues, BodyTissue::aorta), 150, 3);
  EXPECT_EQ(blocks_beside_aorta(tissues, body, o.aorta_radius_mm), 0);
}

TEST(TissueFinder, GivesTheSameRegionsForEveryStorageOrder) {
  const DigitalBody body = make_digital_body({});
  const TissueRegions plain = find_tissues(body.scan, &body.spine);
  for (const auto& [order, backwards] : {std::pair{std::array{2, 0, 1}, std::array{true, false, true}},
                                         std::pair{std::array{1, 2, 0}, std::array{false, true, true}},
                                         std::pair{std::array{0, 1, 2}, std::array{true, true, false}}}) {
    const TissueRegions other =
        find_tissues(testing::stored_otherwise(body.scan, order, backwards), &body.spine);
    ASSERT_EQ(other.found.size(), plain.found.size());
    for (std::size_t n = 0; n < plain.found.size(); ++n) {
      EXPECT_EQ(other.found[n].mask_sha256, plain.found[n].mask_sha256) << name(plain.found[n].tissue);
      EXPECT_EQ(other.found[n].mean_hu, plain.found[n].mean_hu);
      EXPECT_EQ(other.found[n].voxels, plain.found[n].voxels);
    }
    EXPECT_EQ(other.map, plain.map);
  }
}

TEST(TissueFinder, TellsContentsWithContrastMediumFromBone) {
  DigitalBodyOptions o;
  EXPECT_EQ(region(find_tissues(make_digital_body(o).scan, nullptr), BodyTissue::opacified), nullptr);
  o.bowel_hu = 400;
  const DigitalBody body = make_digital_body(o);
  const TissueRegions tissues = find_tissues(body.scan, &body.spine);
  ASSERT_NE(region(tissues, BodyTissue::opacified), nullptr);
  EXPECT_NEAR(mean_of(tissues, BodyTissue::opacified), 400, 20);
  EXPECT_NEAR(mean_of(tissues, BodyTissue::aorta), o.aorta_hu, 3);
}

TEST(TissueFinder, SeeksNoVesselWithoutASpine) {
  const DigitalBody body = make_digital_body({});
  const TissueRegions tissues = find_tissues(body.scan, nullptr);
  EXPECT_EQ(region(tissues, BodyTissue::aorta), nullptr);
  EXPECT_EQ(region(tissues, BodyTissue::muscle), nullptr);
  EXPECT_NEAR(mean_of(tissues, BodyTissue::adipose), -105, 3);
  EXPECT_EQ(tissues.found.size() + tissues.missing.size(), 9U) << "those of the spine, and the heart";
}

TEST(TissueFinder, SaysWhenAirIsCutOff) {
  DigitalBody body = make_digital_body({});
  for (std::int16_t& hu : body.scan.hounsfield.pixels()) hu = std::max<std::int16_t>(hu, -1000);
  const TissueRegions tissues = find_tissues(body.scan, &body.spine);
  ASSERT_NE(region(tissues, BodyTissue::air), nullptr);
  EXPECT_TRUE(region(tissues, BodyTissue::air)->cut_off);
  EXPECT_FALSE(region(tissues, BodyTissue::muscle)->cut_off);
}

TEST(TissueFinder, TakesNoPaddingForAir) {
  DigitalBody body = make_digital_body({});
  const Grid<3>& grid = body.scan.hounsfield.grid();
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i)
        if (std::abs(i - grid.size[0] / 2) > grid.size[0] / 3) body.scan.hounsfield.at(i, j, k) = -1024;
  const TissueRegions tissues = find_tissues(body.scan, &body.spine);
  EXPECT_NEAR(mean_of(tissues, BodyTissue::air), -1000, 2);
  EXPECT_NEAR(mean_of(tissues, BodyTissue::adipose), -105, 3);
}

TEST(TissueFinder, HasNothingToSayOfAnEmptyScan) {
  const Grid<3> grid{{40, 40, 40}, {2, 2, 2}, {0, 0, 0}, Eigen::Matrix3d::Identity()};
  const TissueRegions tissues = find_tissues({Image3D<std::int16_t>(grid, -1024)}, nullptr);
  EXPECT_TRUE(tissues.found.empty());
  EXPECT_EQ(tissues.missing.size(), 9U);
}

}  // namespace
}  // namespace osteon
