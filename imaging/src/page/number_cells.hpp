#pragma once

#include "table_layout.hpp"

#include <optional>
#include <string>
#include <vector>

namespace osteon::page {

/// One way to read a cell. `text` is plain: digits, at most one point, a leading minus.
struct Reading {
  std::string text;
  double score = 0;  ///< probability, up to a factor of the cell
};
[[nodiscard]] int decimals_of(const Reading& reading);

struct NumberCell {
  Box box;                        ///< ink, on the enlarged page; empty where nothing is printed
  std::vector<Reading> votes;     ///< of the network, or the page's own text
  std::vector<Reading> readings;  ///< as far as they fit the column, best first
  [[nodiscard]] bool is_empty() const { return box.width() <= 0; }
};

/// A reading as a number, and its share of all of the cell's.
struct Choice {
  const Reading* reading;
  double share;
  double value;
  int decimals;
};
/// Those that are no mere slips.
[[nodiscard]] std::vector<Choice> choices(const NumberCell& cell);

/// The numbers of a table: `cells[line][column]`.
struct NumberTable {
  std::vector<std::vector<NumberCell>> cells;
  /// How many decimals the numbers of each column may have, most usual first: one maker prints four figures
  /// of whatever size.
  std::vector<std::vector<int>> decimals;
};

/// The ink of each cell, without what was read there.
[[nodiscard]] NumberTable cells_of(const TableLayout& table);

/// Adds what the words of a page with text say of the cells.
void take_words(NumberTable& numbers, const std::vector<Word>& words, double digit_height);

/// How many decimals a column is printed with, as its votes say, but at least so many; votes that cannot be
/// such a number are dropped, a lost point is put back.
void apply_grammar(NumberTable& numbers, std::size_t column, int least_decimals);

}  // namespace osteon::page
