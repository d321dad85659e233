#pragma once

namespace osteon {

/// Kleene's logic: what is not known stays so unless the rest decides. Both sides of && and || are asked.
enum class Truth { no, unknown, yes };
[[nodiscard]] constexpr Truth operator&&(Truth a, Truth b) { return a < b ? a : b; }
[[nodiscard]] constexpr Truth operator||(Truth a, Truth b) { return a < b ? b : a; }
[[nodiscard]] constexpr Truth operator!(Truth a) {
  return a == Truth::unknown ? a : a == Truth::yes ? Truth::no : Truth::yes;
}

}  // namespace osteon
