#pragma once

#include "spine/disc_chain.hpp"
#include "spine/side_wall.hpp"
#include "spine/spine_frame.hpp"
#include "spine/straight_volume.hpp"
#include "spine/working_volume.hpp"

#include <Eigen/Core>

#include <vector>

namespace osteon {

/// The plane of a disc: a place in it and unit axes, patient coordinates.
struct DiscFrame {
  Eigen::Vector3d origin_mm, left, anterior, superior;
  [[nodiscard]] Eigen::Vector3d patient(double anterior_mm, double left_mm, double superior_mm) const {
    return origin_mm + anterior_mm * anterior + left_mm * left + superior_mm * superior;
  }
};

/// One endplate over a lattice about the centre of its disc.
struct PlateHeights {
  std::vector<float> height_mm;  ///< of the outer surface above the plane of the disc, [anterior][left]
  std::vector<float> sd_mm;      ///< one standard uncertainty
};

/// The two endplates that face one disc, over a lattice of kCellMm in the disc's own plane.
class EndplatePair {
 public:
  static constexpr int kHalfCells = 16, kCells = 2 * kHalfCells + 1;
  static constexpr double kCellMm = 2;

  EndplatePair(DiscFrame frame, PlateHeights below, PlateHeights above)
      : frame_(frame), below_(std::move(below)), above_(std::move(above)) {}

  [[nodiscard]] const DiscFrame& frame() const { return frame_; }
  /// How far a patient place lies above the plate below the disc (upper plate of the lower vertebra), mm.
  [[nodiscard]] double above_lower_plate(const Eigen::Vector3d& place_mm) const {
    return over(below_, place_mm);
  }
  /// How far a patient place lies above the plate above the disc (lower plate of the upper vertebra), mm.
  [[nodiscard]] double above_upper_plate(const Eigen::Vector3d& place_mm) const {
    return over(above_, place_mm);
  }
  /// Where the line through `place_mm` along `direction` meets a plate, as a length along it, and the
  /// standard uncertainty there.
  struct Meeting {
    double along_mm, sd_mm;
  };
  [[nodiscard]] Meeting meet_lower_plate(const Eigen::Vector3d& place_mm,
                                         const Eigen::Vector3d& direction) const {
    return meet(below_, place_mm, direction);
  }
  [[nodiscard]] Meeting meet_upper_plate(const Eigen::Vector3d& place_mm,
                                         const Eigen::Vector3d& direction) const {
    return meet(above_, place_mm, direction);
  }

 private:
  [[nodiscard]] double over(const PlateHeights& plate, const Eigen::Vector3d& place_mm) const;
  [[nodiscard]] Meeting meet(const PlateHeights& plate, const Eigen::Vector3d& place_mm,
                             const Eigen::Vector3d& direction) const;
  DiscFrame frame_;
  PlateHeights below_, above_;
};

/// Both plates of every disc together, over all lines across it, at the scan's own resolution.
[[nodiscard]] std::vector<EndplatePair> find_endplates(const VolumeSampler& scan, const SpineFrame& frame,
                                                       const SideWall& side, const DiscChain& chain);

}  // namespace osteon
