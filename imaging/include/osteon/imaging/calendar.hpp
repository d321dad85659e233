#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace osteon {

/// The day of a date as reports write it, YYYY-MM-DD; nothing where it is none.
[[nodiscard]] constexpr std::optional<std::chrono::sys_days> day_of(std::string_view date) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
  int parts[3] = {0, 0, 0}, part = 0;
  for (const char c : date) {
    if (c == '-')
      ++part;
    else if (c >= '0' && c <= '9' && part < 3)
      parts[part] = 10 * parts[part] + (c - '0');
    else
      return std::nullopt;
  }
  if (part != 2) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(parts[0]),
                                        std::chrono::month(static_cast<unsigned>(parts[1])),
                                        std::chrono::day(static_cast<unsigned>(parts[2]))};
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days(day);
}

}  // namespace osteon
