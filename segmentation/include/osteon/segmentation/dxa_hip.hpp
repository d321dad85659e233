#pragma once

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/image.hpp>
#include <osteon/imaging/result.hpp>
#include <osteon/imaging/study.hpp>
#include <osteon/imaging/units.hpp>

#include <Eigen/Core>

#include <optional>
#include <vector>

// The proximal femur in a densitometer's picture. All places are picture millimetres.

namespace osteon {

/// A direction or a place of the picture with one standard uncertainty along each axis.
struct PictureDirection {
  Eigen::Vector2d direction;  ///< unit
  double sd_deg;
};
struct PicturePlace {
  Eigen::Vector2d mm;
  double sd_mm;
};

/// What one picture of a hip shows. Lateral is where the greater trochanter stands from the head.
struct DxaHip {
  Side side;  ///< as the picture shows it, whose right is the patient's left
  PicturePlace head_center;
  Measured<Length> head_radius;
  PicturePlace neck_center;                              ///< middle of the narrowest section
  PictureDirection neck;                                 ///< away from the head
  Measured<Length> neck_width;                           ///< of the narrowest section
  PictureDirection shaft;                                ///< towards the hip
  Eigen::Vector2d shaft_point;                           ///< on the shaft's axis
  double neck_shaft_angle_deg, neck_shaft_angle_sd_deg;  ///< 180 = straight
  PicturePlace greater_trochanter;                       ///< its tip
  PicturePlace notch;                                    ///< where neck and greater trochanter meet above
  std::optional<PicturePlace> lesser_trochanter;         ///< its most prominent place, where it stands out
  double lesser_trochanter_height_mm;                    ///< it stands out of the shaft's edge by so much
  LabelMap<2> femur;  ///< 1 = femur, 2 = ischium and pelvis, 3 = both overlap
  LabelMap<2> field;  ///< 1 = scanned
  std::vector<Warning> warnings;
  /// Along the neck's axis from the outer side of the greater trochanter to the head's apex, and to the inner
  /// brim of the pelvis; absent where the picture ends before.
  std::optional<Measured<Length>> neck_axis_length = {}, hip_axis_length = {};
  double clarity = 0;  ///< how strong an edge the head's free border is; below 0.30 there is no hip
};

/// Finds the proximal femur of either side.
/// Errors: anatomy.not-a-hip (with what is missing).
[[nodiscard]] Result<DxaHip> find_dxa_hip(const DxaPicture& picture);

}  // namespace osteon
