#include "digital_body.hpp"

#include "normal_numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace osteon::phantom {
namespace {

constexpr double kPitchMm = 32, kColumnMm = 20, kShellMm = 3;
const Eigen::Vector3d kExtentMm(320, 250, 216);
const Eigen::Vector3d kCenter(7, -31, 512);

/// HU at a place: l to the left, a forwards, s upwards from the middle of the column.
double tissue_hu(const DigitalBodyOptions& o, double l, double a, double s) {
  const double skin = std::hypot(l / 145, (a - 25) / 105);
  if (skin > 1) return -1000;
  const double column = std::hypot(l, a);
  if (column < kColumnMm) return column > kColumnMm - kShellMm ? 900 : o.core_hu;
  if (std::hypot(l, a + 29) < 9) return 20;               // canal
  if (std::abs(l) < 4 && a < -38 && a > -62) return 500;  // spinous process
  const double aorta = std::hypot(l - kAortaLeftMm, a - kAortaFrontMm);
  if (aorta < o.aorta_radius_mm) {
    const double angle = std::atan2(a - kAortaFrontMm, l - kAortaLeftMm);
    if (o.calcified && aorta > o.aorta_radius_mm - 3 && std::abs(angle) < std::numbers::pi / 3) return 900;
    return o.aorta_hu;
  }
  if (std::hypot(l - kCavaLeftMm, a - kCavaFrontMm) < kCavaRadiusMm) return o.cava_hu;
  if (std::abs(l) > 8 && std::abs(l) < 60 && a > -72 && a < -33) return o.muscle_hu;
  if (std::hypot((l + 88) / 45, (a - 40) / 60, s / 70) < 1) return o.liver_hu;
  if (std::hypot(l - 55, a - 70) < 16) return o.bowel_hu;
  return o.fat_hu;
}

SegmentedVertebra vertebra_at(BoneRegion level, double s_mm, const Eigen::Matrix3d& turn) {
  SegmentedVertebra v{};
  v.level = level;
  v.label_confidence = 1;
  v.complete = true;
  v.detection_confidence = 1;
  v.axes = {{kCenter + turn * Eigen::Vector3d(0, 0, s_mm)}, turn.col(0), -turn.col(1), turn.col(2)};
  return v;
}

}  // namespace

DigitalBody make_digital_body(const DigitalBodyOptions& o) {
  Grid<3> grid{{}, o.spacing_mm, {}, Eigen::Matrix3d::Identity()};
  for (std::size_t n = 0; n < 3; ++n) {
    const int axis = static_cast<int>(n);
    grid.size[n] = static_cast<int>(kExtentMm[axis] / o.spacing_mm[axis]);
    grid.origin_mm[axis] = kCenter[axis] - 0.5 * (grid.size[n] - 1) * o.spacing_mm[axis];
  }
  grid.origin_mm[1] -= 25;  // the column stands in the body's back half
  Image3D<std::int16_t> volume(grid);
  testing::NormalNumbers normal(4711);
  std::size_t n = 0;
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const Eigen::Vector3d p =
            o.turn.transpose() * (grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm - kCenter);
        const double hu = tissue_hu(o, p[0], -p[1], p[2]) + o.noise_hu * normal.next();
        volume.pixels()[n++] = static_cast<std::int16_t>(std::lround(std::clamp(hu, -1024.0, 3071.0)));
      }
  const LabelMap<3> none(Grid<3>{{0, 0, 0}, {1, 1, 1}, {0, 0, 0}, Eigen::Matrix3d::Identity()});
  DigitalBody body{{std::move(volume)}, {none, none, {}, {}, {}}, kCenter, o.turn};
  constexpr std::array kLevels{BoneRegion::t11, BoneRegion::t12, BoneRegion::l1,
                               BoneRegion::l2,  BoneRegion::l3,  BoneRegion::l4};
  for (std::size_t level = 0; level < kLevels.size(); ++level)
    body.spine.found.push_back(
        vertebra_at(kLevels[level], kPitchMm * (2.5 - static_cast<double>(level)), o.turn));
  return body;
}

}  // namespace osteon::phantom
