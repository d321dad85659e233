#pragma once

#include "text_reader.hpp"

#include <string>
#include <vector>

namespace osteon::page {

/// One line of a table's body, in pixels of the picture.
struct TableLine {
  Box box;                  ///< ink of the line
  std::vector<Box> tokens;  ///< pieces of ink without a gap as wide as a digit is high, left to right
};

/// A result table as its ink shows it. The columns are those of the numbers; what stands left of the first is
/// the label.
struct TableLayout {
  std::vector<TableLine> lines;
  std::vector<Box> columns;  ///< left to right; top and bottom those of the table
  int label_left = 0;
  int header_top = 0;  ///< above the first line, as far as the text goes on
};

/// The ink of a page without its rules, and how high a digit of its text is.
struct PageInk {
  GreyImage without_rules;
  std::vector<Box> tokens;
  double digit_height = 0;
};

/// `pixel` = one pixel as stored, in those of `page`.
[[nodiscard]] PageInk find_ink(const GreyImage& page, double pixel);

/// Tables: three or more numbers side by side, one such line or several below each other at an even pitch.
/// `words` (of the same picture) tell numbers from words; what a table holds is not decided here.
[[nodiscard]] std::vector<TableLayout> find_tables(const PageInk& ink, const std::vector<Word>& words);

}  // namespace osteon::page
