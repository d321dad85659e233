#pragma once

namespace osteon {

/// How far a measured number may be from the truth: mostly as its landmarks say (normal, `sd`), and with the
/// probability `share` by a plate that lies on another edge (normal, `wide`). Same unit for both.
struct Misreading {
  double sd, wide, share;
};

/// Error of a height or loss that rests on a plate in the wrong place, as a share of the height: a plate that
/// is taken for the other edge of its disc (4 to 5 mm of 20 to 27).
inline constexpr double kMisreadShare = 0.2;

/// Probability that the error is below `margin`.
[[nodiscard]] double probability_below(double margin, const Misreading& law);

/// Half the width of the range about the measured number that holds the truth with this probability, 0...1.
[[nodiscard]] double half_width(double coverage, const Misreading& law);

}  // namespace osteon
