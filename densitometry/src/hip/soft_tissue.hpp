#pragma once

#include <Eigen/Core>

#include <array>
#include <vector>

namespace osteon {

struct UprightFemur;

/// How far beyond the margin round a bone soft tissue is looked at.
inline constexpr double kSoftTissueMm = 6;

/// Attenuation of the soft tissue beside a bone: slowly varying, and on the bone (capsule, tendons) another
/// one than farther from it (fat).
struct SoftTissue {
  std::array<int, 3> size;  ///< cells
  std::vector<double> mean_hu, mean_depth_mm;
  double slope_hu_per_mm;  ///< towards the bone
  double scatter_hu;       ///< of single cubes of 1 mm, robust

  /// `cube` in the femur's cubes; `depth_mm` as there.
  [[nodiscard]] double at(const Eigen::Vector3d& cube, double depth_mm) const;
};

/// Fat and muscle between `margin_mm` and kSoftTissueMm more from the mask; other bones and air are left out.
[[nodiscard]] SoftTissue soft_tissue_beside(const UprightFemur& femur, double margin_mm);

}  // namespace osteon
