#pragma once

#include <osteon/risk/recommendation.hpp>

#include <string>

namespace osteon {

// The report contract's words for our enumerators.
[[nodiscard]] std::string word(Sex sex);
[[nodiscard]] std::string word(HeightReference reference);
[[nodiscard]] std::string word(DeformityShape shape);
[[nodiscard]] std::string word(DensityRegion region);
[[nodiscard]] std::string word(Calibration calibration);
[[nodiscard]] std::string word(Priority priority);
[[nodiscard]] std::string word(RuleStatus status);

/// "a Schmorl's node" for "schmorl"; markup-safe.
[[nodiscard]] std::string mimic_words(const std::string& mimic);

}  // namespace osteon
