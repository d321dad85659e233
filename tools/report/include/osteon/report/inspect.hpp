#pragma once

#include <osteon/imaging/survey.hpp>

#include <string>

namespace osteon {

/// What a survey found, for a person: a line for each series, its warnings and its refusal; then the ignored
/// files.
[[nodiscard]] std::string inspect_text(const Survey& survey);

/// The same as JSON, "osteon-inspection/1"; series as in the report contract.
[[nodiscard]] std::string inspect_json(const Survey& survey);

}  // namespace osteon
