#pragma once

#include "spine/level_likelihood.hpp"
#include "spine/straight_volume.hpp"

#include <optional>
#include <vector>

namespace osteon {

// Lung stands beside the thoracic vertebrae and no others: where it begins and ends tells the levels also
// where ribs cannot be followed.

/// Whether lung lies beside the section at `s_mm`, on either side: fluid or a tumour may fill one. Nothing
/// where that is not seen, or open to the air round the patient.
[[nodiscard]] std::optional<bool> lung_beside(const StraightVolume& volume, double s_mm);

/// Logarithm of the chance of seeing lung beside the members that show it and none beside those that do not.
[[nodiscard]] double log_lung_chance(const std::vector<LevelEvidence>& evidence, const ColumnPlan& plan,
                                     const std::vector<Standing>& standings);

}  // namespace osteon
