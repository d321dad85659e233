#pragma once

#include <string>
#include <string_view>

namespace osteon::dxa {

/// YYYY-MM-DD of YYYYMMDD... or YYYY-MM-DD...; empty for anything else.
[[nodiscard]] inline std::string written_date(std::string_view text) {
  std::string digits;
  for (const char c : text.substr(0, 10)) {
    if (c >= '0' && c <= '9') digits += c;
    if ((c < '0' || c > '9') && c != '-') break;
  }
  if (digits.size() < 8) return {};
  return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2);
}

}  // namespace osteon::dxa
