#pragma once

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/image.hpp>
#include <osteon/imaging/result.hpp>
#include <osteon/imaging/study.hpp>
#include <osteon/imaging/units.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// Labels of the femurs in a map: TotalSegmentator's numbers.
constexpr std::uint8_t kLeftFemurLabel = 75, kRightFemurLabel = 76;

/// An angle with one standard uncertainty, degrees.
struct MeasuredAngle {
  double deg, sd_deg;
};

/// Ball of the joint: a sphere through its articular surface.
struct FemoralHead {
  PatientPoint<3> center;
  Measured<Length> radius;
  double center_sd_mm;
};

/// The neck: its axis runs from the head's centre through the middle of the narrowest section across it.
struct FemoralNeck {
  PatientPoint<3> center;     ///< middle of the narrowest section
  Eigen::Vector3d direction;  ///< of the axis, away from the head; unit
  double direction_sd_deg;
  double area_mm2, area_sd_mm2;  ///< of the narrowest section, outline between the voxels
  Measured<Length> width;  ///< of the narrowest section as a frontal projection shows it: in the plane of
                           ///< neck and shaft (without a shaft: of neck and the patient's long axis)
  std::vector<PatientPoint<3>> outline;  ///< of the narrowest section
};

/// Straight line through the shaft below the lesser trochanter.
struct FemoralShaft {
  PatientPoint<3> point;      ///< on the axis, nearest to the head's centre
  Eigen::Vector3d direction;  ///< towards the hip; unit
  double direction_sd_deg;
  double from_mm, to_mm;  ///< stretch that was measured: distances below `point`
};

/// Which parts lie wholly within the image.
struct FemurInView {
  bool head, trochanters,
      shaft;  ///< shaft: at least 25 mm of it; the neck always does, or the femur is refused
};

struct SegmentedFemur {
  Side side;  ///< necks point sideways out of their heads
  FemurInView in_view;
  FemoralHead head;
  FemoralNeck neck;
  std::optional<FemoralShaft> shaft = {};              ///< what follows, up to the trochanters, needs it
  std::optional<MeasuredAngle> neck_shaft_angle = {};  ///< 180 degrees = straight
  /// Of the neck about the shaft, towards the front of the patient as he lies: condyles are not in view, so
  /// turning the leg changes it.
  std::optional<MeasuredAngle> anteversion_to_patient = {};
  std::optional<PatientPoint<3>> greater_trochanter =
      {};  ///< its tip: the most proximal place beside the shaft
  std::optional<PatientPoint<3>> lesser_trochanter =
      {};  ///< its most prominent place; absent where it is not seen
  /// Where the neck's upper outline meets the greater trochanter in a projection across the plane of neck and
  /// shaft: the corner between both. It lies in the plane of neck and shaft through the head's centre.
  std::optional<PatientPoint<3>> trochanteric_notch = {};
  /// Of these three places, one standard uncertainty along each axis; there where the place is.
  std::optional<double> greater_trochanter_sd_mm = {}, lesser_trochanter_sd_mm = {},
                        trochanteric_notch_sd_mm = {};
  /// Along the neck's axis from the outer side of the greater trochanter to the head's apex, and to the inner
  /// brim of the pelvis (as densitometry measures it).
  std::optional<Measured<Length>> neck_axis_length = {}, hip_axis_length = {};
  std::vector<Warning> warnings = {};
};

/// A hip that is there and cannot be measured.
struct RefusedFemur {
  Side side;
  /// femur.metal, femur.neck-cut, femur.runs-into-others, femur.growth-plate, femur.fracture; of a given mask
  /// femur.no-head, femur.other-side
  Error reason;
};

struct FemurSegmentation {
  LabelMap<3> femurs;                 ///< kLeftFemurLabel, kRightFemurLabel; bone with its marrow
  std::vector<SegmentedFemur> found;  ///< left before right; at most one a side
  /// Of each that was found its label on cubes of 1 mm along the patient's axes: coarse voxels of the scan
  /// cannot hold what is known of the surface.
  std::vector<LabelMap<3>> bones;
  std::vector<RefusedFemur> refused;
};

/// Finds the proximal femurs of a CT and measures their shape.
/// Shape:  the map lies on the scan's grid. Places are patient millimetres.
/// Errors: anatomy.no-hip, where no head of a femur with its neck is seen.
/// One answer for one scan, whatever the order of its voxels in the file and the number of threads.
[[nodiscard]] Result<FemurSegmentation> find_femurs(const CtScan& scan);

/// The same of femurs that somebody else outlined. Head, neck and shaft are measured as in one's own; the
/// bone's surface is sought near that of the mask.
/// Shape:  kLeftFemurLabel and kRightFemurLabel on the scan's grid, else std::invalid_argument. A side that
/// has
///         no such label is neither found nor refused.
[[nodiscard]] FemurSegmentation femurs_from_labels(const CtScan& scan, const LabelMap<3>& femurs);

}  // namespace osteon
