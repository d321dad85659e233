// Heights, grades and curves of a picture from the side, from points that are written down here.

#include "measured_lateral.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

constexpr double kPixelMm = 0.5, kRowMm = 0.4, kPointSdMm = 1.2;

Grid<2> stored() {
  return {{700, 1000}, {kPixelMm, kRowMm}, Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()};
}

/// T8 to L4, 24 mm high, 30 deep, one below the other on an arc that is hollow in front: a kyphosis.
LateralPicture straight_column(bool mirrored = false) {
  LateralPicture picture;
  picture.series_uid = "1.2.3";
  picture.spine.name_confidence = 0.8;
  picture.spine.sacrum_seen = true;
  picture.spine.named_by = "sacrum";
  picture.spine.pose.anterior_is_left = mirrored;
  const double side = mirrored ? -1 : 1;
  for (int n = 0; n < 9; ++n) {
    const double lean = (n - 4) * -0.04;  // upper levels lean forwards
    const Eigen::Vector2d forwards(side * std::cos(lean), std::sin(lean)),
        up(side * std::sin(lean), -std::cos(lean));
    LateralVertebra v{static_cast<BoneRegion>(static_cast<int>(BoneRegion::t8) + n), {}, {}, 0.8, true};
    const Eigen::Vector2d middle(150, 40 + 32.0 * n);
    for (std::size_t k = 0; k < 6; ++k)
      v.points[k] = middle + 15 * (1 - static_cast<double>(k % 3)) * forwards + (k < 3 ? 12 : -12) * up;
    v.sd_mm.fill(kPointSdMm);
    picture.spine.found.push_back(v);
  }
  return picture;
}

constexpr std::size_t kT12 = 4;

/// Lowers the front (and half of it the middle) of a body by a share of its height.
void wedge(LateralVertebra& v, double share) {
  const Eigen::Vector2d down = v.points[3] - v.points[0];
  v.points[0] += share * down;
  v.points[1] += 0.5 * share * (v.points[4] - v.points[1]);
}

bool has(const VertebraMeasurement& v, const std::string& code) {
  return std::any_of(v.warnings.begin(), v.warnings.end(), [&](const Warning& w) { return w.code == code; });
}

TEST(MeasuredLateral, HeightsAreThoseOfThePointsAndPlacesThoseOfTheStoredPicture) {
  const auto found = measured_lateral(straight_column(), stored(), {});
  ASSERT_EQ(found.size(), 9U);
  for (const VertebraMeasurement& v : found) {
    ASSERT_TRUE(v.heights && v.in_picture && v.deformity);
    EXPECT_NEAR(in_mm(v.heights->anterior.value), 24, 1e-9);
    EXPECT_NEAR(in_mm(*v.heights->anterior.sd), kPointSdMm * std::sqrt(2.0), 1e-9);
    EXPECT_NEAR(v.in_picture->center_px[0], 150 / kPixelMm, 1e-9);
    EXPECT_NEAR(v.in_picture->center_px[1] * kRowMm, v.center_mm[1], 1e-9);
    EXPECT_TRUE(v.in_picture->evaluable);
    EXPECT_FALSE(v.deformity->suspected || v.deformity->possible);
    EXPECT_EQ(v.label_evidence, std::vector<std::string>{"sacrum"});
  }
}

TEST(MeasuredLateral, ADeepWedgeIsSuspectedAndAShallowOneIsOnlyPossible) {
  LateralPicture deep = straight_column(), shallow = straight_column(), none = straight_column();
  wedge(deep.spine.found[kT12], 0.5);
  wedge(shallow.spine.found[kT12], 0.24);
  wedge(none.spine.found[kT12], 0.12);
  const auto of = [](const LateralPicture& picture) { return measured_lateral(picture, stored(), {})[kT12]; };
  EXPECT_TRUE(of(deep).deformity->suspected);
  EXPECT_EQ(of(deep).deformity->shape, DeformityShape::wedge);
  EXPECT_TRUE(of(shallow).deformity->possible);
  EXPECT_FALSE(of(shallow).deformity->suspected);
  EXPECT_TRUE(has(of(shallow), "deformity.possible"));
  EXPECT_FALSE(of(none).deformity->possible || of(none).deformity->suspected);
}

TEST(MeasuredLateral, WhatIsNotSeenWellEnoughIsNotEvaluableAndSaysWhy) {
  LateralPicture picture = straight_column();
  picture.spine.found[0].complete = false;
  picture.spine.found[1].sd_mm[4] = 4;
  picture.spine.found[2].sd_mm[4] = 12;
  wedge(picture.spine.found[2], 0.5);
  const auto found = measured_lateral(picture, stored(), {});
  EXPECT_TRUE(has(found[0], "vertebra.cut"));
  EXPECT_TRUE(has(found[1], "vertebra.unsure-points"));
  EXPECT_TRUE(has(found[2], "vertebra.unsure-points"));
  for (std::size_t n = 0; n < 3; ++n) {
    EXPECT_FALSE(found[n].in_picture->evaluable);
    EXPECT_FALSE(found[n].heights || found[n].deformity);
  }
  EXPECT_TRUE(found[3].deformity);
}

void make_deep(LateralVertebra& v, double share) {
  for (const std::size_t k : {0U, 3U})
    v.points[k] = v.points[k + 2] + share * (v.points[k] - v.points[k + 2]);
}

TEST(MeasuredLateral, ABodyThatIsNotAsDeepAsItsNeighboursWasMisread) {
  for (const std::size_t at : {std::size_t{0}, std::size_t{1}, kT12, std::size_t{8}})
    for (const double depth : {0.78, 0.82, 1.22, 1.28}) {
      LateralPicture picture = straight_column();
      make_deep(picture.spine.found[at], depth);
      const auto found = measured_lateral(picture, stored(), {});
      const bool misread = depth < 0.8 || depth > 1.25;
      for (std::size_t n = 0; n < found.size(); ++n)
        EXPECT_EQ(has(found[n], "vertebra.unlike-neighbours"), misread && n == at) << n << ' ' << depth;
      EXPECT_EQ(found[at].deformity.has_value(), !misread) << depth;
    }
}

TEST(MeasuredLateral, ASoundBodyIsNotMisreadForWhatItsNeighboursAre) {
  for (const double depth : {0.5, 1.6}) {
    LateralPicture picture = straight_column();
    for (const std::size_t at : {1U, 2U}) make_deep(picture.spine.found[at], depth);
    const auto found = measured_lateral(picture, stored(), {});
    for (const std::size_t at : {0U, 3U, 4U}) EXPECT_FALSE(has(found[at], "vertebra.unlike-neighbours"));
  }
}

TEST(MeasuredLateral, AnUnsureLevelIsToldWhereItIsLowBeyondDoubt) {
  LateralPicture picture = straight_column();
  picture.spine.found[kT12].sd_mm.fill(3);
  EXPECT_TRUE(has(measured_lateral(picture, stored(), {})[kT12], "vertebra.unsure-points"));
  wedge(picture.spine.found[kT12], 0.6);
  const auto found = measured_lateral(picture, stored(), {});
  ASSERT_TRUE(found[kT12].deformity);
  EXPECT_TRUE(found[kT12].deformity->suspected);
  EXPECT_TRUE(found[kT12].in_picture->evaluable);
}

TEST(MeasuredLateral, ACollapsedBodyIsNoLessEvaluableThanASoundOne) {
  LateralPicture picture = straight_column();
  for (LateralVertebra& v : picture.spine.found) v.sd_mm.fill(2);
  LateralVertebra& flat = picture.spine.found[kT12];
  for (std::size_t k = 0; k < 3; ++k) flat.points[k] += 0.6 * (flat.points[k + 3] - flat.points[k]);
  const auto found = measured_lateral(picture, stored(), {});
  ASSERT_TRUE(found[kT12].deformity);
  EXPECT_TRUE(found[kT12].deformity->suspected);
}

TEST(MeasuredLateral, AKyphosisIsOneWhicheverWayThePatientFaces) {
  for (const bool mirrored : {false, true}) {
    const SpineCurvature curvature = measured_curvature(straight_column(mirrored));
    ASSERT_TRUE(curvature.kyphosis);
    EXPECT_NEAR(curvature.kyphosis->degrees, 4 * 0.04 * 180 / std::acos(-1.0), 0.01);  // T8 to T12
    EXPECT_FALSE(curvature.coronal);
  }
}

TEST(MeasuredLateral, ASlipIsToldForwardsWhicheverWayThePatientFaces) {
  for (const bool mirrored : {false, true}) {
    LateralPicture picture = straight_column(mirrored);
    for (std::size_t n = 0; n < 8; ++n)
      for (Eigen::Vector2d& p : picture.spine.found[n].points) p.x() += mirrored ? -7.5 : 7.5;
    const SpineCurvature curvature = measured_curvature(picture),
                         before = measured_curvature(straight_column(mirrored));
    ASSERT_EQ(curvature.slips.size(), 8U);
    EXPECT_EQ(curvature.slips.back().lower, BoneRegion::l4);
    const double change =
        in_percent(curvature.slips.back().forwards) - in_percent(before.slips.back().forwards);
    EXPECT_NEAR(change, 25, 0.5);  // 7.5 of 30 mm
  }
}

}  // namespace
}  // namespace osteon
