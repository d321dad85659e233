#pragma once

#include <osteon/densitometry/vertebral_height.hpp>

#include <optional>
#include <vector>

namespace osteon {

/// What the three heights of a level would be without a fracture.
struct HeightExpectation {
  VertebralHeights heights;
  HeightReference reference;
  std::vector<BoneRegion> levels;  ///< that served, from the head down
  bool above = false, below = false;
};

/// A body this far off is no reference for others: Genant's limit of a mild fracture, whatever limits the
/// user grades with, so that other limits do not move the expectation.
inline constexpr double kDeformedPercent = GenantLimits{}.mild;

/// Whether heights of this level are judged: T4 to L4 as in vertebral fracture assessment (ISCD), and the
/// lumbar bodies below.
[[nodiscard]] bool is_judged(BoneRegion level);

/// Normal anterior minus posterior height of a body this deep, in mm; negative = lower in front.
/// Levels above T9 and below L5 take the nearest angle of the table.
[[nodiscard]] double normal_anterior_excess_mm(BoneRegion level, Length depth, std::optional<Sex> sex);

/// From the levels for which `may_serve` is true: each is carried over to level `n` by the normal gain of
/// height and the normal change of wedging. A line along the column is sought that most of them agree with;
/// bodies far below it are taken for fractured, bodies far above it speak against the line. Those that agree
/// make the expectation. Absent without any.
[[nodiscard]] std::optional<HeightExpectation> expected_from_neighbours(
    const std::vector<LevelHeights>& column, std::size_t n, const std::vector<bool>& may_serve,
    const DeformityOptions& options);

/// From the own posterior height and the normal wedging of the level.
[[nodiscard]] HeightExpectation expected_from_own_posterior(const LevelHeights& level,
                                                            const DeformityOptions& options);

}  // namespace osteon
