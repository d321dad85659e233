#pragma once

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/study.hpp>

#include <Eigen/Core>

namespace osteon::phantom {

/// A left knee of spheres, cones and capsules: femoral condyles that are balls on a flaring shaft, the
/// tibia's plateau with its dished surface, patella and fibula; the right one is its mirror image. Cortex
/// round cancellous bone, muscle outside.
struct DigitalKnee {
  Side side = Side::left;
  double condyle_radius_mm = 21, condyle_apart_mm = 46, joint_space_mm = 4, shaft_radius_mm = 14;
  double cortex_mm = 1.5, cortex_hu = 1000, cancellous_hu = 200, muscle_hu = 50, blur_mm = 0.8;
  double bent_deg = 0;  ///< of the tibia against the femur
  Eigen::Vector3d middle_mm{90, 0, -1000};
};

/// 150 x 150 mm and 240 mm along the leg, about the joint.
[[nodiscard]] CtScan scan_of(const DigitalKnee& knee, const Eigen::Vector3d& spacing_mm);

}  // namespace osteon::phantom
