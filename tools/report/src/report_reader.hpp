#pragma once

#include "json_parts.hpp"

#include <osteon/risk/recommendation.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace osteon {

/// A field of somebody's report is not what the contract says; thrown and caught within this library.
struct BrokenField {
  std::string sentence;
};

/// The text as JSON of bounded depth, or nothing.
[[nodiscard]] std::optional<Json> parsed(std::string_view text);

/// What the rules need of a report, deformities without their numbers: levels, heights, landmarks, densities,
/// patient, scans; vertebrae in the report's order. Throws BrokenField.
[[nodiscard]] Findings read_findings(const Json& report);

}  // namespace osteon
