#pragma once

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/image.hpp>

#include <Eigen/Core>

#include <array>
#include <vector>

namespace osteon::phantom {

/// A vertebra of planes, ellipses and boxes, whose three heights are known: at 0.66 of the half-depth behind
/// and in front of its middle, and there. With an arch: pedicles, laminae, articular, transverse and spinous
/// processes round a canal of 14 x 18 mm.
struct DigitalVertebra {
  BoneRegion level = BoneRegion::l2;
  std::array<double, 3> heights_mm{27, 26, 28};  ///< posterior, middle, anterior
  double depth_mm = 33, width_mm = 44;
  double upper_share = 0.5;  ///< part of the heights above the middle plane
  bool body = true, arch = true;
  Eigen::Vector3d center_mm{11, -23, 640};
  Eigen::Vector3d turned_deg{0, 0, 0};  ///< about the patient's L, then P, then S axis

  /// Columns: left, anterior, superior of the vertebra, in patient axes.
  [[nodiscard]] Eigen::Matrix3d axes() const;
  /// Whether a patient place lies in its body; in its body or arch.
  [[nodiscard]] bool body_holds(const Eigen::Vector3d& patient_mm) const;
  [[nodiscard]] bool holds(const Eigen::Vector3d& patient_mm) const;
};

/// A grid round the place, along the patient's axes turned by `direction`.
[[nodiscard]] Grid<3> grid_round(const Eigen::Vector3d& center_mm, const Eigen::Vector3d& extent_mm,
                                 const Eigen::Vector3d& spacing_mm,
                                 const Eigen::Matrix3d& direction = Eigen::Matrix3d::Identity());

/// Labels of the voxels whose centres lie in a vertebra (with `bodies_only`, in its body).
[[nodiscard]] LabelMap<3> digitised(const std::vector<DigitalVertebra>& vertebrae, const Grid<3>& grid,
                                    bool bodies_only = false);

}  // namespace osteon::phantom
