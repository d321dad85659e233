#pragma once

#include <osteon/pipeline/report.hpp>

#include <string>

namespace osteon {

/// The report as "osteon-report/1" JSON (docs: the report contract). Pure; one report gives one text.
/// What is unknown is null; every number is rounded once, here.
[[nodiscard]] std::string to_json(const Report& report);

}  // namespace osteon
