#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace osteon {

/// A number as it is printed: halves away from zero, no negative zero. Whatever a person or a category reads
/// has gone through here exactly once.
[[nodiscard]] inline double rounded(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  const double result = std::round(value * scale) / scale;
  return result == 0.0 ? 0.0 : result;
}

/// The rounded number in words, "12.30"; independent of the locale.
[[nodiscard]] inline std::string number_text(double value, int decimals) {
  std::array<char, 400> text{};  // DBL_MAX has 309 digits
  const auto end = std::to_chars(text.data(), text.data() + text.size(), rounded(value, decimals),
                                 std::chars_format::fixed, decimals)
                       .ptr;
  return {text.data(), end};
}

}  // namespace osteon
