#pragma once

#include <osteon/imaging/study.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <Eigen/Core>

namespace osteon::phantom {

/// A trunk of cylinders whose every tissue is known: skin of fat, muscle behind the arches, aorta and vena
/// cava before the column, liver, a loop of bowel; T11 to L4 in its middle. It goes on beyond the volume at
/// both ends.
struct DigitalBodyOptions {
  double fat_hu = -105, muscle_hu = 50, aorta_hu = 42, cava_hu = 42, liver_hu = 58;
  double core_hu = 150;    ///< marrow and trabeculae of the column
  double bowel_hu = 30;    ///< contents of a loop 60 mm before the column
  bool calcified = false;  ///< a third of the aorta's wall is 900 HU over 3 mm
  double noise_hu = 12;    ///< sd, independent in every voxel
  double aorta_radius_mm = 10;
  Eigen::Vector3d spacing_mm{1.7, 1.9, 2.5};
  Eigen::Matrix3d turn = Eigen::Matrix3d::Identity();  ///< of the patient; the lattice does not turn with it
};

struct DigitalBody {
  CtScan scan;
  SpineSegmentation spine;    ///< empty maps; vertebrae and their axes
  Eigen::Vector3d center_mm;  ///< of the column, between L1 and L2
  Eigen::Matrix3d turn;

  /// A place of the volume in the patient's own axes L, P, S, from the centre.
  [[nodiscard]] Eigen::Vector3d body_from_patient(const Eigen::Vector3d& place_mm) const {
    return turn.transpose() * (place_mm - center_mm);
  }
};

inline constexpr double kAortaLeftMm = 10, kAortaFrontMm = 32, kCavaLeftMm = -17, kCavaFrontMm = 31,
                        kCavaRadiusMm = 9;

[[nodiscard]] DigitalBody make_digital_body(const DigitalBodyOptions& options);

}  // namespace osteon::phantom
