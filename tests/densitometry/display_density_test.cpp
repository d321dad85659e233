// Regions of a display with the table of the same scan: pictures of a few pixels and numbers by pencil.

#include <osteon/densitometry/display_density.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace osteon {
namespace {

constexpr int kColumns = 6, kLevelRows = 4;

Grid<2> grid_of(int rows) { return {{kColumns, rows}, {0.5, 2}, {0, 0}, Eigen::Matrix2d::Identity()}; }

/// L1 to L4 of four columns and four rows each, 4 cm2 hundredths a pixel; soft tissue of grey 10 beside them.
struct Column {
  DxaPicture picture;
  LabelMap<2> vertebrae, field;
  explicit Column(const std::array<double, 4>& greys)
      : picture{Image2D<float>(grid_of(4 * kLevelRows + 2))},
        vertebrae(grid_of(4 * kLevelRows + 2)),
        field(grid_of(4 * kLevelRows + 2)) {
    for (int y = 0; y < picture.grey.grid().size[1]; ++y)
      for (int x = 0; x < kColumns; ++x) {
        const int level = (y - 1) / kLevelRows;
        const bool bone = y >= 1 && level < 4 && x >= 1 && x < kColumns - 1;
        const double even = greys.at(static_cast<std::size_t>(std::min(level, 3)));
        field.at(x, y) = 1;
        picture.grey.at(x, y) = bone ? static_cast<float>(even + (x % 2 == 0 ? 4 : -4) + y) : 10;
        if (bone) vertebrae.at(x, y) = static_cast<std::uint8_t>(static_cast<int>(BoneRegion::l1) + level);
      }
  }
  [[nodiscard]] DisplayedBone shown() const { return displayed_bone(picture, vertebrae, field); }
};

ReportedRow row(const char* region, double bmd, double area, DxaExam exam = DxaExam::ap_spine) {
  ReportedRow one;
  one.exam = exam;
  one.region = region;
  one.bmd = {bmd, 3, {}, true};
  one.area = ReportedNumber{area, 2, {}, true};
  return one;
}

DisplayedRegion shown(const char* region, double grey, double area, double cut_off = 0) {
  return {region, grey, cm2(area), cut_off};
}

TEST(DisplayDensity, RegionsAreMeasuredInPicturesMillimetres) {
  const DisplayedBone bone = Column({100, 120, 140, 160}).shown();
  ASSERT_EQ(bone.regions.size(), 4U);
  EXPECT_EQ(bone.regions[0].region, "L1");
  EXPECT_DOUBLE_EQ(bone.regions[0].mean_grey, 102.5);  // rows 1 to 4
  EXPECT_DOUBLE_EQ(in_cm2(bone.regions[0].area), 0.16);
  EXPECT_DOUBLE_EQ(bone.regions[0].cut_off, 2.0 / 16);
  EXPECT_EQ(bone.soft_tissue_grey, 10);
}

TEST(DisplayDensity, PixelsAtTheEndOfTheDisplayAreCounted) {
  Column column({100, 120, 140, 160});
  for (float& v : column.picture.grey.pixels()) v = std::min(v, 112.0F);
  const DisplayedBone bone = column.shown();
  EXPECT_DOUBLE_EQ(bone.regions[0].cut_off, 2.0 / 16);
  EXPECT_DOUBLE_EQ(bone.regions[3].cut_off, 1);
}

TEST(DisplayDensity, ARegionAtThePicturesBorderIsLeftOut) {
  Column column({100, 120, 140, 160});
  column.vertebrae.at(2, 0) = static_cast<std::uint8_t>(BoneRegion::l1);
  EXPECT_EQ(column.shown().regions.front().region, "L2");
  column.field = LabelMap<2>(grid_of(3));
  EXPECT_THROW((void)column.shown(), std::invalid_argument);
}

// A left hip whose neck runs straight to the side: the head's centre at (40, 50), the notch 30 mm beside it.
const HipPlaces kLeft{Side::left, {40, 50}, {62, 50}, {1, 0}, {70, 40}, {}};

TEST(DisplayDensity, BoxesOfAHipLieWhereTheirMakersPlaceThem) {
  const HipLayout layout{{1, 0}, 22, {30, 10}, {}, Eigen::Vector2d(30, 2)};
  const auto hologic = corners_of(layout, HipRegion::neck, kLeft);
  ASSERT_TRUE(hologic);
  EXPECT_TRUE((*hologic)[0].isApprox(Eigen::Vector2d(55, 74.5)));
  EXPECT_TRUE((*hologic)[1].isApprox(Eigen::Vector2d(55, 25.5)));
  EXPECT_TRUE((*hologic)[2].isApprox(Eigen::Vector2d(70, 25.5)));  // through the notch
  const auto narrowest = corners_of(layout, HipRegion::neck_narrowest, kLeft);
  ASSERT_TRUE(narrowest);
  EXPECT_TRUE((0.5 * ((*narrowest)[0] + (*narrowest)[2])).isApprox(Eigen::Vector2d(62, 50)));
  const auto wards = corners_of(layout, HipRegion::wards, kLeft);
  ASSERT_TRUE(wards);
  EXPECT_TRUE((0.5 * ((*wards)[0] + (*wards)[2])).isApprox(Eigen::Vector2d(70, 48)));
  EXPECT_NEAR(((*wards)[1] - (*wards)[0]).norm(), kWardsSquareMm, 1e-9);
  EXPECT_THROW((void)corners_of(layout, HipRegion::trochanter, kLeft), std::invalid_argument);
}

TEST(DisplayDensity, ARightHipIsTheMirror) {
  const HipLayout layout{{1, 0}, 22, {30, 10}, {}, {}};
  HipPlaces right = kLeft;
  right.side = Side::right;
  const auto box = corners_of(layout, HipRegion::neck, right);
  ASSERT_TRUE(box);
  EXPECT_TRUE((*box)[2].isApprox(Eigen::Vector2d(10, 25.5)));
  EXPECT_FALSE(corners_of(layout, HipRegion::wards, right));
}

// Straight: 0.005 g/cm2 a grey above soft tissue of 20.
const DisplayedBone kBone{
    {shown("L1", 180, 13), shown("L2", 200, 14), shown("L3", 220, 15), shown("L4", 210, 16)}, 20};
const std::vector<ReportedRow> kRows = {row("L1", 0.8, 13.0), row("L2", 0.9, 14.0), row("L3", 1.0, 15.0),
                                        row("L4", 0.95, 16.0), row("L1-L4", 0.917, 58.0)};

TEST(DisplayDensity, ARightTableComesBack) {
  const auto found = remeasure(kBone, kRows, "GE");
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->regions.size(), 5U);
  for (const RemeasuredRegion& one : found->regions) {
    EXPECT_NEAR(in_g_per_cm2(one.estimated.value), in_g_per_cm2(one.reported), 5e-4) << one.region;
    EXPECT_FALSE(one.drawn_otherwise);
    ASSERT_TRUE(one.estimated.sd);
  }
  EXPECT_EQ(found->regions.back().region, "L1-L4");
  EXPECT_FALSE(found->regions.back().area_ratio);
}

TEST(DisplayDensity, ARegionDrawnOtherwiseMakesNoCurve) {
  auto rows = kRows;
  rows[3] = row("L4", 0.80, 20.0);  // drawn into L5, which is not as dense
  const auto found = remeasure(kBone, rows, "GE");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->curve.regions, 3);
  const RemeasuredRegion& l4 = found->regions[3];
  EXPECT_TRUE(l4.drawn_otherwise);
  EXPECT_NEAR(*l4.area_ratio, 0.8, 1e-9);
  EXPECT_NEAR(in_g_per_cm2(l4.estimated.value), 0.95, 1e-6);
  EXPECT_NEAR(in_g_per_cm2(l4.reported), 0.80, 1e-9);
}

TEST(DisplayDensity, TwoNeighboursOfAWrongLineAreRightTogether) {
  auto rows = kRows;
  rows[1] = row("L2", 0.92, 17.5);
  rows[2] = row("L3", 0.989, 11.5);  // together 0.9474 of 29 cm2, and 0.9517 by grey
  const auto found = remeasure(kBone, rows, "GE");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->curve.regions, 3);
  EXPECT_TRUE(found->regions[1].drawn_otherwise && found->regions[2].drawn_otherwise);
  EXPECT_FALSE(found->regions[0].drawn_otherwise || found->regions[3].drawn_otherwise);
  EXPECT_NEAR(in_g_per_cm2(found->regions[1].estimated.value), 0.9, 0.01);
}

TEST(DisplayDensity, ScaleOfThePictureDoesNotMatter) {
  DisplayedBone bone = kBone;
  for (DisplayedRegion& one : bone.regions) one.area = cm2(1.3 * in_cm2(one.area));
  const auto found = remeasure(bone, kRows, "GE");
  ASSERT_TRUE(found);
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(*found->regions[k].area_ratio, 1, 1e-9);
}

TEST(DisplayDensity, ADisplayThatCutsOffIsRefused) {
  DisplayedBone bone = kBone;
  bone.regions[2].cut_off = 0.19;
  EXPECT_TRUE(remeasure(bone, kRows, "GE"));
  bone.regions[2].cut_off = 0.21;
  EXPECT_EQ(remeasure(bone, kRows, "GE").error().code, "density.grey-cut-off");
}

TEST(DisplayDensity, BrighterAndLessDenseIsRefused) {
  DisplayedBone bone = kBone;
  std::swap(bone.regions[0].mean_grey, bone.regions[2].mean_grey);
  EXPECT_EQ(remeasure(bone, kRows, "GE").error().code, "density.grey-falls");
}

TEST(DisplayDensity, TwoRegionsAreTooFew) {
  EXPECT_EQ(remeasure(kBone, {kRows[0], kRows[1]}, "GE").error().code, "density.grey-too-few");
  EXPECT_EQ(remeasure({{}, 0}, kRows, "GE").error().code, "density.grey-too-few");
}

TEST(DisplayDensity, RegionsOfAHipAreThoseOfItsMaker) {
  const DisplayedBone bone{
      {shown("femoral-neck", 150, 5), shown("femoral-neck-narrowest", 170, 5), shown("trochanter", 140, 12),
       shown("intertrochanter", 220, 18), shown("total-hip", 185, 35), shown("wards", 120, 1.2)},
      20};
  const auto rows = [&](double neck) {
    return std::vector<ReportedRow>{
        row("neck", neck, 5, DxaExam::femur), row("trochanter", 0.6, 12, DxaExam::femur),
        row("shaft", 1.0, 18, DxaExam::femur), row("total", 0.825, 35, DxaExam::femur),
        row("wards", 0.5, 1.2, DxaExam::femur)};
  };
  const auto lunar = remeasure(bone, rows(0.75), "GE Lunar"),
             hologic = remeasure(bone, rows(0.65), "Hologic");
  ASSERT_TRUE(lunar && hologic);
  EXPECT_NEAR(in_g_per_cm2(lunar->regions[0].estimated.value), 0.75, 1e-6);
  EXPECT_NEAR(in_g_per_cm2(hologic->regions[0].estimated.value), 0.65, 1e-6);
  EXPECT_EQ(lunar->curve.regions, 4);  // without the total, which is the sum of others
  EXPECT_EQ(lunar->regions.size(), 5U);
}

}  // namespace
}  // namespace osteon
