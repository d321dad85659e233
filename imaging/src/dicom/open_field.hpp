#pragma once

#include <Eigen/Core>

#include <optional>
#include <vector>

class DcmItem;

namespace osteon {

/// The part of a film that shutter and collimator leave open, in stored columns and rows from 0 (PS3.3
/// C.7.6.11, C.8.7.3).
struct OpenField {
  int left, top, right, bottom;  ///< of the box about it; right and bottom are outside
  struct Circle {
    Eigen::Vector2d center;
    double radius;
  };
  std::vector<Circle> circles;
  std::vector<std::vector<Eigen::Vector2d>> polygons;

  [[nodiscard]] bool contains(int column, int row) const;
  [[nodiscard]] bool is_box() const { return circles.empty() && polygons.empty(); }
};

/// Edges that leave less than a tenth of either side open are no edges.
[[nodiscard]] OpenField open_field_of(DcmItem& item, int columns, int rows);

}  // namespace osteon
