#pragma once

#include "column_kinds.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace osteon::page {

/// A number that was settled, and whether another number of its row vouches for it.
struct Settled {
  double value = 0;
  int decimals = 0;
  Box box;
  bool confirmed = false;
};

/// What one line of a table says. Without `bmd`, `reason` says why not.
struct SettledRow {
  std::optional<Settled> bmd, bmc, area, t_score, z_score, percent_young, percent_age;
  std::vector<std::pair<std::string, Box>> likely;  ///< numbers of the best supported triple that closes
  std::string reason;
  double odds = 0;            ///< how much better supported than the next closing reading
  bool together = false;      ///< settled with the lines that it belongs to
  bool both_readers = false;  ///< recogniser and likeness each put these three numbers first
};

/// Height of a digit on the enlarged page, and whether it is so small on the page as stored that readers
/// doubt their last figures.
struct PrintSize {
  double digit_height;         ///< enlarged
  double stored_digit_height;  ///< as the page is stored; of a text layer without limit
  bool small;
};

/// One way to read a line: BMD, BMC and area.
struct RowReading {
  std::array<Reading, 3> numbers;
  std::array<double, 3> shares{};  ///< of all votes for the cell
  double support = 0;              ///< product of the shares
  bool closes = false;             ///< BMC / area is BMD
};
/// All of them, best supported first. The table has all three columns.
[[nodiscard]] std::vector<RowReading> row_readings(const std::vector<NumberCell>& cells,
                                                   const ColumnKinds& kinds);
[[nodiscard]] bool closes(const std::array<Reading, 3>& numbers);
/// Puts a reading's numbers into the row.
void take(SettledRow& row, const RowReading& reading, const std::vector<NumberCell>& cells,
          const ColumnKinds& kinds);
/// Scores and percentages of a row whose BMD is settled.
void settle_scores(SettledRow& row, const std::vector<NumberCell>& cells, const ColumnKinds& kinds,
                   const GreyImage& enlarged, const PrintSize& print);

/// Settles the numbers of a line by what they owe each other: BMC / area is BMD; percentage and BMD give the
/// reference, which has to lie on the side of BMD that the score says, by a plausible standard deviation.
/// `enlarged` is looked at for the minus signs.
[[nodiscard]] SettledRow settle_row(const std::vector<NumberCell>& cells, const ColumnKinds& kinds,
                                    const GreyImage& enlarged, const PrintSize& print);

}  // namespace osteon::page
