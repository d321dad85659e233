#pragma once

#include <osteon/imaging/result.hpp>
#include <osteon/risk/person.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace osteon {

/// A person's data from another form, said as the questionnaire says them: one reader judges them all.
struct Translated {
  nlohmann::json entries = nlohmann::json::object();  ///< the questionnaire's keys
  std::vector<FieldFault> faults = {};                ///< what cannot be
  std::vector<std::string> left_out = {};             ///< what is not understood here, and why
};

/// The text as JSON of bounded depth, keys sorted; or nothing.
[[nodiscard]] std::optional<nlohmann::json> bounded_json(std::string_view text);

/// The same keys as YAML. Errors: person.not-a-questionnaire.
[[nodiscard]] Result<Translated> person_from_yaml(std::string_view text);

/// A FHIR R4 resource, or a Bundle of them, of one person. Errors: person.not-one-patient.
[[nodiscard]] Result<Translated> person_from_fhir(const nlohmann::json& resource);

/// What a text from outside says, short and of plain characters.
[[nodiscard]] std::string shown(const nlohmann::json& value);

}  // namespace osteon
