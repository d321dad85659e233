#include "hip_projection.hpp"

#include "upright_femur.hpp"

#include <Eigen/Geometry>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

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
      rim(coarse.pixel_count()), cut(coarse.pixel_count());
  tbb::parallel_for(0, femur.size[1], [&](int v) {
    for (int u = 0; u < femur.size[0]; ++u) {
      const std::size_t pixel =
          static_cast<std::size_t>(u) + static_cast<std::size_t>(femur.size[0]) * static_cast<std::size_t>(v);
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
                       refined(coarse, attenuation, fine),
                       refined(coarse, thickness, fine),
                       refined(coarse, rim, fine),
                       LabelMap<2>(fine),
                       femur.voxel_blur_mm,
                       femur.noise_hu};
  const Image2D<float> cut_share = refined(coarse, cut, fine);
  for (std::size_t n = 0; n < cut_share.pixels().size(); ++n)
    result.cut.pixels()[n] = cut_share.pixels()[n] > 0.5F;
  return result;
}

HipProjection project_femur(const CtScan& scan, const LabelMap<3>& femurs, std::uint8_t label,
                            const FemurPlacement& femur) {
  if (!same_place(scan.hounsfield.grid(), femurs.grid()))
    throw std::invalid_argument("project_femur: grids differ");
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
