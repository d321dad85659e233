#pragma once

#include <osteon/densitometry/density_calibration.hpp>
#include <osteon/imaging/image.hpp>
#include <osteon/imaging/study.hpp>

#include <Eigen/Core>

#include <array>
#include <cstdint>

// What a densitometer would see of the patient of a CT: his mineral and soft tissue weighed along parallel
// rays by X-rays of two energies, photon by photon. Pure.

namespace osteon {

/// Where a densitometer looks at a patient from. Patient millimetres; unit vectors at right angles.
struct DxaView {
  Eigen::Vector3d origin;             ///< centre of the first pixel
  Eigen::Vector3d across, down, ray;  ///< the picture's x, its y, and the way of the X-rays
  std::array<int, 2> size;            ///< pixels across and down
  Eigen::Vector2d pixel_mm;

  /// Picture millimetres as DxaPicture has them; 0 = centre of the first pixel.
  [[nodiscard]] Eigen::Vector2d picture_of(const Eigen::Vector3d& place_mm) const {
    return {(place_mm - origin).dot(across), (place_mm - origin).dot(down)};
  }
  [[nodiscard]] Grid<2> grid() const {
    return {size, pixel_mm, Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()};
  }
};

/// How a patient lies otherwise than planned. Turns about the axes of the view, in this order, right-handed.
struct DxaPose {
  double about_across_deg = 0, about_down_deg = 0, about_ray_deg = 0;
  double across_mm = 0, down_mm = 0;  ///< the patient is moved on the picture
};

/// The view of a patient who turned about `pivot` and moved. The same as turning the CT, without resampling
/// it.
[[nodiscard]] DxaView posed(const DxaView& view, const Eigen::Vector3d& pivot, const DxaPose& pose);

/// What voxels without mineral, and what is left of those with it, are taken for.
enum class SoftTissueModel {
  as_scanned,  ///< adipose and muscle (ICRU 44) by the CT number, thinner below, at most blood above them:
               ///< contrast medium is no tissue
  even         ///< water, as dense as the CT number says: no fat that a densitometer could be misled by
};

struct DxaBeams {
  double low_kev = 40, high_kev = 70;  ///< a cerium filter's two bands act like these
  /// Photons of each energy that enter the patient over 1 mm2; 0 = a picture without noise. An entrance dose
  /// of 0.146 mGy, as a Lunar iDXA states it, at 30 000 photons per mm2 and uGy, half at each energy.
  double photons_per_mm2 = 2e6;
  std::uint32_t seed = 1;
  SoftTissueModel soft_tissue = SoftTissueModel::as_scanned;
};

struct SimulatedDxa {
  DualEnergyScan scan;
  DxaScan mineral;   ///< hydroxyapatite that really lies in each pixel, g/cm2
  LabelMap<2> seen;  ///< 1 where the CT reaches, in the plane of the view
};

/// `bone`: where mineral is; voxels of it keep what the line says, all others are soft tissue however bright.
/// `line`: of hydroxyapatite, else std::invalid_argument, as where grids differ.
///
/// A voxel of bone is its mineral and, in what is left of its volume, the tissue that the line calls nought.
/// Rays are sums over planes of voxels (Joseph, IEEE Trans Med Imaging 1982;1:192), as many to a pixel as it
/// has voxels; a pixel counts the photons that come through, and one half, which keeps the logarithm of few
/// photons unbiased. One seed gives one picture, whatever the number of threads.
[[nodiscard]] SimulatedDxa simulate_dxa(const CtScan& scan, const LabelMap<3>& bone, const DensityLine& line,
                                        const DxaView& view, const DxaBeams& beams = {});

/// Mineral along the rays in the voxels of `part` alone, g/cm2. As above.
[[nodiscard]] Image2D<float> mineral_along_rays(const CtScan& scan, const LabelMap<3>& part,
                                                const DensityLine& line, const DxaView& view);

/// Millimetres of each ray within voxels of one label. Pure.
[[nodiscard]] Image2D<float> path_in_label(const LabelMap<3>& map, std::uint8_t label, const DxaView& view);

/// The same line for hydroxyapatite: two minerals raise CT numbers in a ratio that the line's energy gives.
[[nodiscard]] DensityLine as_hydroxyapatite(const DensityLine& line);

/// `known` and whatever else is bright over 3 mm: bones without a mask, calcified vessels. Noise is not.
/// Errors: std::invalid_argument where the grids differ.
[[nodiscard]] LabelMap<3> all_bone(const CtScan& scan, const LabelMap<3>& known, double brighter_than_hu);

}  // namespace osteon
