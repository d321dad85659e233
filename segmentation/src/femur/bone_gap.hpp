#pragma once

#include "femur/head_sphere.hpp"

#include <Eigen/Core>

#include <optional>

namespace osteon {

/// A dark sheet across the whole of a head or neck, through its cortex.
struct BoneGap {
  double along_mm;    ///< where it meets the neck's axis, from the head's centre
  double cortex_dip;  ///< share by which the cortex is darker there than on both sides
  double marrow_dip;  ///< the same of what lies round the axis
};

/// The clearest sheet within the head that darkens cortex and marrow alike, among planes that stand at up to
/// 40 degrees to the section across `axis`: cartilage of a growth plate is that.
[[nodiscard]] std::optional<BoneGap> darkest_plate(const VolumeSampler& scan, const HeadSphere& head,
                                                   const Eigen::Vector3d& axis);

/// The clearest sheet through the neck's cortex, from the head's end to the trochanters: a fracture that
/// gapes. Marrow need not tell: in old necks it is darker than blood.
[[nodiscard]] std::optional<BoneGap> widest_break(const VolumeSampler& scan, const HeadSphere& head,
                                                  const Eigen::Vector3d& axis);

}  // namespace osteon
