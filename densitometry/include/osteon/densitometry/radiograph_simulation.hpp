#pragma once

#include <osteon/densitometry/density_calibration.hpp>
#include <osteon/densitometry/dxa_simulation.hpp>
#include <osteon/densitometry/xray_beam.hpp>
#include <osteon/imaging/image.hpp>
#include <osteon/imaging/study.hpp>

#include <Eigen/Core>

#include <cstdint>

// What a flat detector would see of the patient of a CT before an X-ray tube: straight and scattered beam,
// photon by photon. Pure.

namespace osteon {

/// A point source before a flat detector.
struct ConeView {
  DxaView detector;         ///< its plane; `ray` leads from the source straight to it
  Eigen::Vector2d foot_mm;  ///< where that ray meets it, picture millimetres
  double source_mm;         ///< from the source to the detector

  [[nodiscard]] Eigen::Vector3d source() const {
    return detector.origin + foot_mm[0] * detector.across + foot_mm[1] * detector.down -
           source_mm * detector.ray;
  }
  /// How much larger a place is shown than it is, at right angles to `ray`.
  [[nodiscard]] double magnification(const Eigen::Vector3d& place_mm) const {
    return source_mm / (place_mm - source()).dot(detector.ray);
  }
  /// Where its shadow falls, millimetres of the detector; 0 = centre of the first pixel.
  [[nodiscard]] Eigen::Vector2d picture_of(const Eigen::Vector3d& place_mm) const {
    const Eigen::Vector3d way = place_mm - source();
    return foot_mm +
           magnification(place_mm) * Eigen::Vector2d(way.dot(detector.across), way.dot(detector.down));
  }
};

/// Pixels that the collimator leaves open: from left and top, up to but without right and bottom.
struct OpenBox {
  int left, top, right, bottom;
  friend bool operator==(const OpenBox&, const OpenBox&) = default;
  [[nodiscard]] bool holds(int x, int y) const { return x >= left && x < right && y >= top && y < bottom; }
};

struct RadiographBeam {
  XrayBeam tube = {85, 3, 0};  ///< aluminium by Kramers' spectrum; the patient is the CT
  /// Scattered energy over that of the straight beam, after the grid: the median of what the patient covers;
  /// more behind dense parts, less behind lungs. The default and the reach are settings without a source.
  double scatter_ratio = 0.5;
  double scatter_reach_mm = 45;  ///< standard deviation of its spread on the detector
  /// Photons over 1 mm2 of the detector where the exposure is measured: 60 x 60 mm in the middle of the open
  /// box, as a chamber behind the spine does. 0 = a picture without noise. 2.5 uGy at 30 000 photons per
  /// mm2 and uGy, of which a third are lost.
  double photons_per_mm2 = 5e4;
  std::uint32_t seed = 1;
};

struct SimulatedRadiograph {
  Image2D<float> straight;  ///< energy that no matter took, as a share; 0 behind the collimator
  Image2D<float> scatter;   ///< energy that comes by other ways, in the same unit
  Image2D<float> signal;    ///< of both, with noise; 1 = its mean where the exposure is measured
};

/// `bone` and `line` as simulate_dxa takes them; the mixture of each voxel weakens each energy of the tube's
/// spectrum. Rays as in simulate_dxa, each on its own way from the source. Scatter is the straight beam times
/// its attenuation, for what leaves a path is scattered in it, and weakened on its way out (after Ohnesorge
/// et al, Eur Radiol 1999;9:563), spread widely. One seed gives one picture, whatever the number of threads.
/// Errors: std::invalid_argument for a line of another mineral, grids that differ, an empty box, a box that
/// leaves the picture, scatter without a reach.
[[nodiscard]] SimulatedRadiograph simulate_radiograph(const CtScan& scan, const LabelMap<3>& bone,
                                                      const DensityLine& line, const ConeView& view,
                                                      const OpenBox& open, const RadiographBeam& beam = {});

/// The line of a scanner of this voltage whose water reads 0 HU behind 8 mm of aluminium and an adult trunk
/// (28 cm): good enough to draw with, not to measure by. Hydroxyapatite.
[[nodiscard]] DensityLine usual_line(double ct_kilovolt);

/// How a detector's signal becomes stored values: bone bright, 12 bits.
enum class DetectorCurve {
  logarithmic,  ///< signals of 0.01 to 100
  linear        ///< signals of 0 to 8
};

struct RadiographDisplay {
  Image2D<std::uint16_t> grey;
  double window_center, window_width;  ///< from dense tissue's greys to those of thin parts
};

[[nodiscard]] RadiographDisplay radiograph_display(const Image2D<float>& signal, const OpenBox& open,
                                                   DetectorCurve curve);

}  // namespace osteon
