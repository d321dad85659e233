#pragma once

#include "spine/disc_chain.hpp"
#include "spine/side_wall.hpp"
#include "spine/straight_volume.hpp"

#include <vector>

namespace osteon {

/// The two endplates that face one disc: s of each over a lattice of 3 mm about the centre of the column.
class EndplatePair {
 public:
  static constexpr int kHalfCells = 11;
  static constexpr double kCellMm = 3;
  static constexpr int kCells = 2 * kHalfCells + 1;

  EndplatePair(double centre_u_mm, std::vector<double> below_s, std::vector<double> above_s)
      : centre_u_mm_(centre_u_mm), below_s_(std::move(below_s)), above_s_(std::move(above_s)) {}

  /// Outer surface of the plate below the disc (upper plate of the lower vertebra), s in mm.
  [[nodiscard]] double below_s_mm(double u_mm, double v_mm) const { return at(below_s_, u_mm, v_mm); }
  /// Outer surface of the plate above the disc (lower plate of the upper vertebra), s in mm.
  [[nodiscard]] double above_s_mm(double u_mm, double v_mm) const { return at(above_s_, u_mm, v_mm); }

 private:
  [[nodiscard]] double at(const std::vector<double>& surface, double u_mm, double v_mm) const;
  double centre_u_mm_;
  std::vector<double> below_s_, above_s_;  ///< [cell u][cell v]
};

/// Both plates of a disc together, first for the section as a whole, then column by column.
[[nodiscard]] EndplatePair find_endplates(const StraightVolume& volume, const ColumnWalls& walls,
                                          const SideWall& side, const Disc& disc);

}  // namespace osteon
