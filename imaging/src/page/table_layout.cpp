#include "table_layout.hpp"

#include "fuzzy.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string_view>

namespace osteon::page {
namespace {

/// Looks like a number with a point, or like a part of one that was read badly.
bool is_numeric(std::string_view text) {
  const auto digits =
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
  const auto letters =
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c); });
  return digits > 0 && letters <= 1 && digits >= letters;
}

std::vector<TableLine> lines_of(std::vector<Box> tokens, double digit_height) {
  std::sort(tokens.begin(), tokens.end(), [](const Box& a, const Box& b) {
    return std::pair(a.centre_y(), a.left) < std::pair(b.centre_y(), b.left);
  });
  std::vector<TableLine> lines;
  for (const Box& token : tokens) {
    if (!lines.empty()) {
      TableLine& last = lines.back();
      const double centre = last.tokens.front().centre_y();
      if (token.centre_y() - centre < 0.5 * digit_height) {
        last.tokens.push_back(token);
        last.box = united(last.box, token);
        continue;
      }
    }
    lines.push_back({token, {token}});
  }
  for (TableLine& line : lines)
    std::sort(line.tokens.begin(), line.tokens.end(),
              [](const Box& a, const Box& b) { return a.left < b.left; });
  return lines;
}

bool contains(const Box& box, const Word& word) {
  return word.box.centre_x() > box.left && word.box.centre_x() < box.right && word.box.centre_y() > box.top &&
         word.box.centre_y() < box.bottom;
}

/// A line of headings: two words of them, letter for letter.
bool is_heading(const TableLine& line, const std::vector<Word>& words) {
  constexpr std::array kHeadings = {"REGION", "BMD",    "BMC",   "AREA", "WIDTH",
                                    "LENGTH", "HEIGHT", "SCORE", "MATCH"};
  int found = 0;
  for (const char* heading : kHeadings)
    found += std::any_of(words.begin(), words.end(), [&](const Word& word) {
      return contains(line.box, word) && holds_word(upper_case(word.text), heading, 0);
    });
  return found >= 2;
}

/// Numbers side by side, at least one of them with a point.
bool is_data(const TableLine& line, const std::vector<Word>& words) {
  if (is_heading(line, words)) return false;
  int numbers = 0, with_point = 0, others = 0;
  for (const Word& word : words) {
    if (!contains(line.box, word)) continue;
    if (is_numeric(word.text)) {
      ++numbers;
      with_point += word.text.find('.') != std::string::npos;
    } else if (word.text.size() > 1) {
      ++others;
    }
  }
  // Half of what stands behind the label are numbers: a heading may look like some.
  return line.tokens.size() >= 3 && numbers >= 2 && with_point >= 1 && others <= numbers + 1 &&
         2 * numbers + 1 >= static_cast<int>(line.tokens.size());
}

/// Columns from the narrow tokens; one that spans several is left out.
std::vector<Box> columns_of(const std::vector<TableLine>& lines) {
  std::vector<Box> tokens;
  for (const TableLine& line : lines) tokens.insert(tokens.end(), line.tokens.begin(), line.tokens.end());
  std::stable_sort(tokens.begin(), tokens.end(),
                   [](const Box& a, const Box& b) { return a.width() < b.width(); });
  std::vector<Box> columns;
  for (const Box& token : tokens) {
    std::vector<std::size_t> met;
    for (std::size_t n = 0; n < columns.size(); ++n) {
      const int overlap = std::min(token.right, columns[n].right) - std::max(token.left, columns[n].left);
      if (overlap > 0) met.push_back(n);
    }
    if (met.empty()) columns.push_back(token);
    if (met.size() == 1) columns[met.front()] = united(columns[met.front()], token);
  }
  std::sort(columns.begin(), columns.end(), [](const Box& a, const Box& b) { return a.left < b.left; });
  return columns;
}

/// The columns in which numbers stand, by what was read in them.
std::vector<Box> number_columns(const std::vector<Box>& columns, const std::vector<TableLine>& lines,
                                const std::vector<Word>& words) {
  std::vector<Box> kept;
  for (Box column : columns) {
    int numbers = 0, others = 0;
    for (const TableLine& line : lines) {
      const Box cell{column.left, line.box.top, column.right, line.box.bottom};
      for (const Word& word : words) {
        if (!contains(cell, word)) continue;
        if (is_numeric(word.text)) {
          ++numbers;
        } else if (std::any_of(word.text.begin(), word.text.end(),
                               [](unsigned char c) { return std::isalpha(c); })) {
          ++others;
        }
      }
    }
    column.top = lines.front().box.top;
    column.bottom = lines.back().box.bottom;
    if (numbers > 0 && numbers >= others) kept.push_back(column);
  }
  return kept;
}

/// Decimals of the number that was read in a cell; -1 = none.
int decimals_at(const Box& cell, const std::vector<Word>& words) {
  int decimals = -1;
  for (const Word& word : words) {
    if (!contains(cell, word) || !is_numeric(word.text)) continue;
    const auto point = word.text.find('.');
    decimals = point == std::string::npos ? 0 : static_cast<int>(word.text.size() - point) - 1;
  }
  return decimals;
}

/// A heading may look like numbers too, but not like those below it: lines at both ends go whose numbers have
/// other decimals than most in their columns.
void drop_headings(std::vector<TableLine>& lines, const std::vector<Box>& columns,
                   const std::vector<Word>& words) {
  std::vector<int> alike(lines.size(), 0), others(lines.size(), 0);
  for (const Box& column : columns) {
    std::vector<int> decimals;
    std::array<int, 8> counts{};
    for (const TableLine& line : lines) {
      decimals.push_back(decimals_at({column.left, line.box.top, column.right, line.box.bottom}, words));
      if (decimals.back() >= 0) ++counts[static_cast<std::size_t>(std::min(decimals.back(), 7))];
    }
    const int most = static_cast<int>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    for (std::size_t n = 0; n < lines.size(); ++n)
      if (decimals[n] >= 0) ++(decimals[n] == most ? alike : others)[n];
  }
  const auto odd = [&](std::size_t n) { return others[n] > alike[n]; };
  std::size_t first = 0, end = lines.size();
  while (end > first && odd(end - 1)) --end;
  while (first < end && odd(first)) ++first;
  if (end - first < 2) return;  // one line has nothing to be compared with
  lines.assign(lines.begin() + static_cast<std::ptrdiff_t>(first),
               lines.begin() + static_cast<std::ptrdiff_t>(end));
}

/// The labels stand left of the numbers. "L1" may look like one; but the first result of every maker's table
/// has a point in it.
void part_labels(TableLayout& table, const std::vector<Word>& words) {
  const auto has_point = [&](const Box& column) {
    return std::any_of(words.begin(), words.end(), [&](const Word& w) {
      return contains(column, w) && is_numeric(w.text) && w.text.find('.') != std::string::npos;
    });
  };
  while (!table.columns.empty() && !has_point(table.columns.front()))
    table.columns.erase(table.columns.begin());
  if (table.columns.empty()) return;
  const auto first_number = table.columns.front().left;
  table.label_left = first_number;
  for (const TableLine& line : table.lines)
    table.label_left = std::min(table.label_left, line.tokens.front().left);
}

}  // namespace

std::vector<TableLayout> find_tables(const PageInk& ink, const std::vector<Word>& words) {
  std::vector<TableLine> lines;
  for (TableLine& line : lines_of(ink.tokens, ink.digit_height))
    if (is_data(line, words)) lines.push_back(std::move(line));
  std::vector<TableLayout> tables;
  const double furthest = 6 * ink.digit_height;  // between lines of one table, with a heading between them
  for (std::size_t first = 0; first < lines.size();) {
    std::size_t end = first + 1;
    while (end < lines.size() && lines[end].box.centre_y() - lines[end - 1].box.centre_y() < furthest) ++end;
    TableLayout table;
    table.lines.assign(lines.begin() + static_cast<std::ptrdiff_t>(first),
                       lines.begin() + static_cast<std::ptrdiff_t>(end));
    drop_headings(table.lines, columns_of(table.lines), words);
    table.columns = number_columns(columns_of(table.lines), table.lines, words);
    part_labels(table, words);
    table.header_top = std::max(0, static_cast<int>(table.lines.front().box.top - 6 * ink.digit_height));
    if (first > 0) table.header_top = std::max(table.header_top, lines[first - 1].box.bottom);
    if (table.columns.size() >= 2) tables.push_back(std::move(table));
    first = end;
  }
  return tables;
}

}  // namespace osteon::page
