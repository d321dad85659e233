#include "row_numbers.hpp"

#include "minus_sign.hpp"
#include "print_reader.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace osteon::page {
namespace {

// A reading with less than this share of a cell's votes is a slip, not a rival.
constexpr double kRivalShare = 0.01;
// How much better supported than the next closing triple the accepted one has to be, and how much worse than
// the best reading of each cell by itself it may be: with many readings some triple closes by chance.
constexpr double kLeastOdds = 2.0, kLeastOddsSmall = 4.0, kLeastSupport = 0.001;
constexpr double kAlone = 1e6;  // no other reading closes
// Population standard deviations of areal BMD: 0.10 to 0.15 g/cm2 at spine and hip, less at the forearm
// (densitometry/bone_density_reference.hpp); wide, because it only has to tell a misread digit.
constexpr double kSmallestSd = 0.03, kLargestSd = 0.20;

// Votes for a score: where a percentage confirms it, and where nothing does.
constexpr double kShareConfirmed = 0.6, kShareAlone = 0.85, kShareSmall = 0.9;

struct Choice {
  const Reading* reading;
  double share;
};

std::vector<Choice> choices(const NumberCell& cell) {
  double sum = 0;
  for (const Reading& r : cell.readings) sum += r.score;
  std::vector<Choice> list;
  for (const Reading& r : cell.readings)
    if (r.score >= kRivalShare * sum) list.push_back({&r, r.score / sum});
  return list;
}

Settled settled(const Reading& reading, const Box& box) {
  return {std::stod(reading.text), decimals_of(reading), box, true};
}

/// Whether each way of reading puts this number first. Where the page never showed one of its figures,
/// likeness is silent, and the recogniser has to be of one mind in all sizes.
bool both_put_first(const NumberCell& cell, const Reading& reading) {
  constexpr double kOfOneMind = 0.95;
  if (cell.recognised != reading.text) return false;
  const auto likest = std::max_element(cell.likeness.begin(), cell.likeness.end(),
                                       [](const Reading& a, const Reading& b) { return a.score < b.score; });
  if (likest != cell.likeness.end()) return likest->text == reading.text;
  double sum = 0;
  for (const Reading& r : cell.readings) sum += r.score;
  return reading.score >= kOfOneMind * sum;
}

/// The best closing reading of the line, if no other is nearly as well supported.
void settle_triple(SettledRow& row, const std::vector<NumberCell>& cells, const ColumnKinds& kinds,
                   bool small_print) {
  const auto readings = row_readings(cells, kinds);
  const auto is_closing = [](const RowReading& r) { return r.closes; };
  const auto best = std::find_if(readings.begin(), readings.end(), is_closing);
  if (best == readings.end() || best->support < kLeastSupport * readings.front().support) {
    row.reason = "BMC divided by area is not BMD in any reading of this row.";
    return;
  }
  take(row, *best, cells, kinds);
  const auto next = std::find_if(best + 1, readings.end(), is_closing);
  row.odds = next == readings.end() ? kAlone : best->support / next->support;
  if (row.odds >= (small_print ? kLeastOddsSmall : kLeastOdds)) return;
  row.bmd = row.bmc = row.area = std::nullopt;
  row.reason = "Two readings of this row agree with themselves.";
}

/// Whether some plausible standard deviation makes the score of the percentage, within the rounding of both.
bool percentage_agrees(double bmd, double percent, double score, int score_decimals) {
  if (percent < 20 || percent > 250) return false;
  const double reference = 100 * bmd / percent, slack = reference * 0.5 / percent;
  const double above = bmd - reference, half = 0.5 * std::pow(10.0, -score_decimals);
  const double signed_above = score < 0 ? -above : above;  // has to be positive but for rounding
  const double least = kSmallestSd * std::max(0.0, std::abs(score) - half);
  const double most = kLargestSd * (std::abs(score) + half);
  return signed_above + slack >= least && signed_above - slack <= most;
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

/// The share of all votes that a score needs beside its percentage: a percentage of whole numbers lets two
/// neighbouring scores pass, so the smaller the print, the surer the reading has to be.
double share_beside_percentage(const PrintSize& print) {
  constexpr double kFullPrint = 7.0;  // figures of a page of 94 dots an inch
  const double lost =
      std::clamp((kFullPrint - print.stored_digit_height) / (kFullPrint - kSmallPrint), 0.0, 1.0);
  return kShareConfirmed + lost * (kShareSmall - kShareConfirmed);
}

/// A score and its percentage. The sign is that of the percentage, and the ink may not speak against it.
std::pair<std::optional<Settled>, std::optional<Settled>> settle_score(const NumberCell* score_cell,
                                                                       const NumberCell* percent_cell,
                                                                       double bmd, const GreyImage& enlarged,
                                                                       const PrintSize& print) {
  std::pair<std::optional<Settled>, std::optional<Settled>> result;
  if (score_cell == nullptr || score_cell->is_empty()) return result;
  const bool alone = percent_cell == nullptr || percent_cell->readings.empty();
  const auto reading = size_of(*score_cell, alone ? kShareAlone : share_beside_percentage(print));
  if (!reading) return result;
  const MinusSign sign = look_for_minus(enlarged, score_cell->box, print.digit_height);
  const double size = std::stod(reading->text);
  const int decimals = decimals_of(*reading);
  if (alone) {
    if (sign != MinusSign::unclear)
      result.first = Settled{sign == MinusSign::there ? -size : size, decimals, score_cell->box, false};
    return result;
  }
  for (const Choice& c : choices(*percent_cell)) {
    const double percent = std::stod(c.reading->text);
    const bool negative = percent < 100 || (percent == 100 && sign == MinusSign::there);
    const double value = negative && size > 0 ? -size : size;
    if (c.share < 0.5 || !percentage_agrees(bmd, percent, value, decimals)) continue;
    if ((sign == MinusSign::there) != (value < 0) && sign != MinusSign::unclear && size > 0) continue;
    result.first = Settled{value, decimals, score_cell->box, true};
    result.second = Settled{percent, decimals_of(*c.reading), percent_cell->box, true};
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
  row.likely.clear();
  row.both_readers = true;
  for (std::size_t n = 0; n < places.size(); ++n) {
    const Box& box = places[n]->box;
    row.likely.emplace_back(reading.numbers[n].text, box);
    *fields[n] = settled(reading.numbers[n], box);
    row.both_readers = row.both_readers && both_put_first(*places[n], reading.numbers[n]);
  }
}

void settle_scores(SettledRow& row, const std::vector<NumberCell>& cells, const ColumnKinds& kinds,
                   const GreyImage& enlarged, const PrintSize& print) {
  const auto cell = [&](int n) { return n < 0 ? nullptr : &cells[static_cast<std::size_t>(n)]; };
  const auto score = [&](int n, int percent) {
    return settle_score(cell(n), cell(percent), row.bmd->value, enlarged, print);
  };
  std::tie(row.t_score, row.percent_young) = score(kinds.t_score, kinds.percent_young);
  std::tie(row.z_score, row.percent_age) = score(kinds.z_score, kinds.percent_age);
}

SettledRow settle_row(const std::vector<NumberCell>& cells, const ColumnKinds& kinds,
                      const GreyImage& enlarged, const PrintSize& print) {
  SettledRow row;
  if (kinds.bmc < 0 || kinds.area < 0) {
    row.reason = "The table has no BMC and area that could confirm BMD.";
    return row;
  }
  settle_triple(row, cells, kinds, print.small);
  if (row.bmd) settle_scores(row, cells, kinds, enlarged, print);
  return row;
}

}  // namespace osteon::page
