#pragma once

#include <osteon/imaging/study.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

// A vertebra of a real CT is made to collapse by a known amount, so that detection can be measured with
// truth. Backward map: every voxel of the answer knows the place in the untouched scan that it shows.
//
// What moves: the slabs below the two endplates stay whole and are carried towards each other; the cancellous
// bone between them is compacted and its HU rises with the compaction; what lies above follows rigidly,
// turned forwards with the plate, less what the disc opens by. Posterior elements stay bone and are squeezed
// or drawn out over a longer stretch. Bone blurs into a thin disc; where the disc is drawn out into a dent,
// the bone is further away and blurs into it less. The shares are settings of the simulation without a
// source. Voxels that do not move are copied; the others are read by a cubic spline, which smooths the noise
// between voxels a little.

namespace osteon {

enum class Collapse { wedge, biconcave, crush };

struct SimulationOptions {
  double disc_opening = 0.5;      ///< share of its height that the disc above opens by in front, at most
  double upper_dent_share = 0.6;  ///< of a dent that the upper plate takes; the lower one takes the rest
  double compaction_gain = 0.5;   ///< rise of the HU of bone per unit of compaction
  double plate_slab_mm = 2.5;     ///< below a plate's outer surface, carried along unchanged
  double disc_hu = 85;            ///< of disc that no bone blurs into
};

/// A vertebra before its collapse.
struct IntactVertebra {
  VertebraAxes axes;
  VertebraLandmarks landmarks;
  std::optional<BodyShape> shape;  ///< without one, plates are parabolas through the landmarks
  double disc_above_mm, disc_below_mm;
};

/// Vertebra `n` with its discs; nothing without landmarks.
[[nodiscard]] std::optional<IntactVertebra> intact_vertebra(const std::vector<SegmentedVertebra>& found,
                                                            std::size_t n);

/// Anterior, middle, posterior.
using ThreeHeights = std::array<double, 3>;

/// The map of one collapse. Smooth, invertible.
class CollapseMap {
 public:
  /// `loss` 0...0.6 of the untouched heights: of the anterior one (wedge), the middle one (biconcave), all
  /// (crush).
  CollapseMap(const IntactVertebra& vertebra, Collapse kind, double loss, const SimulationOptions& options);

  /// Where in the untouched scan the place of the collapsed one comes from; patient coordinates.
  [[nodiscard]] Eigen::Vector3d source_of(const Eigen::Vector3d& place_mm) const;
  /// The inverse of source_of.
  [[nodiscard]] Eigen::Vector3d image_of(const Eigen::Vector3d& source_mm) const;
  /// By how much cancellous bone is compacted at a place: 1 = not at all.
  [[nodiscard]] double compaction_at(const Eigen::Vector3d& place_mm) const;

  /// What is left, at a place of the collapsed discs, of the bone that blurred into its source; 1 elsewhere.
  /// @param blur_mm  standard deviation of the scan's blur along the spine
  [[nodiscard]] double blurred_bone_left(const Eigen::Vector3d& place_mm, double blur_mm) const;

  /// Heights by the definition of landmarks_of, read off the plates before and after the map: axes, walls and
  /// places turn with the collapsed body.
  [[nodiscard]] ThreeHeights heights_before_mm() const { return heights_mm(false); }
  [[nodiscard]] ThreeHeights heights_after_mm() const { return heights_mm(true); }

 private:
  struct Plate {
    std::array<double, 6> c;  ///< of 1, a, l, aa, al, ll
    [[nodiscard]] double at(double l, double a) const {
      return c[0] + c[1] * a + c[2] * l + c[3] * a * a + c[4] * a * l + c[5] * l * l;
    }
  };
  /// How far the two plates move at a place across the body.
  struct Approach {
    double upper_drop, lower_rise;
  };
  struct Column {
    double upper_mm, lower_mm;
    Approach approach;
    double slab_mm;
  };

  void set_outline(const IntactVertebra& vertebra);
  [[nodiscard]] static Plate plate_through(const IntactVertebra& vertebra, bool upper);
  [[nodiscard]] Eigen::Vector3d in_frame(const Eigen::Vector3d& place_mm) const;
  [[nodiscard]] Eigen::Vector3d in_patient(const Eigen::Vector3d& q) const;
  [[nodiscard]] double radius(double l, double a) const;
  [[nodiscard]] Column column_at(double l, double a) const;
  [[nodiscard]] Approach approach_at(double l, double a) const;
  [[nodiscard]] Eigen::Vector3d rigid_shift(const Eigen::Vector3d& q) const;
  [[nodiscard]] Eigen::Vector3d column_shift(const Eigen::Vector3d& q, const Eigen::Vector3d& above) const;
  [[nodiscard]] Eigen::Vector3d outside_shift(const Eigen::Vector3d& q, const Eigen::Vector3d& above) const;
  [[nodiscard]] Eigen::Vector3d source_in_frame(const Eigen::Vector3d& q) const;
  [[nodiscard]] Eigen::Vector3d image_in_frame(const Eigen::Vector3d& p) const;
  [[nodiscard]] ThreeHeights heights_mm(bool collapsed) const;

  SimulationOptions options_;
  VertebraAxes axes_;
  Plate upper_{}, lower_{};
  double middle_mm_ = 0, half_depth_mm_ = 0, half_width_mm_ = 0;
  double disc_above_mm_, disc_below_mm_;
  // drop of the upper plate = base + slope * (ramped) distance from the posterior landmark; dent shared by
  // both
  Collapse kind_;
  double base_mm_ = 0, rise_mm_ = 0, dent_mm_ = 0;
  double sine_ = 0, cosine_ = 1, hinge_a_mm_ = 0, hinge_s_mm_ = 0;
};

struct SimulatedFracture {
  CtScan scan;
  ThreeHeights true_loss;  ///< share of each height that is gone, by the map
};

/// Collapses vertebrae of one scan. Holds a reference: the scan must outlive it.
class FractureSimulator {
 public:
  explicit FractureSimulator(const CtScan& scan);

  /// Shape:  the scan's lattice, less the layers that the collapse leaves without a source.
  [[nodiscard]] SimulatedFracture collapse(const IntactVertebra& vertebra, Collapse kind, double loss,
                                           const SimulationOptions& options = {}) const;

 private:
  [[nodiscard]] double spline_at(const Eigen::Vector3d& index) const;

  const CtScan& scan_;
  std::vector<float> coefficients_;  ///< of the cubic spline, on the scan's lattice
};

}  // namespace osteon
