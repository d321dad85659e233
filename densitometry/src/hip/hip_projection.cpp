#include "hip_projection.hpp"

#include "upright_femur.hpp"

#include <Eigen/Geometry>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

constexpr int kFinePixels = 4;  // to a millimetre

Grid<2> fine_grid(const UprightFemur& femur) {
  const double step = 1.0 / kFinePixels;
  return {{(femur.size[0] - 1) * kFinePixels + 1, (femur.size[1] - 1) * kFinePixels + 1},
          Eigen::Vector2d::Constant(step),
          femur.first_mm.head<2>(),
          Eigen::Matrix2d::Identity()};
}

/// Between the pixels of 1 mm: straight along each axis.
Image2D<float> refined(const Grid<2>& coarse, const std::vector<double>& values, const Grid<2>& fine) {
  Image2D<float> result(fine);
  const auto at = [&](int u, int v) {
    return values[static_cast<std::size_t>(u) +
                  static_cast<std::size_t>(coarse.size[0]) * static_cast<std::size_t>(v)];
  };
  tbb::parallel_for(0, fine.size[1], [&](int y) {
    const int v = std::min(y / kFinePixels, std::max(0, coarse.size[1] - 2));
    const int v1 = std::min(v + 1, coarse.size[1] - 1);
    const double t = static_cast<double>(y) / kFinePixels - v;
    for (int x = 0; x < fine.size[0]; ++x) {
      const int u = std::min(x / kFinePixels, std::max(0, coarse.size[0] - 2));
      const int u1 = std::min(u + 1, coarse.size[0] - 1);
      const double s = static_cast<double>(x) / kFinePixels - u;
      result.at(x, y) = static_cast<float>((1 - t) * ((1 - s) * at(u, v) + s * at(u1, v)) +
                                           t * ((1 - s) * at(u, v1) + s * at(u1, v1)));
    }
  });
  return result;
}

/// Blur fills the neck from its denser ends. What blur of the voxels' width took is put back in one step (van
/// Cittert 1931): the kernel's own, which is not known, stays.
std::vector<double> without_voxel_blur(const Grid<2>& grid, const std::vector<double>& seen,
                                       const Eigen::Vector2d& blur_mm) {
  std::vector<double> blurred = seen;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const double sd = blur_mm[static_cast<int>(axis)];
    const int reach = static_cast<int>(std::ceil(3 * sd)), size = grid.size[axis];
    std::vector<double> kernel;
    double total = 0;
    for (int n = -reach; n <= reach; ++n)
      kernel.push_back(std::exp(-0.5 * n * n / (sd * sd))), total += kernel.back();
    const std::vector<double> in = blurred;
    const std::size_t stride = axis == 0 ? 1 : static_cast<std::size_t>(grid.size[0]);
    for (std::size_t n = 0; n < in.size(); ++n) {
      const int here = static_cast<int>(n / stride) % size;
      double sum = 0;
      for (int step = -reach; step <= reach; ++step) {
        const int there = std::clamp(here + step, 0, size - 1);
        sum += kernel[static_cast<std::size_t>(step + reach)] *
               in[n + static_cast<std::size_t>(there) * stride - static_cast<std::size_t>(here) * stride];
      }
      blurred[n] = sum / total;
    }
  }
  std::vector<double> result = seen;
  for (std::size_t n = 0; n < result.size(); ++n) result[n] += seen[n] - blurred[n];
  return result;
}

/// Steps of a mask stand out of its surface, and the largest of many readings would find them: means over
/// 3 x 3 mm of the plane and, along the ray, over two of its voxels; a neck's round surface falls back by
/// 0.1 mm in 5 mm.
std::vector<float> smooth_share(const UprightFemur& femur) {
  const double along_ray = std::max(3.0, 2 * femur.mask_mm);
  const std::array<double, 3> lengths{3, 3, along_ray};
  std::vector<float> smooth = femur.share;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::vector<float> in = smooth;
    const double half = 0.5 * lengths[axis];
    const int reach = static_cast<int>(std::ceil(half - 0.5));
    tbb::parallel_for(0, femur.size[2], [&](int w) {
      for (int v = 0; v < femur.size[1]; ++v)
        for (int u = 0; u < femur.size[0]; ++u) {
          std::array<int, 3> p{u, v, w};
          const int here = p[axis];
          double sum = 0;
          for (int step = -reach; step <= reach; ++step) {
            p[axis] = std::clamp(here + step, 0, femur.size[axis] - 1);
            sum += std::min(1.0, half + 0.5 - std::abs(step)) * in[femur.offset(p[0], p[1], p[2])];
          }
          smooth[femur.offset(u, v, w)] = static_cast<float>(sum / lengths[axis]);
        }
    });
  }
  return smooth;
}

/// Of a mask read between its voxels, means over 3 mm, cubes and the pixels between them.
double cover_blur_mm(const UprightFemur& femur) {
  return std::sqrt(0.25 * femur.mask_mm * femur.mask_mm + 3.0 * 3.0 / 12 + 0.25);
}

double largest_share(const std::vector<float>& share, const UprightFemur& femur, int u, int v) {
  float largest = 0;
  for (int w = 0; w < femur.size[2]; ++w) largest = std::max(largest, share[femur.offset(u, v, w)]);
  return largest;
}

}  // namespace

HipPlane plane_of(const FemurPlacement& femur) {
  const Eigen::Vector3d proximal = femur.shaft_direction.normalized();
  const Eigen::Vector3d lateral =
      (femur.neck_direction - femur.neck_direction.dot(proximal) * proximal).normalized();
  return {femur.head_center, lateral, proximal, lateral.cross(proximal)};
}

HipProjection projection_of(const UprightFemur& femur) {
  const Grid<2> coarse{{femur.size[0], femur.size[1]},
                       Eigen::Vector2d::Ones(),
                       femur.first_mm.head<2>(),
                       Eigen::Matrix2d::Identity()};
  std::vector<double> attenuation(coarse.pixel_count()), thickness(coarse.pixel_count()),
      cover(coarse.pixel_count()), rim(coarse.pixel_count()), cut(coarse.pixel_count());
  const std::vector<float> smooth = smooth_share(femur);
  tbb::parallel_for(0, femur.size[1], [&](int v) {
    for (int u = 0; u < femur.size[0]; ++u) {
      const std::size_t pixel =
          static_cast<std::size_t>(u) + static_cast<std::size_t>(femur.size[0]) * static_cast<std::size_t>(v);
      cover[pixel] = largest_share(smooth, femur, u, v);
      for (int w = 0; w < femur.size[2]; ++w) {
        const std::size_t n = femur.offset(u, v, w);
        // Within 2 mm of the bone: the margin itself may reach the image's end without harm.
        if (femur.unshown[n] && femur.depth_mm[n] > -2) cut[pixel] = 1;
        if (!femur.counts[n]) continue;
        attenuation[pixel] += femur.bone_hu_mm3[n];
        thickness[pixel] += femur.share[n];
        rim[pixel] += 1 - femur.share[n];
      }
    }
  });
  const Grid<2> fine = fine_grid(femur);
  HipProjection result{femur.plane,
                       refined(coarse, without_voxel_blur(coarse, attenuation, femur.voxel_blur_mm), fine),
                       refined(coarse, thickness, fine),
                       refined(coarse, cover, fine),
                       refined(coarse, rim, fine),
                       LabelMap<2>(fine),
                       femur.voxel_blur_mm,
                       cover_blur_mm(femur),
                       femur.noise_hu};
  const Image2D<float> cut_share = refined(coarse, cut, fine);
  for (std::size_t n = 0; n < cut_share.pixels().size(); ++n)
    result.cut.pixels()[n] = cut_share.pixels()[n] > 0.5F;
  return result;
}

HipProjection project_femur(const CtScan& scan, const LabelMap<3>& femurs, std::uint8_t label,
                            const FemurPlacement& femur) {
  return projection_of(upright(scan, femurs, label, femur));
}

Image2D<float> areal_density(const HipProjection& projection, const DensityLine& line) {
  constexpr double kPerMm = 1e-4;  // mg/cm3 mm in g/cm2
  Image2D<float> result(projection.attenuation.grid());
  for (std::size_t n = 0; n < result.pixels().size(); ++n)
    result.pixels()[n] = static_cast<float>(kPerMm * (line.slope * projection.attenuation.pixels()[n] +
                                                      line.intercept * projection.thickness.pixels()[n]));
  return result;
}

}  // namespace osteon
