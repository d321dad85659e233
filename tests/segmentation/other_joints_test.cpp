// What is no hip, or a hip no more: knees, arms, implants. The other side is analysed.

#include "../support/digital_femur.hpp"
#include "../support/digital_knee.hpp"

#include <osteon/segmentation/femur_segmenter.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

namespace osteon {
namespace {

using phantom::DigitalFemur;
using phantom::DigitalKnee;
using phantom::FemurField;

std::string refusal_of(const CtScan& scan) {
  const auto result = find_femurs(scan);
  if (!result) return result.error().code;
  return result->found.empty() ? result->refused.front().reason.code : "found";
}

TEST(OtherJoints, AKneeIsNoHip) {
  for (const auto& [side, bent, spacing] : {std::tuple{Side::left, 0.0, 1.5},
                                            {Side::right, 20.0, 1.5},
                                            {Side::left, 20.0, 3.0},
                                            {Side::right, 0.0, 3.0}}) {
    DigitalKnee knee;
    knee.side = side;
    knee.bent_deg = bent;
    EXPECT_EQ(refusal_of(scan_of(knee, Eigen::Vector3d::Constant(spacing))), "anatomy.no-hip")
        << bent << " degrees, " << spacing << " mm";
  }
}

TEST(OtherJoints, AnArmIsNoHip) {
  for (const double spacing : {1.5, 3.0}) {
    DigitalFemur arm;  // a head of 24 mm that sits on its shaft, in a shallow socket
    arm.head_radius_mm = 24;
    arm.neck_radius_mm = 20;
    arm.neck_length_mm = 14;
    arm.neck_shaft_deg = 135;
    arm.anteversion_deg = -30;
    arm.shaft_radius_mm = 11;
    arm.shaft_cortex_mm = 4;
    EXPECT_EQ(refusal_of(scan_of(arm, Eigen::Vector3d::Constant(spacing))), "anatomy.no-hip") << spacing;
  }
}

/// A pelvis's width apart in one scan.
struct TwoHips {
  DigitalFemur left, right;
  CtScan scan;

  explicit TwoHips(double spacing_mm) : scan{Image3D<std::int16_t>(grid_of(spacing_mm))} {
    left.head_mm = {85, 20, -650};
    right = left;
    right.side = Side::right;
    right.head_mm[0] = -85;
    for (DigitalFemur* femur : {&left, &right})
      femur->blur_mm = std::hypot(0.8, spacing_mm / std::sqrt(12.0));
    const FemurField one(left), other(right);
    each_voxel([&](const Eigen::Vector3d& p, std::int16_t& hu) {
      hu = static_cast<std::int16_t>(std::lround((p[0] > 0 ? one : other).hu_at(p)));
    });
  }

  template <class Change>
  void each_voxel(const Change& change) {
    const auto& grid = scan.hounsfield.grid();
    for (int k = 0; k < grid.size[2]; ++k)
      for (int j = 0; j < grid.size[1]; ++j)
        for (int i = 0; i < grid.size[0]; ++i)
          change(grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm, scan.hounsfield.at(i, j, k));
  }

  /// Metal within `radius_mm` of the way from a to b.
  void put_rod(const Eigen::Vector3d& a, const Eigen::Vector3d& b, double radius_mm) {
    const Eigen::Vector3d ab = b - a;
    each_voxel([&](const Eigen::Vector3d& p, std::int16_t& hu) {
      const double t = std::clamp((p - a).dot(ab) / ab.squaredNorm(), 0.0, 1.0);
      if ((p - a - t * ab).norm() < radius_mm) hu = 3071;
    });
  }

 private:
  static Grid<3> grid_of(double spacing_mm) {
    const auto steps = [&](double mm) { return static_cast<int>(mm / spacing_mm) + 1; };
    return {{steps(380), steps(130), steps(230)},
            Eigen::Vector3d::Constant(spacing_mm),
            {-190, -45, -830},
            Eigen::Matrix3d::Identity()};
  }
};

void expect_the_right_alone(const CtScan& scan) {
  const auto result = find_femurs(scan);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  ASSERT_EQ(result->found.size(), 1U);
  EXPECT_EQ(result->found[0].side, Side::right);
  EXPECT_NEAR(in_mm(result->found[0].head.radius.value), 23.5, 0.8);
  const auto& refused = result->refused;
  const auto left =
      std::find_if(refused.begin(), refused.end(), [](const auto& r) { return r.side == Side::left; });
  ASSERT_NE(left, refused.end());
  EXPECT_EQ(left->reason.code, "femur.metal");
}

TEST(OtherJoints, AScrewRefusesItsOwnSideAlone) {
  TwoHips hips(2);
  const Eigen::Vector3d head = hips.left.head_mm, down = hips.left.neck_direction();
  hips.put_rod(head - 8 * down, head + 75 * down, 4);
  expect_the_right_alone(hips.scan);
}

TEST(OtherJoints, AnArtificialJointRefusesItsOwnSideAlone) {
  TwoHips hips(2);
  const Eigen::Vector3d head = hips.left.head_mm, neck = hips.left.neck_direction();
  const Eigen::Vector3d turn = head + hips.left.neck_length_mm * neck;
  hips.put_rod(head, head + 0.01 * neck, 14);  // the ball; its cup is of plastic
  hips.put_rod(head, turn, 7);
  hips.put_rod(turn, turn - 130 * hips.left.shaft_direction(), 7);
  expect_the_right_alone(hips.scan);
}

}  // namespace
}  // namespace osteon
