#pragma once

#include <osteon/risk/recommendation.hpp>

#include <vector>

namespace osteon {

/// The worst finding of a level over all series that show it.
struct GradedLevelFinding {
  BoneRegion level;
  const VertebraMeasurement* vertebra;  ///< has a deformity; belongs to the Findings
  [[nodiscard]] bool suspected() const { return vertebra->deformity->suspected; }
  [[nodiscard]] int grade() const { return vertebra->deformity->genant_grade; }
};

/// Every graded level once, from the head down.
[[nodiscard]] std::vector<GradedLevelFinding> graded_levels(const Findings& findings);

/// Those that are suspected to be fractured.
[[nodiscard]] std::vector<GradedLevelFinding> suspected(const std::vector<GradedLevelFinding>& graded);

/// "T12, L1"
[[nodiscard]] std::string names(const std::vector<GradedLevelFinding>& levels);

}  // namespace osteon
