#pragma once

#include <osteon/imaging/grid.hpp>

#include <Eigen/Core>

#include <array>
#include <optional>
#include <vector>

namespace osteon {

/// Where a vertebra stands: the centre of its body and unit axes, in patient coordinates.
struct VertebraAxes {
  PatientPoint<3> center;
  Eigen::Vector3d left, anterior, superior;
};

/// Outer surface of one endplate in the frame of its vertebra: how far it lies above the body's centre, along
/// `superior`, over a square lattice of places.
///
/// Shape:  (2 reach + 1)^2 heights, place (a, l) at index (a + reach) (2 reach + 1) + l + reach stands
///         a * step_mm in front of the centre and l * step_mm to its left.
struct EndplateSurface {
  double step_mm;
  int reach;
  std::vector<float> height_mm;  ///< NaN where the body has no plate
  std::vector<float> sd_mm;      ///< one standard uncertainty of each height; same shape
};

/// A vertebral body as morphometry sees it.
struct BodyShape {
  double back_mm, front_mm;  ///< walls about the mid-sagittal plane, along `anterior`, from the centre
  double width_mm;           ///< greatest extent along `left` at mid-height
  EndplateSurface superior, inferior;
  double back_slope;  ///< the back wall stands at back_mm + back_slope * height above the centre
};

/// An endplate as a plane, where no more is asked or known: the upper plate of the sacrum.
struct PlatePlane {
  PatientPoint<3> middle;                  ///< of the part that was seen
  Eigen::Vector3d normal;                  ///< towards the head; unit, patient axes
  double sagittal_sd_deg, coronal_sd_deg;  ///< one standard uncertainty of its tilt
};

/// The six points of vertebral morphometry, each the mean of the outer endplate surface over the mid-sagittal
/// third of the body's width; superior anterior, middle, posterior, then inferior anterior, middle,
/// posterior.
struct VertebraLandmarks {
  std::array<PatientPoint<3>, 6> points;
  std::array<double, 6> sd_mm;  ///< one standard uncertainty along `superior`
};

/// Landmarks of a body: anterior and posterior ones at 0.66 of the half-depth, inside the rim with its
/// osteophytes, the middle ones at the middle of the depth. A reader's points stand at the corners: where a
/// body is crushed up to a steep rim, as L1 of the sample verse004, the rim's height (18 mm) is not in them
/// (12 mm at 0.66). Nothing where a plate is not known there, or where the plates meet. Pure; the one
/// definition for every segmentation, ours or given.
[[nodiscard]] std::optional<VertebraLandmarks> landmarks_of(const VertebraAxes& axes, const BodyShape& body);

}  // namespace osteon
