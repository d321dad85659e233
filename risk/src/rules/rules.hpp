#pragma once

#include "../graded_levels.hpp"

#include <osteon/risk/recommendation.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace osteon {

inline constexpr std::string_view kPack = "ct-spine/1";

/// One topic, one file. Each answers with its recommendations in any order; assess() sorts them.
[[nodiscard]] std::vector<Recommendation> vertebral_fracture_rules(
    const Findings& findings, const std::vector<GradedLevelFinding>& graded);
[[nodiscard]] std::vector<Recommendation> coverage_rules(const Findings& findings,
                                                         const std::vector<GradedLevelFinding>& graded);
[[nodiscard]] std::vector<Recommendation> attenuation_rules(const Findings& findings);
[[nodiscard]] std::vector<Recommendation> hip_density_rules(const Findings& findings);
[[nodiscard]] std::vector<Recommendation> volumetric_density_rules(const Findings& findings);

[[nodiscard]] std::vector<Recommendation> densitometer_rules(const Findings& findings);

/// The lowest category of the latest day that has one; nothing where none has.
[[nodiscard]] const DensitometerFinding* decisive(const Findings& findings);

}  // namespace osteon
