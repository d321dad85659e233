#pragma once

#include <osteon/imaging/image.hpp>
#include <osteon/imaging/study.hpp>

#include <Eigen/Core>
#include <opencv2/core.hpp>

#include <functional>
#include <vector>

namespace osteon {

/// Where the pixels of a picture lie in the patient, and back. Square pixels, so proportions are true.
struct PictureLattice {
  int columns, rows;
  double mm_per_pixel;
  std::function<Eigen::Vector3d(double column, double row)> place_mm;
  std::function<cv::Point2d(const Eigen::Vector3d& place_mm)> pixel;  ///< seen along `depth_axis`
  Eigen::Vector3d depth_axis;
};

/// The bodies' centres, joined: how the spine runs from the head down.
class SpineLine {
 public:
  /// At least one centre.
  explicit SpineLine(std::vector<Eigen::Vector3d> centers_mm);
  /// Left-right and front-back place at a height; straight on beyond both ends.
  [[nodiscard]] Eigen::Vector2d at_height(double superior_mm) const;
  [[nodiscard]] double highest_mm() const { return centers_mm_.front().z(); }
  [[nodiscard]] double lowest_mm() const { return centers_mm_.back().z(); }
  [[nodiscard]] const std::vector<Eigen::Vector3d>& centers_mm() const { return centers_mm_; }

 private:
  std::vector<Eigen::Vector3d> centers_mm_;
};

/// Front to the left, head up; the plane bends sideways with the spine.
[[nodiscard]] PictureLattice sagittal_lattice(const Grid<3>& grid, const SpineLine& spine,
                                              double mm_per_pixel);
/// The patient's right to the left, head up; the plane bends forwards and backwards with the spine.
[[nodiscard]] PictureLattice coronal_lattice(const Grid<3>& grid, const SpineLine& spine,
                                             double mm_per_pixel);
/// The patient's right to the left, front up, across the axes of one vertebra (columns: left, anterior,
/// superior).
[[nodiscard]] PictureLattice axial_lattice(const Eigen::Vector3d& center_mm, const Eigen::Matrix3d& axes,
                                           double mm_per_pixel);

/// Hounsfield units (CV_32F), mean over `slab_mm` along the depth.
[[nodiscard]] cv::Mat reformat(const CtScan& scan, const PictureLattice& lattice, double slab_mm);
/// Labels (CV_8U) of the nearest voxels.
[[nodiscard]] cv::Mat reformat(const LabelMap<3>& labels, const PictureLattice& lattice);

}  // namespace osteon
