#pragma once

#include "table_layout.hpp"

#include <optional>
#include <string>
#include <vector>

namespace osteon::page {

/// One way to read a cell. `text` is plain: digits, at most one point, a leading minus.
struct Reading {
  std::string text;
  double score = 0;  ///< higher is better; comparable within a cell only
};
[[nodiscard]] int decimals_of(const Reading& reading);

struct NumberCell {
  Box box;                        ///< ink, on the enlarged page; empty where nothing is printed
  std::vector<Reading> votes;     ///< of the recogniser, as they came
  std::vector<Reading> likeness;  ///< to the shapes of common print, or of the page's own figures
  std::vector<Reading> readings;  ///< both together, as far as they fit the column, best first
  std::string recognised;         ///< best of the votes alone that fits the column
  [[nodiscard]] bool is_empty() const { return box.width() <= 0; }
};

/// The numbers of a table: `cells[line][column]`.
struct NumberTable {
  std::vector<std::vector<NumberCell>> cells;
  /// How many decimals the numbers of each column may have, most usual first: one maker prints four figures
  /// of whatever size.
  std::vector<std::vector<int>> decimals;
};

/// The ink of each cell, without what was read there.
[[nodiscard]] NumberTable cells_of(const TableLayout& table);

/// Adds what words of the whole page say of the cells.
void take_words(NumberTable& numbers, const std::vector<Word>& words, double digit_height);

/// Adds what the text recogniser reads cell by cell and column by column, each in several sizes.
/// `enlarged` = pixels of the enlarged page for one of `page`.
void read_cells(NumberTable& numbers, const TableLayout& table, const GreyImage& page, double enlarged,
                double digit_height, TextReader& reader);

/// How many decimals a column is printed with, as its votes say, but at least so many; votes that cannot be
/// such a number are dropped, a lost point is put back.
void apply_grammar(NumberTable& numbers, std::size_t column, int least_decimals);

}  // namespace osteon::page
