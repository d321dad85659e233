#pragma once

#include <string>
#include <vector>

namespace osteon::page {

/// Whether a page writes the month or the day first, where it shows.
enum class DateOrder { unknown, month_first, day_first };

/// From dates such as 04/25/2019, of which only one order is possible; unknown where none or both are seen.
[[nodiscard]] DateOrder date_order(const std::vector<std::string>& words);

/// The first date in words that follow each other, as YYYY-MM-DD: 2019-12-04, 12/04/2019, 4.12.2019, December
/// 04, 2019, 04 Dec 2019. Empty where there is none, or where day and month could be exchanged.
[[nodiscard]] std::string date_in(const std::vector<std::string>& words, DateOrder order);

}  // namespace osteon::page
