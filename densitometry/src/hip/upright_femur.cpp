#include "upright_femur.hpp"

#include "../depth_in_mask.hpp"
#include "../label_box.hpp"
#include "lattice_sampler.hpp"
#include "soft_tissue.hpp"

#include <Eigen/Geometry>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

constexpr double kSurroundingsMm = 14;              // soft tissue that is looked at, and room for distances
constexpr double kShaftShownMm = 70;                // below the lesser trochanter; regions end within 30
constexpr double kWithoutLesserMm = 140;            // below the head's centre
constexpr double kMarginMm = 1.25, kMarginSds = 2;  // how far blur carries bone
constexpr double kKernelVarianceMm2 = 0.3;          // a soft-tissue kernel resolves about 1.3 mm
constexpr float kNoTissueHu = -500;                 // beside a femur there is no air

/// The box of the femur in the plane's millimetres.
struct PlaneBox {
  Eigen::Vector3d low, high;
};

Eigen::Vector3d in_plane(const HipPlane& plane, const Eigen::Vector3d& place_mm) {
  const Eigen::Vector3d d = place_mm - plane.origin;
  return {d.dot(plane.lateral), d.dot(plane.proximal), d.dot(plane.ray)};
}

PlaneBox box_of(const LabelMap<3>& femurs, std::uint8_t label, const FemurPlacement& femur,
                const HipPlane& plane) {
  const double lowest =
      femur.lesser_trochanter ? plane.of(*femur.lesser_trochanter)[1] - kShaftShownMm : -kWithoutLesserMm;
  PlaneBox box{Eigen::Vector3d::Constant(1e9), Eigen::Vector3d::Constant(-1e9)};
  const LabelBox voxels = label_boxes(femurs)[label];
  for (int k = voxels.first[2]; k <= voxels.last[2]; ++k)
    for (int j = voxels.first[1]; j <= voxels.last[1]; ++j)
      for (int i = voxels.first[0]; i <= voxels.last[0]; ++i) {
        if (femurs.at(i, j, k) != label) continue;
        const Eigen::Vector3d p =
            in_plane(plane, femurs.grid().patient_from_index({Eigen::Vector3d(i, j, k)}).mm);
        if (p[1] < lowest) continue;
        box.low = box.low.cwiseMin(p);
        box.high = box.high.cwiseMax(p);
      }
  if (box.low[0] > box.high[0]) box = {Eigen::Vector3d::Zero(), Eigen::Vector3d::Zero()};  // no such label
  box.low.array() -= kSurroundingsMm;
  box.high.array() += kSurroundingsMm;
  return box;
}

/// A way through an image in its own indices.
struct IndexWay {
  Eigen::Vector3d first;
  Eigen::Matrix3d steps;                 ///< along the cubes' axes
  std::array<Eigen::Vector3d, 8> parts;  ///< of a cube
};

template <class Pixel>
IndexWay way_through(const LatticeSampler<Pixel>& image, const UprightFemur& femur) {
  Eigen::Matrix3d axes;
  axes << femur.plane.lateral, femur.plane.proximal, femur.plane.ray;
  IndexWay way{image.index_of(femur.plane.origin + axes * femur.first_mm), {}, {}};
  for (int n = 0; n < 3; ++n) way.steps.col(n) = image.steps_of(axes.col(n));
  for (int n = 0; n < 8; ++n)
    way.parts[static_cast<std::size_t>(n)] =
        way.steps * Eigen::Vector3d(0.25 - 0.5 * (n & 1), 0.25 - 0.5 * (n >> 1 & 1), 0.25 - 0.5 * (n >> 2));
  return way;
}

void sample(const CtScan& scan, const LabelMap<3>& femurs, std::uint8_t label, UprightFemur& femur) {
  const LatticeSampler<std::int16_t> hu(scan.hounsfield);
  const LatticeSampler<std::uint8_t> mask(femurs);
  const IndexWay in_scan = way_through(hu, femur), in_mask = way_through(mask, femur);
  tbb::parallel_for(0, femur.size[2], [&](int w) {
    for (int v = 0; v < femur.size[1]; ++v)
      for (int u = 0; u < femur.size[0]; ++u) {
        const Eigen::Vector3d cube(u, v, w);
        const Eigen::Vector3d there = in_scan.first + in_scan.steps * cube,
                              of_mask = in_mask.first + in_mask.steps * cube;
        double sum = 0, bone = 0;
        bool shown = true;
        for (std::size_t n = 0; n < 8; ++n) {
          const Eigen::Vector3d index = there + in_scan.parts[n];
          shown = shown && hu.inside(index);
          sum += hu.at(index, [](std::int16_t value) { return static_cast<double>(value); });
          bone += mask.at(of_mask + in_mask.parts[n],
                          [&](std::uint8_t value) { return value == label ? 1.0 : 0.0; });
        }
        const std::size_t at = femur.offset(u, v, w);
        femur.hu[at] = static_cast<float>(sum / 8);
        femur.share[at] = shown ? static_cast<float>(bone / 8) : 0.0F;
        femur.unshown[at] = !shown || femur.hu[at] < kNoTissueHu;
      }
  });
}

/// Distance to the mask's half-way surface; the cubes' faces stand for it.
void measure_depth(UprightFemur& femur, double reach_mm) {
  std::vector<std::uint8_t> bone(femur.share.size()), rest(femur.share.size());
  for (std::size_t n = 0; n < bone.size(); ++n) {
    bone[n] = femur.share[n] >= 0.5F;
    rest[n] = !bone[n];
  }
  const auto below = depth_in_mask_mm(bone, femur.size, Eigen::Vector3d::Ones(), reach_mm);
  const auto above = depth_in_mask_mm(rest, femur.size, Eigen::Vector3d::Ones(), reach_mm);
  // What lies nearer to the end of the cubes than to bone is far from it: the ends are no bone.
  for (int w = 0; w < femur.size[2]; ++w)
    for (int v = 0; v < femur.size[1]; ++v)
      for (int u = 0; u < femur.size[0]; ++u) {
        const std::size_t n = femur.offset(u, v, w);
        const int to_end =
            std::min({u, v, w, femur.size[0] - 1 - u, femur.size[1] - 1 - v, femur.size[2] - 1 - w});
        const double away = above[n] >= to_end + 0.5 ? reach_mm : above[n];
        femur.depth_mm[n] = static_cast<float>(bone[n] ? below[n] : -away);
      }
}

/// A voxel is a mean over its length s (variance s^2 / 12), and the straight line between two adds s^2 / 6;
/// so do the cubes of 1 mm and the pixels between them.
Eigen::Vector2d voxel_blur(const Grid<3>& grid, const HipPlane& plane) {
  const auto along = [&](const Eigen::Vector3d& axis) {
    const double scan = (grid.direction.transpose() * axis).cwiseProduct(grid.spacing_mm).squaredNorm();
    return std::sqrt(0.25 * (scan + 1));
  };
  return {along(plane.lateral), along(plane.proximal)};
}

}  // namespace

UprightFemur upright(const CtScan& scan, const LabelMap<3>& femurs, std::uint8_t label,
                     const FemurPlacement& placement) {
  const HipPlane plane = plane_of(placement);
  const PlaneBox box = box_of(femurs, label, placement, plane);
  const Grid<3>& grid = scan.hounsfield.grid();
  UprightFemur femur{plane,
                     {0, 0, 0},
                     box.low,
                     {},
                     {},
                     {},
                     {},
                     {},
                     {},
                     femurs.grid().spacing_mm.mean(),
                     voxel_blur(grid, plane),
                     0};
  for (int n = 0; n < 3; ++n)
    femur.size[static_cast<std::size_t>(n)] =
        std::max(1, static_cast<int>(std::ceil(box.high[n] - box.low[n])) + 1);
  const std::size_t count = static_cast<std::size_t>(femur.size[0]) *
                            static_cast<std::size_t>(femur.size[1]) * static_cast<std::size_t>(femur.size[2]);
  for (auto* values : {&femur.hu, &femur.share, &femur.bone_hu_mm3, &femur.depth_mm})
    values->assign(count, 0.0F);
  femur.counts.assign(count, 0);
  femur.unshown.assign(count, 0);
  sample(scan, femurs, label, femur);
  const double margin =
      kMarginMm + kMarginSds * std::sqrt(kKernelVarianceMm2 + 0.25 * grid.spacing_mm.squaredNorm() / 3);
  measure_depth(femur, margin + kSoftTissueMm);
  const SoftTissue soft = soft_tissue_beside(femur, margin);
  femur.noise_hu = soft.scatter_hu;
  tbb::parallel_for(0, femur.size[2], [&](int w) {
    for (int v = 0; v < femur.size[1]; ++v)
      for (int u = 0; u < femur.size[0]; ++u) {
        const std::size_t n = femur.offset(u, v, w);
        femur.counts[n] = femur.depth_mm[n] > -margin && !femur.unshown[n];
        if (femur.counts[n])
          femur.bone_hu_mm3[n] =
              femur.hu[n] -
              (1 - femur.share[n]) * static_cast<float>(soft.at(Eigen::Vector3d(u, v, w), femur.depth_mm[n]));
      }
  });
  return femur;
}

}  // namespace osteon
