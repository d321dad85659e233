#include "reformat.hpp"

#include <osteon/imaging/resample.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace osteon {
namespace {

// How much is shown around the spine, in mm.
constexpr double kAboveAndBelowMm = 40.0;
constexpr double kInFrontMm = 55.0;
constexpr double kBehindMm = 80.0;
constexpr double kSidewaysMm = 75.0;
constexpr double kAxialReachMm = 55.0;
constexpr double kSlabStepMm = 1.0;

struct Reach {
  double low_mm, high_mm;
  [[nodiscard]] int pixels(double mm_per_pixel) const {
    return std::max(1, static_cast<int>(std::ceil((high_mm - low_mm) / mm_per_pixel)));
  }
};

/// Of the volume along one axis of the patient, faces included.
Reach reach_of(const Grid<3>& grid, int axis) {
  Reach reach{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d ijk;
    for (int n = 0; n < 3; ++n)
      ijk[n] = (corner >> n & 1) ? grid.size[static_cast<std::size_t>(n)] - 0.5 : -0.5;
    const double place_mm = grid.patient_from_index({ijk}).mm[axis];
    reach = {std::min(reach.low_mm, place_mm), std::max(reach.high_mm, place_mm)};
  }
  return reach;
}

/// Around the spine, but not outside of the volume.
Reach shown(const Grid<3>& grid, const SpineLine& spine, int axis, double before_mm, double behind_mm) {
  const Reach volume = reach_of(grid, axis);
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const auto& center : spine.centers_mm()) {
    low = std::min(low, center[axis]);
    high = std::max(high, center[axis]);
  }
  return {std::max(volume.low_mm, low - before_mm), std::min(volume.high_mm, high + behind_mm)};
}

}  // namespace

SpineLine::SpineLine(std::vector<Eigen::Vector3d> centers_mm) : centers_mm_(std::move(centers_mm)) {
  std::stable_sort(centers_mm_.begin(), centers_mm_.end(),
                   [](const auto& a, const auto& b) { return a.z() > b.z(); });
}

Eigen::Vector2d SpineLine::at_height(double superior_mm) const {
  if (centers_mm_.size() == 1) return centers_mm_.front().head<2>();
  std::size_t n = 1;
  while (n + 1 < centers_mm_.size() && centers_mm_[n].z() > superior_mm) ++n;
  const auto& upper = centers_mm_[n - 1];
  const auto& lower = centers_mm_[n];
  const double drop_mm = std::max(upper.z() - lower.z(), 1e-3);
  const double part = std::clamp((upper.z() - superior_mm) / drop_mm, -1.0, 2.0);
  return (1.0 - part) * upper.head<2>() + part * lower.head<2>();
}

PictureLattice sagittal_lattice(const Grid<3>& grid, const SpineLine& spine, double mm_per_pixel) {
  const Reach up = shown(grid, spine, 2, kAboveAndBelowMm, kAboveAndBelowMm);
  const Reach back = shown(grid, spine, 1, kInFrontMm, kBehindMm);
  return {back.pixels(mm_per_pixel),
          up.pixels(mm_per_pixel),
          mm_per_pixel,
          [=](double column, double row) {
            const double z = up.high_mm - (row + 0.5) * mm_per_pixel;
            return Eigen::Vector3d(spine.at_height(z).x(), back.low_mm + (column + 0.5) * mm_per_pixel, z);
          },
          [=](const Eigen::Vector3d& p) {
            return cv::Point2d((p.y() - back.low_mm) / mm_per_pixel - 0.5,
                               (up.high_mm - p.z()) / mm_per_pixel - 0.5);
          },
          Eigen::Vector3d::UnitX()};
}

PictureLattice coronal_lattice(const Grid<3>& grid, const SpineLine& spine, double mm_per_pixel) {
  const Reach up = shown(grid, spine, 2, kAboveAndBelowMm, kAboveAndBelowMm);
  const Reach left = shown(grid, spine, 0, kSidewaysMm, kSidewaysMm);
  return {left.pixels(mm_per_pixel),
          up.pixels(mm_per_pixel),
          mm_per_pixel,
          [=](double column, double row) {
            const double z = up.high_mm - (row + 0.5) * mm_per_pixel;
            return Eigen::Vector3d(left.low_mm + (column + 0.5) * mm_per_pixel, spine.at_height(z).y(), z);
          },
          [=](const Eigen::Vector3d& p) {
            return cv::Point2d((p.x() - left.low_mm) / mm_per_pixel - 0.5,
                               (up.high_mm - p.z()) / mm_per_pixel - 0.5);
          },
          Eigen::Vector3d::UnitY()};
}

PictureLattice axial_lattice(const Eigen::Vector3d& center_mm, const Eigen::Matrix3d& axes,
                             double mm_per_pixel) {
  // The posterior elements reach farther than the body: the centre is drawn above the middle.
  const int pixels = Reach{-kAxialReachMm, kAxialReachMm}.pixels(mm_per_pixel);
  const double middle = 0.5 * (pixels - 1), center_row = 0.36 * pixels;
  return {pixels,
          pixels,
          mm_per_pixel,
          [=](double column, double row) -> Eigen::Vector3d {
            return center_mm +
                   mm_per_pixel * ((column - middle) * axes.col(0) + (center_row - row) * axes.col(1));
          },
          [=](const Eigen::Vector3d& p) {
            const Eigen::Vector3d local = axes.transpose() * (p - center_mm) / mm_per_pixel;
            return cv::Point2d(middle + local.x(), center_row - local.y());
          },
          axes.col(2)};
}

cv::Mat reformat(const CtScan& scan, const PictureLattice& lattice, double slab_mm) {
  const int steps = std::max(0, static_cast<int>(std::round(0.5 * slab_mm / kSlabStepMm)));
  cv::Mat picture(lattice.rows, lattice.columns, CV_32F);
  tbb::parallel_for(0, lattice.rows, [&](int row) {
    for (int column = 0; column < lattice.columns; ++column) {
      const Eigen::Vector3d place = lattice.place_mm(column, row);
      double sum = 0;
      for (int n = -steps; n <= steps; ++n)
        sum += sample_linear(scan.hounsfield, {place + n * kSlabStepMm * lattice.depth_axis});
      picture.at<float>(row, column) = static_cast<float>(sum / (2 * steps + 1));
    }
  });
  return picture;
}

cv::Mat reformat(const LabelMap<3>& labels, const PictureLattice& lattice) {
  const auto& size = labels.grid().size;
  cv::Mat picture(lattice.rows, lattice.columns, CV_8U, cv::Scalar(0));
  tbb::parallel_for(0, lattice.rows, [&](int row) {
    for (int column = 0; column < lattice.columns; ++column) {
      const Eigen::Vector3d ijk = labels.grid().index_from_patient({lattice.place_mm(column, row)}).ijk;
      const int i = static_cast<int>(std::lround(ijk.x())), j = static_cast<int>(std::lround(ijk.y())),
                k = static_cast<int>(std::lround(ijk.z()));
      if (i < 0 || j < 0 || k < 0 || i >= size[0] || j >= size[1] || k >= size[2]) continue;
      picture.at<std::uint8_t>(row, column) = labels.at(i, j, k);
    }
  });
  return picture;
}

}  // namespace osteon
