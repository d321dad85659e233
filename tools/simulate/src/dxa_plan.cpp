#include "reach.hpp"

#include <osteon/simulate/dxa_plan.hpp>

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

const Eigen::Vector3d kLeft(1, 0, 0), kDown(0, 0, -1);
constexpr double kSpineWidthMm = 180, kSpineHeightMm = 200;
constexpr double kHipMedialMm = 80, kHipLateralMm = 90, kHipAboveMm = 60, kHipBelowMm = 90;

/// Whole pixels within these distances from a place of the picture's plane.
DxaView framed(const Eigen::Vector3d& place, const Eigen::Vector3d& across, const Eigen::Vector3d& down,
               const std::array<double, 4>& left_right_up_down, const Eigen::Vector2d& pixel_mm) {
  const auto [left, right, up, low] = left_right_up_down;
  return {
      place - left * across - up * down,
      across,
      down,
      across.cross(down),
      {1 + static_cast<int>((left + right) / pixel_mm[0]), 1 + static_cast<int>((up + low) / pixel_mm[1])},
      pixel_mm};
}

const SegmentedVertebra* level_of(const SpineSegmentation& spine, BoneRegion level) {
  for (const auto& v : spine.found)
    if (v.level == level) return &v;
  return nullptr;
}

}  // namespace

Result<DxaPlan> plan_spine(const CtScan& scan, const SpineSegmentation& spine,
                           const Eigen::Vector2d& pixel_mm) {
  const SegmentedVertebra* lowest = nullptr;
  for (const auto& v : spine.found)
    if (v.level >= BoneRegion::l1 && v.level <= BoneRegion::l5 &&
        reach(scan.hounsfield.grid(), v.axes.center.mm, kDown, 1) > 0)
      lowest = &v;
  if (lowest == nullptr)
    return Error{"anatomy.no-spine", "No lumbar vertebra is in the scan.",
                 "Give a scan of the lumbar spine."};
  const auto *t12 = level_of(spine, BoneRegion::t12), *l3 = level_of(spine, BoneRegion::l3),
             *l5 = level_of(spine, BoneRegion::l5);
  const Eigen::Vector3d middle = (l3 != nullptr ? l3 : lowest)->axes.center.mm;
  const Grid<3>& grid = scan.hounsfield.grid();
  double low = reach(grid, middle, kDown, kSpineHeightMm);
  if (l5 != nullptr) low = std::min(low, (l5->axes.center.mm - middle).dot(kDown));
  double up = reach(grid, middle, -kDown, kSpineHeightMm - std::min(low, 0.5 * kSpineHeightMm));
  if (t12 != nullptr)
    up = std::min(reach(grid, middle, -kDown, kSpineHeightMm), (t12->axes.center.mm - middle).dot(-kDown));
  const double half = 0.5 * kSpineWidthMm;
  return DxaPlan{
      framed(middle, kLeft, kDown,
             {reach(grid, middle, -kLeft, half), reach(grid, middle, kLeft, half), up, low}, pixel_mm),
      middle};
}

DxaPlan plan_hip(const CtScan& scan, const FemurPlacement& femur, const Eigen::Vector2d& pixel_mm) {
  const HipPlane plane = plane_of(femur);
  const bool left = femur.side == Side::left;
  const Eigen::Vector3d across = left ? plane.lateral : Eigen::Vector3d(-plane.lateral),
                        down = -plane.proximal;
  const Grid<3>& grid = scan.hounsfield.grid();
  const auto far = [&](const Eigen::Vector3d& way, double most) {
    return reach(grid, plane.origin, way, most);
  };
  return {framed(plane.origin, across, down,
                 {far(-across, left ? kHipMedialMm : kHipLateralMm),
                  far(across, left ? kHipLateralMm : kHipMedialMm), far(-down, kHipAboveMm),
                  far(down, kHipBelowMm)},
                 pixel_mm),
          plane.origin};
}

}  // namespace osteon
