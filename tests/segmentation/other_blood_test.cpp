// Blood where no aorta is seen: between the lungs, and before the hips.

#include "../support/digital_femur.hpp"
#include "../support/disturbed_scan.hpp"

#include <osteon/segmentation/femur_segmenter.hpp>
#include <osteon/segmentation/tissue_finder.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

const TissueRegion* region(const TissueRegions& tissues, BodyTissue tissue) {
  const auto at = std::find_if(tissues.found.begin(), tissues.found.end(),
                               [tissue](const TissueRegion& r) { return r.tissue == tissue; });
  return at == tissues.found.end() ? nullptr : &*at;
}

/// Calls set(place, value) for every voxel.
template <class Set>
void for_each_voxel(CtScan& scan, const Set& set) {
  auto& image = scan.hounsfield;
  for (int k = 0; k < image.grid().size[2]; ++k)
    for (int j = 0; j < image.grid().size[1]; ++j)
      for (int i = 0; i < image.grid().size[0]; ++i)
        set(image.grid().patient_from_index({Eigen::Vector3d(i, j, k)}).mm, image.at(i, j, k));
}

struct Groin {
  double artery_hu = 45, vein_hu = 45;
  bool calcified = false;
};

/// Skin 65 mm before the head; artery and vein side by side in fat, 40 mm before it.
CtScan groin_of(const phantom::DigitalFemur& femur, const Groin& groin) {
  CtScan scan = scan_of(femur, {0.98, 0.98, 3.27}, {-75, -80, -80}, {80, 50, 30});
  const double inwards = femur.side == Side::left ? -1 : 1;
  for_each_voxel(scan, [&](const Eigen::Vector3d& place, std::int16_t& hu) {
    const Eigen::Vector3d off = place - femur.head_mm;
    const double x = inwards * off[0] - 15 - 0.15 * off[2], y = off[1] + 40 - 0.2 * off[2];
    const double artery = std::hypot(x, y), vein = std::hypot(x - 11, y);
    if (std::min(artery, vein) < 10) hu = -100;
    if (artery < 4.5) hu = static_cast<std::int16_t>(groin.artery_hu);
    if (groin.calcified && artery > 3.5 && artery < 5.5) hu = 900;
    if (vein < 6) hu = static_cast<std::int16_t>(groin.vein_hu);
    if (off[1] < -65) hu = -1000;
  });
  return testing::noisy(scan, 20);
}

double strand_hu(const CtScan& scan) {
  const auto femurs = find_femurs(scan);
  if (!femurs) return std::nan("");
  const TissueRegions tissues = find_tissues(scan, nullptr, &femurs->found);
  const TissueRegion* strand = region(tissues, BodyTissue::groin_strand);
  return strand != nullptr ? strand->mean_hu : std::nan("");
}

TEST(GroinStrand, IsMuscleInANativeScanAndAVesselInAnEnhancedOne) {
  for (const Side side : {Side::left, Side::right}) {
    phantom::DigitalFemur femur;
    femur.side = side;
    EXPECT_NEAR(strand_hu(groin_of(femur, {})), 55, 10);
    EXPECT_NEAR(strand_hu(groin_of(femur, {300, 50})), 300, 40) << "arterial";
    EXPECT_NEAR(strand_hu(groin_of(femur, {110, 125})), 120, 12) << "late";
  }
}

TEST(GroinStrand, IsNoneWhereItsPlaceIsNotInViewOrCalciumIsBright) {
  const phantom::DigitalFemur femur;
  EXPECT_TRUE(std::isnan(strand_hu(groin_of(femur, {45, 45, true}))));
  // The left hip without what lies 20 mm and more inwards of the head's middle.
  const CtScan whole = groin_of(femur, {130, 130});
  const auto femurs = find_femurs(whole);
  ASSERT_TRUE(femurs);
  const Grid<3>& grid = whole.hounsfield.grid();
  const int cut =
      static_cast<int>(grid.index_from_patient({femur.head_mm - Eigen::Vector3d(20, 0, 0)}).ijk[0]);
  Grid<3> narrow = grid;
  narrow.size[0] -= cut;
  narrow.origin_mm = grid.patient_from_index({Eigen::Vector3d(cut, 0, 0)}).mm;
  CtScan part{Image3D<std::int16_t>(narrow)};
  for (int k = 0; k < narrow.size[2]; ++k)
    for (int j = 0; j < narrow.size[1]; ++j)
      for (int i = 0; i < narrow.size[0]; ++i)
        part.hounsfield.at(i, j, k) = whole.hounsfield.at(i + cut, j, k);
  EXPECT_EQ(region(find_tissues(part, nullptr, &femurs->found), BodyTissue::groin_strand), nullptr);
}

struct Chest {
  double heart_hu = 42, aorta_hu = 42;
  bool left_lung = true;
};

/// Two lungs, a heart of 100 mm between them and an aorta behind it.
CtScan chest_of(const Chest& chest) {
  const Grid<3> grid{{120, 90, 60}, {2.5, 2.5, 2.5}, {-150, -110, -75}, Eigen::Matrix3d::Identity()};
  CtScan scan{Image3D<std::int16_t>(grid)};
  for_each_voxel(scan, [&](const Eigen::Vector3d& p, std::int16_t& hu) {
    double value = std::hypot(p[0] / 140, p[1] / 100) < 1 ? 50 : -1000;
    if (std::hypot((p[0] + 80) / 50, p[1] / 80) < 1) value = -850;
    if (chest.left_lung && std::hypot((p[0] - 80) / 50, p[1] / 80) < 1) value = -850;
    if (std::abs(p[0]) < 40 && std::abs(p[1]) < 75) value = -90;
    if ((p - Eigen::Vector3d(0, -15, 0)).norm() < 40) value = chest.heart_hu;
    if (std::hypot(p[0] - 10, p[1] - 45) < 13) value = chest.aorta_hu;
    hu = static_cast<std::int16_t>(value);
  });
  return testing::noisy(scan, 15);
}

TEST(Heart, IsFoundBetweenTwoLungs) {
  for (const double blood : {42.0, 160.0, 300.0}) {
    const TissueRegions tissues = find_tissues(chest_of({blood, blood}), nullptr);
    const TissueRegion* heart = region(tissues, BodyTissue::heart);
    ASSERT_NE(heart, nullptr) << blood;
    EXPECT_NEAR(heart->mean_hu, blood, 4);
  }
}

TEST(Heart, IsNoneBesideFarBrighterBloodOrWithOneLung) {
  EXPECT_EQ(region(find_tissues(chest_of({42, 200}), nullptr), BodyTissue::heart), nullptr)
      << "fluid or a tumour, and an enhanced aorta";
  EXPECT_EQ(region(find_tissues(chest_of({42, 42, false}), nullptr), BodyTissue::heart), nullptr);
}

struct Front {
  double blood_hu = 40, seen_mm = 9;  ///< of what lies before the bodies
  double noise_hu = 30;
  bool calcified = false;
};

/// L2 to L4 as blocks with psoas beside them; aorta and vena cava before them, cut by the border.
TissueRegions regions_of(const Front& front) {
  const Grid<3> grid{{80, static_cast<int>((front.seen_mm + 70) / 1.5), 70},
                     {1.5, 1.5, 1.5},
                     {-59, -16 - front.seen_mm, -52},
                     Eigen::Matrix3d::Identity()};
  CtScan scan{Image3D<std::int16_t>(grid)};
  SpineSegmentation spine{LabelMap<3>(grid), LabelMap<3>(grid), {}, {}, {}};
  const std::array<BoneRegion, 3> levels{BoneRegion::l2, BoneRegion::l3, BoneRegion::l4};
  for (int n = 0; n < 3; ++n)
    spine.found.push_back({levels[static_cast<std::size_t>(n)],
                           1,
                           {},
                           {},
                           true,
                           1,
                           {{{0, 0, 35.0 * (1 - n)}}, {1, 0, 0}, {0, -1, 0}, {0, 0, 1}},
                           {},
                           {},
                           {}});
  for_each_voxel(scan, [&](const Eigen::Vector3d& p, std::int16_t& hu) {
    double value = -100;
    if (std::hypot(p[0] + 40, p[1] - 8) < 13 || std::hypot(p[0] - 40, p[1] - 8) < 13) value = 55;
    const double aorta = std::hypot(p[0] - 8, p[1] + 28), cava = std::hypot(p[0] + 16, p[1] + 25);
    if (aorta < 10) value = front.blood_hu;
    if (front.calcified && aorta > 8.5 && aorta < 11) value = 700;
    if (cava < 10) value = front.blood_hu;
    const bool body = std::hypot(p[0] / 23, p[1] / 16) < 1;
    if (body) value = 180;
    hu = static_cast<std::int16_t>(value);
    if (!body) return;
    const Eigen::Vector3d at = grid.index_from_patient({p}).ijk;
    spine.vertebrae.at(static_cast<int>(std::lround(at[0])), static_cast<int>(std::lround(at[1])),
                       static_cast<int>(std::lround(at[2]))) = static_cast<std::uint8_t>(BoneRegion::l3);
  });
  return find_tissues(testing::noisy(scan, front.noise_hu), &spine);
}

TEST(FrontStrand, IsBloodThatTheBorderCuts) {
  for (const double noise_hu : {30.0, 80.0}) {
    const TissueRegions native = regions_of({40, 6, noise_hu});
    const TissueRegion* strand = region(native, BodyTissue::front_strand);
    ASSERT_NE(strand, nullptr);
    EXPECT_NEAR(strand->mean_hu, 40, 6);
  }
}

TEST(FrontStrand, IsNeverAsDarkAsNativeBloodWhereBloodIsEnhanced) {
  for (const double blood : {100.0, 150.0, 300.0})
    for (const double seen_mm : {5.0, 7.0, 9.0, 12.0, 16.0}) {
      const TissueRegions tissues = regions_of({blood, seen_mm});
      const TissueRegion* strand = region(tissues, BodyTissue::front_strand);
      if (strand != nullptr) {
        EXPECT_GT(strand->mean_hu + 2 * strand->standard_error_hu, 80) << blood << ' ' << seen_mm;
      }
    }
}

TEST(FrontStrand, IsNoneInFat) {
  EXPECT_EQ(region(regions_of({-100}), BodyTissue::front_strand), nullptr)
      << "vessels elsewhere; psoas is none";
}

}  // namespace
}  // namespace osteon
