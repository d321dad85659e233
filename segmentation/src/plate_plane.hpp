#pragma once

#include <osteon/segmentation/vertebra_shape.hpp>

#include <vector>

namespace osteon {

/// A place of a plate in some frame: forwards, to the left, up (mm), and the uncertainty of `up`.
struct PlatePlace {
  Eigen::Vector3d at_mm;
  double sd_mm;
};

/// Plane through most of the places; dents and lips hardly count.
struct RobustPlane {
  double forward_slope, left_slope, height_mm;

  /// Unit normal in the places' own frame.
  [[nodiscard]] Eigen::Vector3d normal() const {
    return Eigen::Vector3d(-forward_slope, -left_slope, 1).normalized();
  }
  [[nodiscard]] double at(double forward_mm, double left_mm) const {
    return height_mm + forward_slope * forward_mm + left_slope * left_mm;
  }
};
[[nodiscard]] RobustPlane robust_plane(const std::vector<PlatePlace>& places);

/// The plane of a plate in patient coordinates, seen from the frame `axes` that the places are given in. Its
/// tilt is as uncertain as two heights at its far thirds: the places of one half share their errors.
[[nodiscard]] PlatePlane plate_plane(const VertebraAxes& axes, const std::vector<PlatePlace>& places);

}  // namespace osteon
