#pragma once

#include "stack.hpp"

#include <Eigen/Core>

#include <vector>

namespace osteon {

/// Direction in which slices are stacked: along a row, then down a column, then this, is right-handed.
[[nodiscard]] Eigen::Vector3d normal_of(const PlaneHeader& plane);

/// Positions of the planes in the frame of the first: along a row, down a column, along the normal.
[[nodiscard]] std::vector<Eigen::Vector3d> local_places(const std::vector<CtPlane>& planes);

/// Whether sorted planes lie at even distances, rounding aside. Shape: at least two planes.
[[nodiscard]] bool lie_evenly(const std::vector<CtPlane>& planes);

/// The lower median. Shape: at least one value.
[[nodiscard]] double median(std::vector<double> values);

/// Gives the sorted planes of a stack their right-angled grid and their places on it; says of tilt, drift,
/// holes and unevenness, and refuses what no patient image can be. Shape: at least two planes, no two at one
/// place.
void place_on_grid(CtStack& stack);

}  // namespace osteon
