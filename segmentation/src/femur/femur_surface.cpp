#include "femur/femur_surface.hpp"

#include "femur/between_voxels.hpp"
#include "femur/bone_edge.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

constexpr double kFarMm = 3;       // from the surface: there the mask is right
constexpr double kNearMm = 2.5;    // of the mask's surface, where the bone's own is sought
constexpr double kSmoothMm = 1.2;  // sd: a curve of 15 mm radius is shifted by 0.05 mm

struct SurfacePoint {
  std::array<int, 3> voxel;
  Eigen::Vector3d place_mm, normal;  ///< of the mask; outwards
  double shift_mm;                   ///< to the bone's own surface, along the normal
};

template <class Visit>
void for_each_near(const Grid<3>& grid, const std::array<int, 3>& p, int reach, const Visit& visit) {
  for (int k = std::max(0, p[2] - reach); k <= std::min(grid.size[2] - 1, p[2] + reach); ++k)
    for (int j = std::max(0, p[1] - reach); j <= std::min(grid.size[1] - 1, p[1] + reach); ++j)
      for (int i = std::max(0, p[0] - reach); i <= std::min(grid.size[0] - 1, p[0] + reach); ++i)
        visit(i, j, k);
}

/// Voxels of the mask beside its outside, and the way out from each. The image's end is no outside.
std::vector<SurfacePoint> mask_surface(const Image3D<std::int16_t>& hu, const LabelMap<3>& mask) {
  const Grid<3>& grid = mask.grid();
  const auto outside = [&](int i, int j, int k) {
    return mask.at(i, j, k) == 0 && hu.at(i, j, k) != kOutsideHu;
  };
  std::vector<SurfacePoint> points;
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        if (mask.at(i, j, k) == 0) continue;
        const std::array<int, 3> p{i, j, k};
        bool beside = false;
        for (std::size_t n = 0; n < 6 && !beside; ++n) {
          auto q = p;
          q[n / 2] += n % 2 == 0 ? 1 : -1;
          beside = q[n / 2] >= 0 && q[n / 2] < grid.size[n / 2] && outside(q[0], q[1], q[2]);
        }
        if (!beside) continue;
        Eigen::Vector3d outwards = Eigen::Vector3d::Zero();
        for_each_near(grid, p, 2, [&](int x, int y, int z) {
          if (outside(x, y, z)) outwards += Eigen::Vector3d(x - i, y - j, z - k);
        });
        if (outwards.norm() < 1) continue;
        points.push_back(
            {p, grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm, outwards.normalized(), 0});
      }
  return points;
}

/// Where the mask's surface lies on a line out of one of its voxels.
double mask_end_mm(const LabelMap<3>& mask, const SurfacePoint& point) {
  constexpr double kStepMm = 0.25, kMostMm = 3;
  const auto bone = [](std::uint8_t label) { return label != 0 ? 1.0 : 0.0; };
  double t = 0;
  while (t < kMostMm && between_voxels(mask, point.place_mm + t * point.normal, 0, bone) >= 0.5) t += kStepMm;
  return t - 0.5 * kStepMm;
}

double surface_shift_mm(const VolumeSampler& scan, const SurfacePoint& point, double mask_end) {
  constexpr double kInsideMm = 6, kOutsideMm = 6;
  double shift = 0, nearest = kNearMm;
  for (const BoneEdge& edge :
       bone_edges_on(scan, point.place_mm, point.normal, mask_end - kInsideMm, mask_end + kOutsideMm)) {
    if (std::abs(edge.at_mm - mask_end) >= nearest) continue;
    nearest = std::abs(edge.at_mm - mask_end);
    shift = std::clamp(surface_at(scan, point.place_mm, point.normal, edge) - mask_end, -kNearMm, kNearMm);
  }
  return shift;
}

/// The middle shift of all points within two voxels: single lines meet a vessel or another bone.
std::vector<double> settled_shifts(const Grid<3>& grid, const std::vector<SurfacePoint>& points) {
  Image3D<std::int32_t> at(grid, -1);
  for (std::size_t n = 0; n < points.size(); ++n)
    at.at(points[n].voxel[0], points[n].voxel[1], points[n].voxel[2]) = static_cast<std::int32_t>(n);
  std::vector<double> settled(points.size());
  tbb::parallel_for(std::size_t{0}, points.size(), [&](std::size_t n) {
    std::vector<double> near;
    for_each_near(grid, points[n].voxel, 2, [&](int i, int j, int k) {
      if (const int m = at.at(i, j, k); m >= 0) near.push_back(points[static_cast<std::size_t>(m)].shift_mm);
    });
    const auto middle = near.begin() + static_cast<std::ptrdiff_t>(near.size() / 2);
    std::nth_element(near.begin(), middle, near.end());
    settled[n] = *middle;
  });
  return settled;
}

}  // namespace

Image3D<float> depth_below_surface(const VolumeSampler& scan, const Image3D<std::int16_t>& hu,
                                   const LabelMap<3>& mask) {
  const Grid<3>& grid = mask.grid();
  std::vector<SurfacePoint> points = mask_surface(hu, mask);
  tbb::parallel_for(std::size_t{0}, points.size(), [&](std::size_t n) {
    SurfacePoint& point = points[n];
    const double end = mask_end_mm(mask, point);
    point.place_mm += end * point.normal;
    point.shift_mm = surface_shift_mm(scan, point, 0);
  });
  const std::vector<double> shifts = settled_shifts(grid, points);

  Image3D<float> sum(grid), weights(grid);
  for (std::size_t n = 0; n < points.size(); ++n) {
    const Eigen::Vector3d surface = points[n].place_mm + shifts[n] * points[n].normal;
    for_each_near(grid, points[n].voxel, 3, [&](int i, int j, int k) {
      const Eigen::Vector3d way = surface - grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
      const double square = way.squaredNorm() / (kSmoothMm * kSmoothMm);
      const auto weight = static_cast<float>(std::exp(-0.5 * square));
      sum.at(i, j, k) += weight * static_cast<float>(way.dot(points[n].normal));
      weights.at(i, j, k) += weight;
    });
  }
  Image3D<float> depth(grid);
  constexpr float kLeastWeight = 0.02F;  // of a point 3.3 mm away
  for (std::size_t n = 0; n < depth.pixels().size(); ++n) {
    const auto far = static_cast<float>(mask.pixels()[n] != 0 ? kFarMm : -kFarMm);
    const float weight = weights.pixels()[n];
    depth.pixels()[n] =
        weight < kLeastWeight || hu.pixels()[n] == kOutsideHu
            ? far
            : std::clamp(sum.pixels()[n] / weight, static_cast<float>(-kFarMm), static_cast<float>(kFarMm));
  }
  return depth;
}

}  // namespace osteon
