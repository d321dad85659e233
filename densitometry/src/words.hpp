#pragma once

#include <string>
#include <string_view>

namespace osteon {

[[nodiscard]] std::string upper(std::string_view text);
[[nodiscard]] bool contains(std::string_view text, std::string_view part);
/// A number with so many decimals.
[[nodiscard]] std::string rounded(double value, int decimals);

}  // namespace osteon
