#include <osteon/densitometry/spine_curvature.hpp>

#include <Eigen/Geometry>
#include <gtest/gtest.h>

#include <numbers>

namespace osteon {
namespace {

constexpr double kRad = std::numbers::pi / 180;

/// A vertebra whose plates lean forwards and to the left by so many degrees, in a patient turned by `turn`.
VertebraPlanes vertebra(BoneRegion level, double upper_forward, double lower_forward, double upper_left,
                        double lower_left, const Eigen::Matrix3d& turn) {
  const Eigen::Vector3d left(1, 0, 0), anterior(0, -1, 0), superior(0, 0, 1);
  const auto plane = [&](double forward, double aside) {
    const Eigen::Vector3d n = superior + std::tan(forward * kRad) * anterior + std::tan(aside * kRad) * left;
    return EndplatePlane{turn * n.normalized(), 1.0, 2.0};
  };
  return {level, turn * left, turn * anterior, plane(upper_forward, upper_left),
          plane(lower_forward, lower_left)};
}

/// T4 leans forwards by 20 degrees, each level 5 less than the one above down to T12, each body wedged by 2;
/// the lumbar spine leans back and forwards again.
std::vector<VertebraPlanes> column(const Eigen::Matrix3d& turn, BoneRegion first = BoneRegion::t4) {
  std::vector<VertebraPlanes> result;
  for (int n = 0; n <= 8; ++n) {
    const auto level = static_cast<BoneRegion>(static_cast<int>(BoneRegion::t4) + n);
    if (level >= first) result.push_back(vertebra(level, 20 - 5 * n, 18 - 5 * n, 0, 0, turn));
  }
  for (int n = 0; n < 5; ++n)
    result.push_back(vertebra(static_cast<BoneRegion>(static_cast<int>(BoneRegion::l1) + n), -25 + 10 * n,
                              -20 + 10 * n, 0, 0, turn));
  return result;
}

TEST(SpineCurvature, IsTheAngleBetweenTheOuterPlatesInAnyPositionOfThePatient) {
  Eigen::Matrix3d turned;
  turned = Eigen::AngleAxisd(0.4, Eigen::Vector3d::UnitZ()) *
           Eigen::AngleAxisd(-0.3, Eigen::Vector3d::UnitX()) *
           Eigen::AngleAxisd(0.2, Eigen::Vector3d::UnitY());
  for (const Eigen::Matrix3d& turn : {Eigen::Matrix3d(Eigen::Matrix3d::Identity()), turned}) {
    const SpineCurvature curvature = spine_curvature(column(turn));
    ASSERT_TRUE(curvature.kyphosis && curvature.lordosis && curvature.coronal);
    EXPECT_NEAR(curvature.kyphosis->degrees, 20 + 22, 1e-9);  // T4 +20, lower plate of T12 -22
    EXPECT_NEAR(curvature.kyphosis->sd_degrees, std::sqrt(2.0), 1e-9);
    EXPECT_TRUE(curvature.kyphosis->whole_range);
    EXPECT_NEAR(curvature.lordosis->degrees, 20 + 25, 1e-9);  // lower plate of L5 +20, L1 -25
    EXPECT_EQ(curvature.lordosis->lower, BoneRegion::l5);
    EXPECT_NEAR(curvature.coronal->degrees, 0, 1e-9);
  }
}

TEST(SpineCurvature, SaysOverWhichLevelsItCouldBeMeasured) {
  const auto part = spine_curvature(column(Eigen::Matrix3d::Identity(), BoneRegion::t9));
  EXPECT_EQ(part.kyphosis->upper, BoneRegion::t9);
  EXPECT_FALSE(part.kyphosis->whole_range);
  auto cut = column(Eigen::Matrix3d::Identity(), BoneRegion::t9);
  cut.erase(cut.begin() + 2, cut.end());
  const auto none = spine_curvature(cut);
  EXPECT_FALSE(none.kyphosis || none.lordosis || none.coronal);
  EXPECT_FALSE(spine_curvature({}).kyphosis);
}

TEST(SpineCurvature, EndsAtTheSacrumWhereItsPlateIsKnown) {
  auto spine = column(Eigen::Matrix3d::Identity());
  auto sacrum = vertebra(BoneRegion::s1, 35, 0, 0, 0, Eigen::Matrix3d::Identity());
  sacrum.inferior.reset();
  spine.push_back(sacrum);
  const auto lordosis = *spine_curvature(spine).lordosis;
  EXPECT_NEAR(lordosis.degrees, 35 + 25, 1e-9);
  EXPECT_EQ(lordosis.lower, BoneRegion::s1);
  EXPECT_TRUE(lordosis.to_upper_plate);
}

TEST(SpineCurvature, TellsHowTheSacrumSlopesHoweverThePatientLiesTurnedAboutTheLongAxis) {
  for (const double about : {0.0, 0.5}) {
    const Eigen::Matrix3d turn = Eigen::AngleAxisd(about, Eigen::Vector3d::UnitZ()).toRotationMatrix();
    auto sacrum = vertebra(BoneRegion::s1, 35, 0, 6, 0, turn);  // leans sideways too: not counted
    sacrum.inferior.reset();
    const auto slope = spine_curvature({sacrum}).sacral_slope;
    ASSERT_TRUE(slope);
    EXPECT_NEAR(slope->degrees, 35, 1e-9);
    EXPECT_NEAR(slope->sd_degrees, 1, 1e-9);
  }
  EXPECT_FALSE(spine_curvature(column(Eigen::Matrix3d::Identity())).sacral_slope);
}

TEST(SpineCurvature, FindsTheEndsOfASidewardCurve) {
  std::vector<VertebraPlanes> spine;
  const std::array aside{0.0, 4.0, 12.0, 6.0, 0.0, -6.0, -9.0, -2.0, 0.0};  // upper plates; lower ones 1 less
  for (std::size_t n = 0; n < aside.size(); ++n)
    spine.push_back(vertebra(static_cast<BoneRegion>(static_cast<std::size_t>(BoneRegion::t4) + n), 10, 8,
                             aside[n], aside[n] - 1, Eigen::Matrix3d::Identity()));
  const auto bend = *spine_curvature(spine).coronal;
  EXPECT_EQ(bend.upper, BoneRegion::t6);
  EXPECT_EQ(bend.lower, BoneRegion::t10);
  EXPECT_NEAR(bend.degrees, 12 + 10, 0.3);  // convex to the right
  EXPECT_NEAR(bend.sd_degrees, std::sqrt(8.0), 1e-9);
}

TEST(SpineCurvature, AnUncertainPlateDoesNotMakeTheCurve) {
  std::vector<VertebraPlanes> spine;
  const std::array aside{0.0, 4.0, 12.0, 6.0, 0.0, -6.0, -9.0, -2.0, 30.0};
  for (std::size_t n = 0; n < aside.size(); ++n)
    spine.push_back(vertebra(static_cast<BoneRegion>(static_cast<std::size_t>(BoneRegion::t4) + n), 10, 8,
                             aside[n], aside[n] - 1, Eigen::Matrix3d::Identity()));
  spine.back().superior->coronal_sd_deg = spine.back().inferior->coronal_sd_deg = 15;
  const auto bend = *spine_curvature(spine).coronal;
  EXPECT_EQ(bend.upper, BoneRegion::t6);
  EXPECT_EQ(bend.lower, BoneRegion::t10);
}

}  // namespace
}  // namespace osteon
