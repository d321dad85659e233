#include "photon_counter.hpp"
#include "ray_sums.hpp"
#include "scatter.hpp"
#include "tissue_table.hpp"

#include <osteon/densitometry/photon_attenuation.hpp>
#include <osteon/densitometry/radiograph_simulation.hpp>

#include <stdexcept>
#include <utility>

namespace osteon {
namespace {

/// Mass per area along a ray, g/cm2 at 1 mm of a voxel.
struct Masses {
  float adipose, muscle, mineral;
};

HounsfieldTable<Masses> masses_of(const DensityLine& line) {
  constexpr double kCmPerMm = 0.1;
  const auto mixtures = mixtures_of(line, SoftTissueModel::as_scanned);
  return HounsfieldTable<Masses>([&](int hounsfield, bool bone) -> Masses {
    const Mixture& in = mixtures.at(static_cast<std::int16_t>(hounsfield), bone);
    const auto per_mm = [](double g_per_cm3) { return static_cast<float>(kCmPerMm * g_per_cm3); };
    return {per_mm(in.adipose), per_mm(in.muscle), per_mm(in.mineral)};
  });
}

/// The tube's energies, a few at a time.
class Spectrum {
 public:
  explicit Spectrum(const XrayBeam& tube) {
    constexpr std::size_t kTogether = 3;  // of 1 keV
    const std::vector<double> energy = detected_energy(tube);
    double all = 0;
    for (std::size_t n = 0; n < energy.size(); ++n) {
      const double kev = kLowestKev + static_cast<double>(n);
      if (n % kTogether == 0) bands_.push_back({0, 0, 0, 0});
      Band& band = bands_.back();
      band.share += energy[n];
      band.adipose += energy[n] * mass_attenuation(Material::adipose, kev);
      band.muscle += energy[n] * mass_attenuation(Material::muscle, kev);
      band.mineral += energy[n] * mass_attenuation(Material::hydroxyapatite, kev);
      all += energy[n];
    }
    for (Band& band : bands_)
      band = {band.share / all, band.adipose / band.share, band.muscle / band.share,
              band.mineral / band.share};
  }
  [[nodiscard]] double transmission(double adipose, double muscle, double mineral) const {
    double sum = 0;
    for (const Band& band : bands_)
      sum += band.share * std::exp(-band.adipose * adipose - band.muscle * muscle - band.mineral * mineral);
    return sum;
  }

 private:
  struct Band {
    double share, adipose, muscle, mineral;
  };
  std::vector<Band> bands_;
};

void check(const CtScan& scan, const LabelMap<3>& bone, const DensityLine& line, const ConeView& view,
           const OpenBox& open) {
  if (line.mineral != Mineral::hydroxyapatite)
    throw std::invalid_argument("simulate_radiograph: the line is not of hydroxyapatite");
  if (!same_place(scan.hounsfield.grid(), bone.grid()))
    throw std::invalid_argument("simulate_radiograph: grids differ");
  const auto& [columns, rows] = view.detector.size;
  if (open.left < 0 || open.top < 0 || open.right > columns || open.bottom > rows ||
      open.left >= open.right || open.top >= open.bottom)
    throw std::invalid_argument("simulate_radiograph: the open box is none of the picture");
}

Image2D<float> straight_beam(const CtScan& scan, const LabelMap<3>& bone, const DensityLine& line,
                             const ConeView& view, const OpenBox& open, const XrayBeam& tube) {
  const Grid<3>& grid = scan.hounsfield.grid();
  const auto masses = masses_of(line);
  const Spectrum spectrum(tube);
  const auto rays = rays_to_pixel(grid, view.detector);
  const double share = 1.0 / (rays[0] * rays[1]);
  const Eigen::Vector3d source = view.source();
  const std::int16_t* hounsfield = scan.hounsfield.pixels().data();
  const std::uint8_t* is_bone = bone.pixels().data();
  Image2D<float> straight(view.detector.grid());
  tbb::parallel_for(open.top, open.bottom, [&](int y) {
    for (int x = open.left; x < open.right; ++x) {
      double through = 0;
      for_each_ray(view.detector, rays, x, y, [&](const Eigen::Vector3d& place) {
        double adipose = 0, muscle = 0, mineral = 0;
        RayPath(grid, (place - source).normalized()).visit(source, [&](std::size_t voxel, double mm) {
          const Masses& in = masses.at(hounsfield[voxel], is_bone[voxel] != 0);
          adipose += mm * static_cast<double>(in.adipose);
          muscle += mm * static_cast<double>(in.muscle);
          mineral += mm * static_cast<double>(in.mineral);
        });
        through += share * spectrum.transmission(adipose, muscle, mineral);
      });
      straight.at(x, y) = static_cast<float>(through);
    }
  });
  return straight;
}

}  // namespace

SimulatedRadiograph simulate_radiograph(const CtScan& scan, const LabelMap<3>& bone, const DensityLine& line,
                                        const ConeView& view, const OpenBox& open,
                                        const RadiographBeam& beam) {
  check(scan, bone, line, view, open);
  if (!(beam.scatter_reach_mm > 0) || !(beam.scatter_ratio >= 0))
    throw std::invalid_argument("simulate_radiograph: no such scatter");
  Image2D<float> straight = straight_beam(scan, bone, line, view, open, beam.tube);
  Image2D<float> scatter = scattered(straight, open, beam.scatter_ratio, beam.scatter_reach_mm);
  SimulatedRadiograph result{std::move(straight), std::move(scatter), Image2D<float>(view.detector.grid())};
  const OpenBox chamber = chamber_of(open, view.detector.pixel_mm);
  const double exposure = mean_over(result.straight, chamber) + mean_over(result.scatter, chamber);
  const double photons = beam.photons_per_mm2 * view.detector.pixel_mm.prod();
  tbb::parallel_for(0, view.detector.size[1], [&](int y) {
    PhotonCounter counter(beam.seed, y);
    for (int x = 0; x < view.detector.size[0]; ++x) {
      const double expected =
          (static_cast<double>(result.straight.at(x, y)) + static_cast<double>(result.scatter.at(x, y))) /
          exposure;
      result.signal.at(x, y) =
          static_cast<float>(photons > 0 ? counter.count(photons * expected) / photons : expected);
    }
  });
  return result;
}

DensityLine usual_line(double ct_kilovolt) {
  constexpr double kFiltrationMm = 8, kTrunkCm = 28;  // as calibrate_by_beam
  const double kev = effective_kev(Material::hydroxyapatite, {ct_kilovolt, kFiltrationMm, kTrunkCm});
  return {Mineral::hydroxyapatite,
          1 / hu_per_mg_per_cm3(Material::hydroxyapatite, kev),
          0,
          0,
          0,
          0,
          0,
          0,
          1,
          kev,
          {"", ""},
          {}};
}

}  // namespace osteon
