#include "photon_counter.hpp"
#include "ray_sums.hpp"
#include "tissue_table.hpp"

#include <osteon/densitometry/dxa_simulation.hpp>
#include <osteon/densitometry/photon_attenuation.hpp>

#include <Eigen/Geometry>

#include <numbers>
#include <stdexcept>

namespace osteon {
namespace {

void check(const CtScan& scan, const LabelMap<3>& part, const DensityLine& line) {
  if (line.mineral != Mineral::hydroxyapatite)
    throw std::invalid_argument("simulate_dxa: the line is not of hydroxyapatite");
  if (!same_place(scan.hounsfield.grid(), part.grid()))
    throw std::invalid_argument("simulate_dxa: grids differ");
}

/// Photons that come through, mean `expected`, as an attenuation.
class Detector {
 public:
  Detector(double photons, std::uint32_t seed, int line) : photons_(photons), counter_(seed, line) {}
  [[nodiscard]] float attenuation(double transmission) {
    if (!(photons_ > 0)) return static_cast<float>(-std::log(std::max(transmission, 1e-30)));
    return static_cast<float>(std::log(photons_ / (counter_.count(photons_ * transmission) + 0.5)));
  }

 private:
  double photons_;
  PhotonCounter counter_;
};

bool shows(const Grid<3>& grid, const Eigen::Vector3d& place_mm) {
  const Eigen::Vector3d p = grid.index_from_patient({place_mm}).ijk;
  for (int n = 0; n < 3; ++n)
    if (!(p[n] >= -0.5 && p[n] <= grid.size[static_cast<std::size_t>(n)] - 0.5)) return false;
  return true;
}

}  // namespace

DxaView posed(const DxaView& view, const Eigen::Vector3d& pivot, const DxaPose& pose) {
  constexpr double kDegree = std::numbers::pi / 180;
  const Eigen::Matrix3d patient_turn = (Eigen::AngleAxisd(pose.about_ray_deg * kDegree, view.ray) *
                                        Eigen::AngleAxisd(pose.about_down_deg * kDegree, view.down) *
                                        Eigen::AngleAxisd(pose.about_across_deg * kDegree, view.across))
                                           .toRotationMatrix();
  const Eigen::Matrix3d turn = patient_turn.transpose();
  const Eigen::Vector3d origin = view.origin - pose.across_mm * view.across - pose.down_mm * view.down;
  return {pivot + turn * (origin - pivot),
          turn * view.across,
          turn * view.down,
          turn * view.ray,
          view.size,
          view.pixel_mm};
}

SimulatedDxa simulate_dxa(const CtScan& scan, const LabelMap<3>& bone, const DensityLine& line,
                          const DxaView& view, const DxaBeams& beams) {
  check(scan, bone, line);
  const Grid<3>& grid = scan.hounsfield.grid();
  const auto tissue = matter_of(line, beams);
  const RayPath path(grid, view.ray);
  const auto rays = rays_to_pixel(grid, view);
  const double share = 1.0 / (rays[0] * rays[1]);
  const double photons = beams.photons_per_mm2 * view.pixel_mm.prod();
  SimulatedDxa result{{Image2D<float>(view.grid()), Image2D<float>(view.grid())},
                      {Image2D<float>(view.grid())},
                      LabelMap<2>(view.grid())};
  tbb::parallel_for(0, view.size[1], [&](int y) {
    Detector detector(photons, beams.seed, y);
    for (int x = 0; x < view.size[0]; ++x) {
      double low = 0, high = 0, mineral = 0;
      for_each_ray(view, rays, x, y, [&](const Eigen::Vector3d& place) {
        Matter sum{0, 0, 0};
        path.visit(place, [&](std::size_t voxel, double mm) {
          const Matter& matter = tissue.at(scan.hounsfield.pixels()[voxel], bone.pixels()[voxel] != 0);
          sum.low_per_mm += mm * matter.low_per_mm;
          sum.high_per_mm += mm * matter.high_per_mm;
          sum.mineral += mm * matter.mineral;
        });
        low += share * std::exp(-sum.low_per_mm);
        high += share * std::exp(-sum.high_per_mm);
        mineral += share * sum.mineral;
      });
      result.scan.low.at(x, y) = detector.attenuation(low);
      result.scan.high.at(x, y) = detector.attenuation(high);
      result.mineral.g_per_cm2.at(x, y) = static_cast<float>(mineral);
      result.seen.at(x, y) =
          shows(grid, view.origin + view.pixel_mm[0] * x * view.across + view.pixel_mm[1] * y * view.down);
    }
  });
  return result;
}

Image2D<float> mineral_along_rays(const CtScan& scan, const LabelMap<3>& part, const DensityLine& line,
                                  const DxaView& view) {
  check(scan, part, line);
  const auto tissue = matter_of(line, DxaBeams{});
  const RayPath path(scan.hounsfield.grid(), view.ray);
  const auto rays = rays_to_pixel(scan.hounsfield.grid(), view);
  Image2D<float> result(view.grid());
  tbb::parallel_for(0, view.size[1], [&](int y) {
    for (int x = 0; x < view.size[0]; ++x) {
      double sum = 0;
      for_each_ray(view, rays, x, y, [&](const Eigen::Vector3d& place) {
        path.visit(place, [&](std::size_t voxel, double mm) {
          if (part.pixels()[voxel] != 0) sum += mm * tissue.at(scan.hounsfield.pixels()[voxel], true).mineral;
        });
      });
      result.at(x, y) = static_cast<float>(sum / (rays[0] * rays[1]));
    }
  });
  return result;
}

Image2D<float> path_in_label(const LabelMap<3>& map, std::uint8_t label, const DxaView& view) {
  const RayPath path(map.grid(), view.ray);
  Image2D<float> result(view.grid());
  tbb::parallel_for(0, view.size[1], [&](int y) {
    for (int x = 0; x < view.size[0]; ++x) {
      double sum = 0;
      for_each_ray(view, {1, 1}, x, y, [&](const Eigen::Vector3d& place) {
        path.visit(place, [&](std::size_t voxel, double mm) {
          if (map.pixels()[voxel] == label) sum += mm;
        });
      });
      result.at(x, y) = static_cast<float>(sum);
    }
  });
  return result;
}

DensityLine as_hydroxyapatite(const DensityLine& line) {
  if (line.mineral == Mineral::hydroxyapatite) return line;
  const double ratio = hu_per_mg_per_cm3(Material::dipotassium_phosphate, line.effective_kev) /
                       hu_per_mg_per_cm3(Material::hydroxyapatite, line.effective_kev);
  DensityLine result = line;
  result.mineral = Mineral::hydroxyapatite;
  result.slope *= ratio;
  result.intercept *= ratio;
  result.slope_variance *= ratio * ratio;
  result.intercept_variance *= ratio * ratio;
  result.covariance *= ratio * ratio;
  result.residual_sd *= ratio;
  return result;
}

}  // namespace osteon
