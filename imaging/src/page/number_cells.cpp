#include "number_cells.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

namespace osteon::page {
namespace {

// A reading with less than this share of a cell's votes is a slip, not a rival.
constexpr double kRivalShare = 0.003;
constexpr int kMostDecimals = 4;
constexpr double kMostVotes = 0.7;  // of a column's, for a number of figures that all its numbers have

int overlap(const Box& a, const Box& b) { return std::min(a.right, b.right) - std::max(a.left, b.left); }

/// Digits, points and minus of a word; empty if it holds other things.
std::string plain(const std::string& text) {
  std::string kept;
  for (std::size_t n = 0; n < text.size(); ++n) {
    const char c = text[n];
    if (std::isdigit(static_cast<unsigned char>(c)) || c == '.' || c == ',' || c == '-') {
      kept += c;
    } else if (static_cast<unsigned char>(c) == 0xE2 && n + 2 < text.size()) {  // a dash in UTF-8
      kept += '-';
      n += 2;
    } else {
      return {};
    }
  }
  return kept;
}

void vote(std::vector<Reading>& votes, const std::string& text, double score) {
  if (text.empty()) return;
  for (Reading& reading : votes)
    if (reading.text == text) {
      reading.score += score;
      return;
    }
  votes.push_back({text, score});
}

Box grown(const Box& box, double by) {
  const int n = static_cast<int>(std::lround(by));
  return {box.left - n, box.top - n, box.right + n, box.bottom + n};
}

/// The words inside a cell, joined; their least confidence.
std::pair<std::string, double> joined(const std::vector<Word>& words, const Box& cell) {
  std::string text;
  double confidence = 1;
  for (const Word& w : words) {
    if (w.box.centre_x() < cell.left || w.box.centre_x() > cell.right || w.box.centre_y() < cell.top ||
        w.box.centre_y() > cell.bottom)
      continue;
    const std::string part = plain(w.text);
    if (part.empty()) return {"", 0};
    text += part;
    confidence = std::min(confidence, w.confidence);
  }
  return {text, confidence};
}

struct Shape {
  bool negative = false;
  std::string digits;
  int point = -1;  ///< digits behind the point; -1 = none
};

std::optional<Shape> shape_of(const std::string& text) {
  Shape shape;
  std::size_t n = 0;
  for (; n < text.size() && text[n] == '-'; ++n) shape.negative = true;
  for (; n < text.size(); ++n) {
    if (std::isdigit(static_cast<unsigned char>(text[n]))) {
      shape.digits += text[n];
      if (shape.point >= 0) ++shape.point;
    } else if (text[n] == '.' && shape.point < 0) {
      shape.point = 0;
    } else if (text[n] == ',' && text.size() - n == 4) {
      continue;  // parts thousands
    } else {
      return std::nullopt;
    }
  }
  if (shape.digits.empty() || shape.digits.size() > 6) return std::nullopt;
  return shape;
}

}  // namespace

int decimals_of(const Reading& reading) {
  const auto point = reading.text.find('.');
  return point == std::string::npos ? 0 : static_cast<int>(reading.text.size() - point) - 1;
}

std::vector<Choice> choices(const NumberCell& cell) {
  double sum = 0;
  for (const Reading& r : cell.readings) sum += r.score;
  std::vector<Choice> list;
  for (const Reading& r : cell.readings)
    if (r.score >= kRivalShare * sum) list.push_back({&r, r.score / sum, std::stod(r.text), decimals_of(r)});
  return list;
}

NumberTable cells_of(const TableLayout& table) {
  NumberTable numbers;
  for (const TableLine& line : table.lines) {
    std::vector<NumberCell> row;
    for (const Box& column : table.columns) {
      NumberCell cell;
      for (const Box& token : line.tokens) {
        if (overlap(token, column) <= 0 || token.width() > 1.6 * column.width()) continue;
        if (overlap(token, column) * 2 >= std::min(token.width(), column.width()))
          cell.box = cell.is_empty() ? token : united(cell.box, token);
      }
      row.push_back(cell);
    }
    numbers.cells.push_back(std::move(row));
  }
  numbers.decimals.assign(table.columns.size(), {0});
  return numbers;
}

void take_words(NumberTable& numbers, const std::vector<Word>& words, double digit_height) {
  for (auto& row : numbers.cells)
    for (NumberCell& cell : row) {
      if (cell.is_empty()) continue;
      const auto [text, confidence] = joined(words, grown(cell.box, 0.2 * digit_height));
      vote(cell.votes, text, confidence);
    }
}

void apply_grammar(NumberTable& numbers, std::size_t column, int least_decimals) {
  std::map<int, double> weights, lengths;  // votes for numbers of decimals and of figures
  for (const auto& row : numbers.cells)
    for (const Reading& reading : row[column].votes)
      if (const auto shape = shape_of(reading.text)) {
        weights[std::max(0, shape->point)] += reading.score;
        lengths[static_cast<int>(shape->digits.size())] += reading.score;
      }
  std::vector<int> decimals = {least_decimals};
  double sum = 0;
  for (const auto& [d, weight] : weights) {
    sum += weight;
    if (d >= least_decimals && weight > weights[decimals.front()]) decimals.front() = d;
  }
  // One maker prints four figures of whatever size: "4.853" above "10.27".
  const auto figures = std::max_element(lengths.begin(), lengths.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
  const bool fixed_figures =
      figures != lengths.end() && figures->first >= 4 && figures->second > kMostVotes * sum;
  if (fixed_figures)
    for (int d = 1; d < figures->first; ++d)
      if (d >= least_decimals && d != decimals.front() && weights[d] > 0) decimals.push_back(d);
  numbers.decimals[column] = decimals;
  // What may stand in this column, a lost point put back.
  const auto add_fitting = [&](const Reading& reading, std::vector<Reading>& kept) {
    const auto shape = shape_of(reading.text);
    if (!shape) return;
    const bool lost_point = shape->point < 0 && decimals.front() > 0;
    for (int d = lost_point ? 1 : 0; d <= kMostDecimals; ++d) {
      const bool usual = std::find(decimals.begin(), decimals.end(), d) != decimals.end();
      if ((shape->point >= 0 && shape->point != d) || shape->digits.size() <= static_cast<std::size_t>(d))
        continue;
      if (!usual && !(lost_point && fixed_figures)) continue;
      if (!usual || d != decimals.front())
        if (static_cast<int>(shape->digits.size()) != figures->first) continue;
      std::string text = shape->digits;
      if (d > 0) text.insert(text.size() - static_cast<std::size_t>(d), ".");
      if (shape->negative) text.insert(0, "-");
      vote(kept, text, reading.score * (!lost_point ? 1.0 : usual ? 0.5 : 0.2));
    }
  };
  const auto better = [](const Reading& a, const Reading& b) { return a.score > b.score; };
  for (auto& row : numbers.cells) {
    std::vector<Reading> kept;
    for (const Reading& reading : row[column].votes) add_fitting(reading, kept);
    std::stable_sort(kept.begin(), kept.end(), better);
    row[column].readings = std::move(kept);
  }
}

}  // namespace osteon::page
