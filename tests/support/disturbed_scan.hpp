#pragma once

#include <osteon/imaging/study.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <Eigen/Core>

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace osteon::testing {

/// A copy of a scan to which something was done, and how places and attenuations of the original appear in
/// it.
struct Disturbed {
  CtScan scan;
  std::function<Eigen::Vector3d(const Eigen::Vector3d&)> moved;  ///< patient place, mm
  std::function<double(double)> hu;
  std::vector<BoneRegion> touched = {};  ///< levels whose own shape or density was changed
};

/// `apply` makes the copy; the segmentation of the original says where the spine lies.
struct Disturbance {
  std::string kind;  ///< what copies are counted together
  std::string name;
  std::function<Disturbed(const CtScan&, const SpineSegmentation&)> apply;
};

/// Everything that is done to one scan, always in the same order; no chance but with a fixed seed.
[[nodiscard]] std::vector<Disturbance> all_disturbances(const CtScan& scan, const SpineSegmentation& spine);

/// The same voxels stored in another order: axis n of the copy is axis `order[n]`, run backwards where
/// `backwards[n]`.
[[nodiscard]] CtScan stored_otherwise(const CtScan& scan, std::array<int, 3> order,
                                      std::array<bool, 3> backwards);
/// The patient turned about the middle of the volume, on a lattice that is not.
[[nodiscard]] Disturbed turned_patient(const CtScan& scan, const Eigen::Matrix3d& turn);
/// The part with low <= index < high.
[[nodiscard]] CtScan cropped(const CtScan& scan, const std::array<int, 3>& low,
                             const std::array<int, 3>& high);
/// The part within `margin_mm` of the canal and the bodies to the sides, in front and behind.
[[nodiscard]] CtScan near_spine(const CtScan& scan, const SpineSegmentation& spine, double margin_mm);
/// Another spacing along one axis of the lattice; each new voxel is the mean over its own thickness.
[[nodiscard]] CtScan with_spacing(const CtScan& scan, int axis, double spacing_mm);
/// Independent Gaussian noise in every voxel that was measured: padding (-1024) stays.
[[nodiscard]] CtScan noisy(const CtScan& scan, double sd_hu);

}  // namespace osteon::testing
