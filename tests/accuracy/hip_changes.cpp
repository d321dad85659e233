#include "hip_changes.hpp"

#include <osteon/imaging/resample.hpp>

#include <Eigen/Geometry>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace osteon {
namespace {

constexpr int kBeyond = 6;  // voxels: more than the coarsest voxel of a copy

/// The scan with its outermost voxels repeated: a voxel of a copy that reaches beyond the image is the mean
/// of the part that is in it, not of air that nobody measured.
CtScan continued(const CtScan& scan) {
  const Grid<3>& from = scan.hounsfield.grid();
  Grid<3> grid = from;
  grid.origin_mm = from.patient_from_index({Eigen::Vector3d::Constant(-kBeyond)}).mm;
  for (int& n : grid.size) n += 2 * kBeyond;
  Image3D<std::int16_t> result(grid);
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i)
        result.at(i, j, k) = scan.hounsfield.at(std::clamp(i - kBeyond, 0, from.size[0] - 1),
                                                std::clamp(j - kBeyond, 0, from.size[1] - 1),
                                                std::clamp(k - kBeyond, 0, from.size[2] - 1));
  return {std::move(result)};
}

/// The voxels whose middles lie in the scan.
CtScan within(const CtScan& copy, const Grid<3>& scan) {
  const Grid<3>& grid = copy.hounsfield.grid();
  const Eigen::Vector3d first = scan.direction.transpose() * (grid.origin_mm - scan.origin_mm);
  std::array<int, 3> low{}, high{};
  for (std::size_t n = 0; n < 3; ++n) {
    const auto axis = static_cast<int>(n);
    const double spacing = grid.spacing_mm[axis], half = 0.5 * scan.spacing_mm[axis];
    const double end = scan.size[n] * scan.spacing_mm[axis] - half;
    low[n] = static_cast<int>(std::ceil((-half - first[axis]) / spacing - 1e-6));
    high[n] = static_cast<int>(std::floor((end - first[axis]) / spacing + 1e-6)) + 1;
  }
  return testing::cropped(copy, low, high);
}

/// Another spacing along some axes; each voxel is the mean over its own volume.
CtScan respaced(const CtScan& scan, const std::vector<int>& axes, double spacing_mm) {
  CtScan copy = continued(scan);
  for (const int axis : axes) copy = testing::with_spacing(copy, axis, spacing_mm);
  return within(copy, scan.hounsfield.grid());
}

int axis_along_body(const Grid<3>& grid) {
  int axis = 0;
  grid.direction.row(2).cwiseAbs().maxCoeff(&axis);
  return axis;
}

/// The lattice elsewhere by a part of a voxel along every axis.
CtScan shifted(const CtScan& scan, const Eigen::Vector3d& voxels) {
  Grid<3> grid = scan.hounsfield.grid();
  grid.origin_mm = grid.patient_from_index({voxels}).mm;
  for (int& n : grid.size) --n;
  return {resample_linear(scan.hounsfield, grid)};
}

}  // namespace

std::vector<HipChange> hip_changes() {
  std::vector<HipChange> all;
  constexpr const char* kAxes = "LPS";
  const auto same = [](double hu) { return hu; };
  const auto unmoved = [](const Eigen::Vector3d& p) { return p; };
  for (int axis = 0; axis < 3; ++axis)
    for (const double deg : {-10.0, 10.0})
      all.push_back({fmt::format("turned {:+.0f}° about {}", deg, kAxes[axis]), [=](const CtScan& scan) {
                       const Eigen::AngleAxisd turn(deg * std::numbers::pi / 180,
                                                    Eigen::Vector3d::Unit(axis));
                       return testing::turned_patient(scan, turn.toRotationMatrix());
                     }});
  for (const double spacing : {1.0, 2.0, 3.0, 4.0})
    all.push_back({fmt::format("{:.0f} mm cubes", spacing), [=](const CtScan& scan) {
                     return testing::Disturbed{respaced(scan, {0, 1, 2}, spacing), unmoved, same};
                   }});
  for (const double spacing : {1.5, 4.0, 5.0})
    all.push_back({fmt::format("slices of {} mm", spacing), [=](const CtScan& scan) {
                     const int axis = axis_along_body(scan.hounsfield.grid());
                     return testing::Disturbed{respaced(scan, {axis}, spacing), unmoved, same};
                   }});
  const std::array<std::pair<const char*, Eigen::Vector3d>, 3> shifts{
      {{"half a voxel across", {0.5, 0.5, 0}},
       {"half a voxel along", {0, 0, 0.5}},
       {"parts of a voxel", {0.3, 0.7, 0.3}}}};
  for (const auto& [name, voxels] : shifts)
    all.push_back({fmt::format("shifted by {}", name), [=, voxels = voxels](const CtScan& scan) {
                     return testing::Disturbed{shifted(scan, voxels), unmoved, same};
                   }});
  for (const double sd : {20.0, 40.0})
    all.push_back({fmt::format("noise of {:.0f} HU", sd), [=](const CtScan& scan) {
                     return testing::Disturbed{testing::noisy(scan, sd), unmoved, same};
                   }});
  return all;
}

}  // namespace osteon
