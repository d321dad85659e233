#pragma once

#include <osteon/imaging/reported_dxa.hpp>

#include <Eigen/Core>

#include <optional>
#include <vector>

// Regions that a densitometer drew into its picture, as far as straight lines tell them. Pixels of the
// picture: x to the right, y downwards, 0 = centre of the first.

namespace osteon {

/// A line across a spine's picture, from its left to its right border.
struct DrawnLine {
  Eigen::Vector2d left, right;
  double covered;  ///< share of the way that is drawn
  [[nodiscard]] double y_at(double x) const {
    return left.y() + (x - left.x()) / (right.x() - left.x()) * (right.y() - left.y());
  }
};

/// Lines within 15 degrees of the rows that go across most of what is drawn, from above. `drawn`: 255 =
/// drawn.
[[nodiscard]] std::vector<DrawnLine> drawn_across(const PageCut& drawn);

/// The region of a neck: a box across its axis.
struct DrawnNeckBox {
  Eigen::Vector2d center;
  Eigen::Vector2d axis;  ///< unit, as the direction that was given
  double along;          ///< from one long side to the other
};

/// The box whose long sides cross the neck nearest to a place, its axis within 25 degrees of a direction.
/// Nothing where no two long sides or no axis are drawn.
[[nodiscard]] std::optional<DrawnNeckBox> drawn_neck_box(const PageCut& drawn, const Eigen::Vector2d& neck,
                                                         const Eigen::Vector2d& direction);

}  // namespace osteon
