#pragma once

#include "tissue/block_volume.hpp"
#include "tissue/column_planes.hpp"

#include <vector>

namespace osteon {

/// What the scan shows in one plane across the column, in front of it and beside it, on a lattice of 2 mm;
/// mean over 6 mm along it.
class PlaneImage {
 public:
  PlaneImage() = default;  ///< nothing is seen
  PlaneImage(const BlockVolume& volume, const ColumnPlane& plane);
  /// HU, bilinear; NaN beyond the scan and beyond the lattice.
  [[nodiscard]] float at(double u_mm, double v_mm) const;

 private:
  std::vector<float> hu_;
};

}  // namespace osteon
