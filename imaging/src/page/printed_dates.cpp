#include "printed_dates.hpp"

#include "fuzzy.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>

namespace osteon::page {
namespace {

constexpr int kEarliest = 1880, kLatest = 2100;  // of a birth: nobody is older

std::string written(int year, int month, int day) {
  constexpr std::array kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < kEarliest || year > kLatest || month < 1 || month > 12 || day < 1 ||
      day > kDays[static_cast<std::size_t>(month - 1)])
    return {};
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(year) + "-" + two(month) + "-" + two(day);
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() <= 4 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// The three numbers of "12/04/2019".
std::optional<std::array<int, 3>> three_numbers(const std::string& text) {
  const auto parts = words_of(text);
  if (parts.size() != 3 || !std::all_of(parts.begin(), parts.end(), is_number)) return std::nullopt;
  return std::array{std::atoi(parts[0].c_str()), std::atoi(parts[1].c_str()), std::atoi(parts[2].c_str())};
}

int month_of(const std::string& text) {
  constexpr std::array kMonths = {"JANUARY", "FEBRUARY", "MARCH",     "APRIL",   "MAY",      "JUNE",
                                  "JULY",    "AUGUST",   "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"};
  const auto words = words_of(upper_case(text));
  if (words.size() != 1 || words[0].size() < 3) return 0;
  for (std::size_t n = 0; n < kMonths.size(); ++n)
    if (words[0] == kMonths[n] || words[0] == std::string(kMonths[n]).substr(0, 3))
      return static_cast<int>(n) + 1;
  return 0;
}

std::string from_numbers(const std::array<int, 3>& n, DateOrder order) {
  if (n[0] > 999) return written(n[0], n[1], n[2]);
  if (n[2] < 1000) return {};
  if (n[0] > 12 || (n[1] <= 12 && (order == DateOrder::day_first || n[0] == n[1])))
    return written(n[2], n[1], n[0]);
  if (n[1] > 12 || order == DateOrder::month_first) return written(n[2], n[0], n[1]);
  return {};
}

}  // namespace

DateOrder date_order(const std::vector<std::string>& words) {
  bool month_first = false, day_first = false;
  for (const std::string& word : words)
    if (const auto n = three_numbers(word); n && (*n)[2] > 999) {
      month_first = month_first || ((*n)[0] <= 12 && (*n)[1] > 12 && (*n)[1] <= 31);
      day_first = day_first || ((*n)[1] <= 12 && (*n)[0] > 12 && (*n)[0] <= 31);
    }
  if (month_first == day_first) return DateOrder::unknown;
  return month_first ? DateOrder::month_first : DateOrder::day_first;
}

std::string date_in(const std::vector<std::string>& words, DateOrder order) {
  const auto number = [&](std::size_t n) {
    const auto parts = n < words.size() ? words_of(words[n]) : std::vector<std::string>();
    return parts.size() == 1 && is_number(parts[0]) ? std::atoi(parts[0].c_str()) : -1;
  };
  for (std::size_t n = 0; n < words.size(); ++n) {
    if (const auto numbers = three_numbers(words[n]))
      if (std::string date = from_numbers(*numbers, order); !date.empty()) return date;
    if (const int month = month_of(words[n]); month > 0) {
      if (std::string date = written(number(n + 2), month, number(n + 1)); !date.empty()) return date;
      if (n > 0)
        if (std::string date = written(number(n + 1), month, number(n - 1)); !date.empty()) return date;
    }
  }
  return {};
}

}  // namespace osteon::page
