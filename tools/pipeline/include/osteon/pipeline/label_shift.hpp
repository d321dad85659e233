#pragma once

#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/risk/recommendation.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// What the vertebrae of one series say under names that are shifted by some levels.
struct ShiftedReading {
  int levels;  ///< 0 = as named; +1 = every vertebra is really the next one towards the feet, -1 = the head
  double probability;                       ///< of these names, mean over the vertebrae
  std::optional<Measured<Attenuation>> l1;  ///< of the region that screening reads
  std::optional<Attenuation> lumbar_mean;   ///< the same region, mean over those of L1-L4 that count
  std::vector<BoneRegion> lumbar_levels;    ///< whole, unfractured: those of the mean
  std::string screening;                    ///< what the rule for L1 would say
  FractureSummary fractures;                ///< of the heights judged anew under these names
};

/// What an off-by-one would mean: the same measurements under the names as given and under both neighbours.
struct LabelShift {
  std::string series_uid;
  int series_part = 0;
  std::vector<ShiftedReading> readings;  ///< levels 0, +1, -1
};

/// One for each series (and part of one) that has vertebrae: names go with the count, attenuation and heights
/// stay with the bone. Pure.
[[nodiscard]] std::vector<LabelShift> label_shifts(const Findings& findings, const DeformityOptions& options);

}  // namespace osteon
