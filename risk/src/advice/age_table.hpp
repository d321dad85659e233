#pragma once

#include "consultation.hpp"

#include <algorithm>
#include <iterator>

namespace osteon {

/// The entry of an age-dependent table (rows by rising `from_age`), times a factor; none without an age, or
/// below the table's first.
template <class Row, std::size_t N>
[[nodiscard]] std::optional<double> by_age(Consultation& c, const Row (&table)[N], double Row::*column,
                                           double times = 1) {
  const auto age = c.exactly(Number::age);
  const auto after = std::find_if(std::begin(table), std::end(table),
                                  [&](const Row& row) { return age && row.from_age > *age; });
  if (!age || after == std::begin(table)) return std::nullopt;
  return times * (*std::prev(after)).*column;
}

}  // namespace osteon
