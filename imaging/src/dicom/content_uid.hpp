#pragma once

#include <string>

namespace osteon {

/// A UID that words have: 2.25 and the first 122 bits of their digest, as UUIDs become UIDs.
[[nodiscard]] std::string uid_of(const std::string& words);

/// With `digits` decimals, a point whatever the locale.
[[nodiscard]] std::string decimal_of(double value, int digits = 4);

}  // namespace osteon
