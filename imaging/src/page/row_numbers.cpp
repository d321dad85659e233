#include "row_numbers.hpp"

#include "number_checks.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace osteon::page {
namespace {

// Share of all closing readings of a row that the accepted one needs, and share of all readings that closing
// ones need: with many readings some close by chance.
constexpr double kLeastShare = 0.99, kLeastClosing = 0.01;
constexpr double kPlain = 0.9;  // share of a number that is read by itself
// Share of a score: beside a percentage, which of whole numbers lets two neighbouring scores pass, and where
// nothing confirms it.
constexpr double kShareConfirmed = 0.9, kShareAlone = 0.97;
constexpr double kSureOfSign = 0.95;

Settled settled(const Reading& reading, const Box& box) {
  return {std::stod(reading.text), decimals_of(reading), box, true};
}

/// The best closing reading of the line, if no other is nearly as well supported.
void settle_triple(SettledRow& row, const std::vector<NumberCell>& cells, const ColumnKinds& kinds) {
  const auto readings = row_readings(cells, kinds);
  const RowReading* best = nullptr;
  double closing = 0;
  for (const RowReading& reading : readings) {
    if (!reading.closes) continue;
    closing += reading.support;
    if (best == nullptr) best = &reading;
  }
  if (best == nullptr || closing < kLeastClosing) {
    row.reason = "BMC divided by area is not BMD in any reading of this row.";
    return;
  }
  take(row, *best, cells, kinds);
  if (best->support >= kLeastShare * closing) return;
  row.bmd = row.bmc = row.area = std::nullopt;
  row.reason = "Two readings of this row agree with themselves.";
}

/// The size of a score without its sign, if this share of the votes agrees.
std::optional<Reading> size_of(const NumberCell& cell, double share) {
  std::vector<Reading> sizes;
  double sum = 0;
  for (const Reading& r : cell.readings) {
    const std::string size = r.text.starts_with('-') ? r.text.substr(1) : r.text;
    sum += r.score;
    const auto same =
        std::find_if(sizes.begin(), sizes.end(), [&](const Reading& s) { return s.text == size; });
    if (same != sizes.end()) {
      same->score += r.score;
    } else {
      sizes.push_back({size, r.score});
    }
  }
  const auto best = std::max_element(sizes.begin(), sizes.end(),
                                     [](const Reading& a, const Reading& b) { return a.score < b.score; });
  constexpr double kLargestScore = 12;
  if (best == sizes.end() || best->score < share * sum || std::stod(best->text) > kLargestScore)
    return std::nullopt;
  return *best;
}

/// Share of the readings with a minus.
double share_of_minus(const NumberCell& cell) {
  double sum = 0, minus = 0;
  for (const Reading& r : cell.readings) {
    sum += r.score;
    if (r.text.starts_with('-')) minus += r.score;
  }
  return sum > 0 ? minus / sum : 0;
}

/// A score and its percentage. The sign is that of the percentage, and the print may not speak against it.
std::pair<std::optional<Settled>, std::optional<Settled>> settle_score(const NumberCell* score_cell,
                                                                       const NumberCell* percent_cell,
                                                                       double bmd) {
  std::pair<std::optional<Settled>, std::optional<Settled>> result;
  if (score_cell == nullptr || score_cell->is_empty()) return result;
  const bool alone = percent_cell == nullptr || percent_cell->readings.empty();
  const auto reading = size_of(*score_cell, alone ? kShareAlone : kShareConfirmed);
  if (!reading) return result;
  const double minus = share_of_minus(*score_cell);
  const bool there = minus > kSureOfSign, unclear = !there && minus > 1 - kSureOfSign;
  const double size = std::stod(reading->text);
  const int decimals = decimals_of(*reading);
  if (alone) {
    if (!unclear) result.first = Settled{there ? -size : size, decimals, score_cell->box, false};
    return result;
  }
  for (const Choice& c : choices(*percent_cell)) {
    const bool negative = c.value < 100 || (c.value == 100 && there);
    const double value = negative && size > 0 ? -size : size;
    if (c.share < 0.5 || !percentage_agrees(bmd, c.value, value, decimals)) continue;
    if (there != (value < 0) && !unclear && size > 0) continue;
    result.first = Settled{value, decimals, score_cell->box, true};
    result.second = Settled{c.value, c.decimals, percent_cell->box, true};
  }
  return result;
}

}  // namespace

std::vector<RowReading> row_readings(const std::vector<NumberCell>& cells, const ColumnKinds& kinds) {
  const auto cell = [&](int n) { return choices(cells[static_cast<std::size_t>(n)]); };
  std::vector<RowReading> readings;
  for (const Choice& d : cell(kinds.bmd))
    for (const Choice& m : cell(kinds.bmc))
      for (const Choice& a : cell(kinds.area)) {
        readings.push_back({{*d.reading, *m.reading, *a.reading},
                            {d.share, m.share, a.share},
                            d.share * m.share * a.share,
                            false});
        readings.back().closes = closes(readings.back().numbers);
      }
  std::stable_sort(readings.begin(), readings.end(),
                   [](const RowReading& a, const RowReading& b) { return a.support > b.support; });
  return readings;
}

bool closes(const std::array<Reading, 3>& numbers) {
  const auto& [d, m, a] = numbers;
  return closes({std::stod(d.text), std::stod(m.text), std::stod(a.text), decimals_of(d), decimals_of(m),
                 decimals_of(a)});
}

void take(SettledRow& row, const RowReading& reading, const std::vector<NumberCell>& cells,
          const ColumnKinds& kinds) {
  const auto cell = [&](int n) -> const NumberCell& { return cells[static_cast<std::size_t>(n)]; };
  const std::array places = {&cell(kinds.bmd), &cell(kinds.bmc), &cell(kinds.area)};
  const std::array fields = {&row.bmd, &row.bmc, &row.area};
  row.plain = true;
  for (std::size_t n = 0; n < places.size(); ++n) {
    *fields[n] = settled(reading.numbers[n], places[n]->box);
    row.plain = row.plain && reading.shares[n] >= kPlain;
  }
}

void settle_scores(SettledRow& row, const std::vector<NumberCell>& cells, const ColumnKinds& kinds) {
  const auto cell = [&](int n) { return n < 0 ? nullptr : &cells[static_cast<std::size_t>(n)]; };
  const auto score = [&](int n, int percent) { return settle_score(cell(n), cell(percent), row.bmd->value); };
  std::tie(row.t_score, row.percent_young) = score(kinds.t_score, kinds.percent_young);
  std::tie(row.z_score, row.percent_age) = score(kinds.z_score, kinds.percent_age);
}

SettledRow settle_row(const std::vector<NumberCell>& cells, const ColumnKinds& kinds) {
  SettledRow row;
  if (kinds.bmc < 0 || kinds.area < 0) {
    row.reason = "The table has no BMC and area that could confirm BMD.";
    return row;
  }
  settle_triple(row, cells, kinds);
  if (row.bmd) settle_scores(row, cells, kinds);
  return row;
}

}  // namespace osteon::page
