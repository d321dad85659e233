#include "days.hpp"

#include <osteon/imaging/calendar.hpp>

namespace osteon {

std::optional<Day> parsed_day(std::string_view text) {
  const auto day = day_of(text);
  return day ? std::optional<Day>(*day) : std::nullopt;
}

std::string iso_day(const Day& day) {
  const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(static_cast<int>(day.year())) + "-" + two(static_cast<unsigned>(day.month())) + "-" +
         two(static_cast<unsigned>(day.day()));
}

}  // namespace osteon
