#pragma once

#include <osteon/risk/person.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace osteon {

/// A day as ISO 8601 writes it, if there is such a day.
[[nodiscard]] std::optional<Day> parsed_day(std::string_view text);
[[nodiscard]] std::string iso_day(const Day& day);

}  // namespace osteon
