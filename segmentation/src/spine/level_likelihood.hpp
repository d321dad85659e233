#pragma once

#include "spine/column_plan.hpp"
#include "spine/level_evidence.hpp"

#include <vector>

namespace osteon {

/// How much member `n` of a chain looks like the first sacral segment, from its wing against those above, the
/// bend of the canal and the slope of its upper disc: 0 = not at all, 4 and more = unmistakable. Nothing
/// above it: 0. In a slab that shows no wing the bend alone speaks, faintly.
[[nodiscard]] double sacrum_score(const std::vector<LevelEvidence>& evidence, std::size_t n);

/// Logarithm of the chance of seeing these ribs at a place; sides that are not seen say nothing.
[[nodiscard]] double log_rib_chance(const LevelEvidence& level, const ColumnPlan& plan, int place);

/// Logarithm of the chance of a sacrum score at a place.
[[nodiscard]] double log_sacrum_chance(double score, int place);

/// Where a member of the chain stands. A member may hold two vertebrae (their disc was missed), or half of
/// one.
struct Standing {
  int place;
  int count;  ///< of vertebrae in the member: 1; 2 = it holds `place` and `place` + 1
  bool part;  ///< it is a part of `place`, of unknown size
};

/// Logarithm of the chance of these slopes of the canal: people differ in posture, and lie askew.
[[nodiscard]] double log_slope_chance(const std::vector<LevelEvidence>& evidence, const ColumnPlan& plan,
                                      const std::vector<Standing>& standings);

/// Logarithm of the chance of these heights and depths, up to a constant: people differ in size and a little
/// in shape, and neighbours err together.
[[nodiscard]] double log_size_chance(const std::vector<LevelEvidence>& evidence, const ColumnPlan& plan,
                                     const std::vector<Standing>& standings);

}  // namespace osteon
