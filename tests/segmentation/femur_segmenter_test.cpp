#include "../support/digital_femur.hpp"
#include "../support/disturbed_scan.hpp"

#include <osteon/segmentation/femur_segmenter.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <ostream>
#include <string>

namespace osteon {
namespace {

using phantom::DigitalFemur;
using phantom::scan_of;

double degrees_between(const Eigen::Vector3d& a, const Eigen::Vector3d& b) {
  return std::acos(std::clamp(a.dot(b) / (a.norm() * b.norm()), -1.0, 1.0)) * 180 / std::numbers::pi;
}

FemurSegmentation segmented(const CtScan& scan) {
  auto result = find_femurs(scan);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
  return result ? std::move(result).value()
                : FemurSegmentation{LabelMap<3>(scan.hounsfield.grid()), {}, {}, {}};
}

std::string refusal_of(const CtScan& scan) {
  const auto result = find_femurs(scan);
  if (!result) return result.error().code;
  if (!result->found.empty()) return "found";
  return result->refused.front().reason.code;
}

struct Pose {
  Side side;
  Eigen::Vector3d turned_deg, spacing_mm;
};
void PrintTo(const Pose& pose, std::ostream* out) {
  *out << (pose.side == Side::left ? "left" : "right") << " turned " << pose.turned_deg.transpose()
       << " spacing " << pose.spacing_mm.transpose();
}

class FemurShape : public ::testing::TestWithParam<Pose> {};

TEST_P(FemurShape, IsThatOfTheDigitalOne) {
  DigitalFemur truth;
  truth.side = GetParam().side;
  truth.turned_deg = GetParam().turned_deg;
  const FemurSegmentation result = segmented(scan_of(truth, GetParam().spacing_mm));
  ASSERT_EQ(result.found.size(), 1U);
  const SegmentedFemur& femur = result.found.front();
  EXPECT_EQ(femur.side, truth.side);
  EXPECT_NEAR(in_mm(femur.head.radius.value), truth.head_radius_mm, 0.5);
  EXPECT_LT((femur.head.center.mm - truth.head_mm).norm(), 0.3 * GetParam().spacing_mm.maxCoeff());
  EXPECT_NEAR(in_mm(femur.neck.width.value), 2 * truth.neck_radius_mm, 0.5);
  EXPECT_LT(degrees_between(femur.neck.direction, truth.neck_direction()), 2);
  ASSERT_TRUE(femur.shaft);
  EXPECT_LT(degrees_between(femur.shaft->direction, truth.shaft_direction()), 1);
  EXPECT_NEAR(femur.neck_shaft_angle->deg, truth.neck_shaft_deg, 2);
  EXPECT_TRUE(femur.in_view.head);
  ASSERT_TRUE(femur.greater_trochanter);
  EXPECT_LT((femur.greater_trochanter->mm - truth.greater_trochanter()).norm(), 5);
  ASSERT_TRUE(femur.lesser_trochanter);
  EXPECT_LT((femur.lesser_trochanter->mm - truth.lesser_trochanter()).norm(), 4);
  ASSERT_TRUE(femur.trochanteric_notch);
  // Blur fills the bottom of the digital femur's sharp notch.
  const Eigen::Vector3d off = femur.trochanteric_notch->mm - truth.trochanteric_notch();
  EXPECT_LT(off.norm(), 4);
  EXPECT_LT((off - off.dot(truth.shaft_direction()) * truth.shaft_direction()).norm(), 2);
  for (const auto& sd :
       {femur.greater_trochanter_sd_mm, femur.lesser_trochanter_sd_mm, femur.trochanteric_notch_sd_mm}) {
    ASSERT_TRUE(sd);
    EXPECT_GT(*sd, 0.3);
    EXPECT_LT(*sd, 3);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Poses, FemurShape,
    ::testing::Values(Pose{Side::left, {0, 0, 0}, {2, 2, 2}}, Pose{Side::right, {0, 0, 0}, {1, 1, 3}},
                      Pose{Side::left, {12, 0, 0}, {2, 2, 2}}, Pose{Side::right, {0, 10, 0}, {2, 2, 2}},
                      Pose{Side::left, {0, 0, -12}, {1.5, 1.5, 2.5}},
                      Pose{Side::right, {-35, 5, 8}, {1, 1, 3.27}}, Pose{Side::left, {0, -8, 5}, {3, 3, 3}}));

TEST(Femurs, AnteversionIsThatOfTheNeckAboutTheShaft) {
  for (const auto& [side, deg] : {std::pair{Side::left, 25.0}, {Side::right, -5.0}}) {
    DigitalFemur truth;
    truth.side = side;
    truth.anteversion_deg = deg;
    const FemurSegmentation result = segmented(scan_of(truth, {2, 2, 2}));
    ASSERT_EQ(result.found.size(), 1U);
    ASSERT_TRUE(result.found.front().anteversion_to_patient);
    EXPECT_NEAR(result.found.front().anteversion_to_patient->deg, deg, 2);
  }
}

TEST(Femurs, OneAnswerForEveryOrderOfStorage) {
  const CtScan scan = scan_of({}, {1.5, 1.5, 3});
  const FemurSegmentation plain = segmented(scan);
  ASSERT_EQ(plain.found.size(), 1U);
  for (const std::array<int, 3>& order : {std::array{2, 0, 1}, std::array{1, 0, 2}}) {
    const FemurSegmentation other = segmented(testing::stored_otherwise(scan, order, {true, false, true}));
    ASSERT_EQ(other.found.size(), 1U);
    EXPECT_EQ(other.found.front().head.center, plain.found.front().head.center);
    EXPECT_EQ(other.found.front().neck.direction, plain.found.front().neck.direction);
    EXPECT_EQ(std::count(other.femurs.pixels().begin(), other.femurs.pixels().end(), kLeftFemurLabel),
              std::count(plain.femurs.pixels().begin(), plain.femurs.pixels().end(), kLeftFemurLabel));
  }
}

TEST(Femurs, MaskIsTheBoneWithItsMarrow) {
  const DigitalFemur truth;
  const CtScan scan = scan_of(truth, {2, 2, 2});
  const FemurSegmentation result = segmented(scan);
  const phantom::FemurField field(truth);
  double both = 0, either = 0;
  for (int k = 0; k < scan.hounsfield.grid().size[2]; ++k)
    for (int j = 0; j < scan.hounsfield.grid().size[1]; ++j)
      for (int i = 0; i < scan.hounsfield.grid().size[0]; ++i) {
        const auto place = scan.hounsfield.grid().patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
        const bool bone = field.distance(field.own_from_patient(place)) < 0;
        const bool found = result.femurs.at(i, j, k) == kLeftFemurLabel;
        both += bone && found ? 2 : 0;
        either += (bone ? 1 : 0) + (found ? 1 : 0);
      }
  EXPECT_GT(both / either, 0.98);
}

TEST(Femurs, ShaftAloneIsNoHip) {
  EXPECT_EQ(refusal_of(scan_of({}, {2, 2, 2}, {-75, -75, -300}, {105, 75, -75})), "anatomy.no-hip");
}

TEST(Femurs, WithoutShaftThereAreNoAngles) {
  const FemurSegmentation result = segmented(scan_of({}, {2, 2, 2}, {-75, -75, -70}, {105, 75, 50}));
  ASSERT_EQ(result.found.size(), 1U);
  EXPECT_FALSE(result.found.front().shaft);
  EXPECT_FALSE(result.found.front().neck_shaft_angle);
  EXPECT_NEAR(in_mm(result.found.front().neck.width.value), 30, 0.5);
  ASSERT_FALSE(result.found.front().warnings.empty());
  EXPECT_EQ(result.found.front().warnings.front().code, "femur.no-shaft");
}

TEST(Femurs, CutHeadIsTold) {
  const FemurSegmentation result = segmented(scan_of({}, {2, 2, 2}, {-15, -75, -190}, {105, 75, 50}));
  ASSERT_EQ(result.found.size(), 1U);
  EXPECT_FALSE(result.found.front().in_view.head);
  EXPECT_NEAR(in_mm(result.found.front().head.radius.value), 23.5, 1.0);
}

TEST(Femurs, CutNeckIsRefused) {
  EXPECT_EQ(refusal_of(scan_of({}, {2, 2, 2}, {-75, -75, -27}, {105, 75, 50})), "femur.neck-cut");
}

TEST(Femurs, MetalIsRefused) {
  CtScan scan = scan_of({}, {2, 2, 2});
  const DigitalFemur truth;
  for (int n = 0; n < 60; ++n) {  // a screw of 3 x 3 voxels down the neck
    const auto p = scan.hounsfield.grid()
                       .index_from_patient({truth.head_mm + (10.0 + n) * truth.neck_direction()})
                       .ijk.array()
                       .round()
                       .cast<int>()
                       .eval();
    for (int m = 0; m < 9; ++m) scan.hounsfield.at(p[0] + m % 3 - 1, p[1] + m / 3 - 1, p[2]) = 3071;
  }
  EXPECT_EQ(refusal_of(scan), "femur.metal");
}

TEST(Femurs, OpenGrowthPlateIsRefused) {
  for (const double spacing : {1.5, 3.0}) {
    DigitalFemur child;
    child.physis_mm = 2;
    EXPECT_EQ(refusal_of(scan_of(child, Eigen::Vector3d::Constant(spacing))), "femur.growth-plate")
        << spacing;
  }
}

TEST(Femurs, BrokenNeckIsRefused) {
  for (const auto& [tilt, spacing] : {std::pair{0.0, 3.0}, {20.0, 1.5}, {40.0, 1.5}, {40.0, 3.0}}) {
    DigitalFemur broken;
    broken.fracture_mm = 2.5;
    broken.fracture_tilt_deg = tilt;
    EXPECT_EQ(refusal_of(scan_of(broken, Eigen::Vector3d::Constant(spacing))), "femur.fracture")
        << tilt << " degrees, " << spacing << " mm";
  }
}

TEST(Femurs, HeadWithoutANeckIsNoHip) {  // as a shoulder's, with a deep socket and with a shallow one
  DigitalFemur arm;
  arm.neck_length_mm = 10;
  EXPECT_EQ(refusal_of(scan_of(arm, {2, 2, 2})), "anatomy.no-hip");
  arm.socket = false;
  EXPECT_EQ(refusal_of(scan_of(arm, {2, 2, 2})), "anatomy.no-hip");
}

TEST(Femurs, NothingAndNonsenseAreNoHip) {
  const Grid<3> grid{
      {60, 60, 60}, Eigen::Vector3d::Constant(2), Eigen::Vector3d::Zero(), Eigen::Matrix3d::Identity()};
  EXPECT_EQ(refusal_of({Image3D<std::int16_t>(grid, 50)}), "anatomy.no-hip");
  EXPECT_EQ(refusal_of({Image3D<std::int16_t>(grid, -1024)}), "anatomy.no-hip");
  Grid<3> flat = grid;
  flat.size = {60, 60, 1};
  EXPECT_EQ(refusal_of({Image3D<std::int16_t>(flat, 50)}), "anatomy.no-hip");
}

}  // namespace
}  // namespace osteon
