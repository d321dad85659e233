#pragma once

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/study.hpp>

#include <Eigen/Core>

namespace osteon::phantom {

/// A left proximal femur of spheres, tubes and a hyperboloid in half a socket; the right one is its mirror
/// image. Cortex round marrow, muscle outside, surfaces blurred by a Gaussian.
struct DigitalFemur {
  Side side = Side::left;
  double head_radius_mm = 23.5, neck_radius_mm = 15,
         neck_length_mm = 52;  ///< head's centre to the shaft's axis
  double neck_shaft_deg = 127, anteversion_deg = 12;
  double shaft_radius_mm = 14, cortex_mm = 1.5, shaft_cortex_mm = 5;
  double joint_space_mm = 3;
  double cortex_hu = 1100, head_hu = 280, marrow_hu = -10, muscle_hu = 50;
  double blur_mm = 0.8;  ///< sd of the Gaussian
  bool socket = true;
  double physis_mm = 0;    ///< thickness of a growth plate of cartilage between head and neck
  double fracture_mm = 0;  ///< width of a gap across the neck, filled with blood
  double fracture_at_mm = 31, fracture_tilt_deg = 20;  ///< from the head's centre; against the neck's section
  Eigen::Vector3d head_mm{60, 20, -650};
  Eigen::Vector3d turned_deg{0, 0,
                             0};  ///< about the patient's L, then P, then S axis, through the head's centre

  // The truth, in patient coordinates.
  [[nodiscard]] Eigen::Vector3d neck_direction() const;   ///< away from the head
  [[nodiscard]] Eigen::Vector3d shaft_direction() const;  ///< towards the hip
  [[nodiscard]] Eigen::Vector3d lesser_trochanter() const;
  [[nodiscard]] Eigen::Vector3d greater_trochanter() const;
  /// Of the projection across the plane of neck and shaft, in that plane through the head's centre.
  [[nodiscard]] Eigen::Vector3d trochanteric_notch() const;
};

/// A digital femur in its place, to be asked at many places.
class FemurField {
 public:
  explicit FemurField(const DigitalFemur& femur);
  [[nodiscard]] double hu_at(const Eigen::Vector3d& place_mm) const;
  /// Signed distance from the bone's surface, about; negative inside. In the femur's own frame (lateral,
  /// posterior, superior of a left femur, from the head's centre).
  [[nodiscard]] double distance(const Eigen::Vector3d& own_mm) const;
  [[nodiscard]] Eigen::Vector3d own_from_patient(const Eigen::Vector3d& place_mm) const {
    return to_own_ * (place_mm - femur_.head_mm);
  }
  [[nodiscard]] Eigen::Vector3d patient_from_own(const Eigen::Vector3d& own_mm) const {
    return femur_.head_mm + to_own_.transpose() * own_mm;
  }

 private:
  DigitalFemur femur_;
  Eigen::Matrix3d to_own_;
  Eigen::Vector3d outwards_, neck_, knee_end_, lesser_;
};

/// A scan of it: `low` and `high` are distances from the head's centre along L, P, S (for a right femur L is
/// mirrored, so that the same box shows the same parts).
[[nodiscard]] CtScan scan_of(const DigitalFemur& femur, const Eigen::Vector3d& spacing_mm,
                             Eigen::Vector3d low = {-75, -75, -190}, Eigen::Vector3d high = {105, 75, 50});

}  // namespace osteon::phantom
