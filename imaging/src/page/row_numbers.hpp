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
  std::string reason;
  bool together = false;  ///< settled with the lines that it belongs to
  bool plain = false;     ///< each of the three numbers was plain to read by itself
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
void settle_scores(SettledRow& row, const std::vector<NumberCell>& cells, const ColumnKinds& kinds);

/// Settles the numbers of a line by what they owe each other: BMC / area is BMD; percentage and BMD give the
/// reference, which has to lie on the side of BMD that the score says, by a plausible standard deviation.
[[nodiscard]] SettledRow settle_row(const std::vector<NumberCell>& cells, const ColumnKinds& kinds);

}  // namespace osteon::page
