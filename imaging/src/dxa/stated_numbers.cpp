#include "stated_numbers.hpp"

#include "../page/fuzzy.hpp"
#include "../page/number_checks.hpp"
#include "region_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace osteon::dxa {
namespace {

bool holds(std::string_view text, std::string_view word) { return page::holds_word(text, word, 0); }

bool is_score(std::string_view name, char letter) {
  const auto words = page::words_of(name);
  const std::string whole = std::string(1, letter) + "SCORE", alone(1, letter);
  for (std::size_t n = 0; n < words.size(); ++n) {
    if (words[n] == whole) return true;
    if (words[n] == alone && (n + 1 == words.size() || words[n + 1].starts_with("SCORE"))) return true;
  }
  return false;
}

/// Lower case without spaces, carets and brackets. A raised two is a letter outside ASCII, which reading has
/// made one or two question marks.
std::string plain_unit(std::string_view unit) {
  std::string text;
  for (const char c : unit) {
    if (c == '?' && text.ends_with('m')) text += '2';
    if (std::string_view(" ^?*()[]").find(c) != std::string_view::npos) continue;
    text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (text.starts_with("gm/")) text.erase(1, 1);
  return text;
}

struct Unit {
  std::string_view text;
  int power;  ///< of ten, to the unit of the report
};

/// Power of ten from a unit to that of the report.
std::optional<int> power_of(Quantity quantity, std::string_view unit) {
  static constexpr std::array kDensity = {Unit{"g/cm2", 0}, Unit{"g.cm-2", 0}, Unit{"mg/cm2", -3},
                                          Unit{"kg/m2", -1}, Unit{"g/m2", -4}};
  static constexpr std::array kContent = {Unit{"g", 0}, Unit{"mg", -3}, Unit{"kg", 3}, Unit{"gm", 0},
                                          Unit{"grams", 0}};
  static constexpr std::array kArea = {Unit{"cm2", 0}, Unit{"mm2", -2}, Unit{"m2", 4}};
  static constexpr std::array kScore = {Unit{"", 0},        Unit{"1", 0},         Unit{"{sd}", 0},
                                        Unit{"sd", 0},      Unit{"{t-score}", 0}, Unit{"{z-score}", 0},
                                        Unit{"{score}", 0}, Unit{"nounits", 0}};
  static constexpr std::array kShare = {Unit{"%", 0}, Unit{"percent", 0}};
  const std::string text = plain_unit(unit);
  const auto among = [&](const auto& units) -> std::optional<int> {
    for (const Unit& one : units)
      if (one.text == text) return one.power;
    return std::nullopt;
  };
  switch (quantity) {
    case Quantity::bmd:
      return among(kDensity);
    case Quantity::bmc:
      return among(kContent);
    case Quantity::area:
      return among(kArea);
    case Quantity::t_score:
    case Quantity::z_score:
      return among(kScore);
    case Quantity::percent_young:
    case Quantity::percent_age:
      return among(kShare);
  }
  return std::nullopt;
}

/// Numbers of one place as they come together.
struct Gathered {
  Place place;
  std::array<std::optional<Scaled>, 7> numbers;
  std::string fault;  ///< why the row is withheld
};

void take(Gathered& row, const StatedNumber& stated) {
  if (!stated.number) {
    row.fault = "A number of it has a unit or a text that cannot be used.";
    return;
  }
  auto& place = row.numbers[static_cast<std::size_t>(stated.quantity)];
  if (place && place->value != stated.number->value) row.fault = "Two different values are given for it.";
  if (!place) place = stated.number;
}

const std::optional<Scaled>& number_of(const Gathered& row, Quantity quantity) {
  return row.numbers[static_cast<std::size_t>(quantity)];
}

/// The widest range that a score, percentage or density of a living person has.
bool is_plausible(const Gathered& row) {
  const auto within = [&](Quantity quantity, double low, double high) {
    const auto& number = number_of(row, quantity);
    return !number || (number->value >= low && number->value <= high);
  };
  return within(Quantity::bmd, 0.05, 3) && within(Quantity::t_score, -12, 12) &&
         within(Quantity::z_score, -12, 12) && within(Quantity::percent_young, 5, 300) &&
         within(Quantity::percent_age, 5, 300) && within(Quantity::area, 0.1, 5000) &&
         within(Quantity::bmc, 0.01, 10000);
}

bool is_consistent(const Gathered& row) {
  const auto &d = number_of(row, Quantity::bmd), &m = number_of(row, Quantity::bmc),
             &a = number_of(row, Quantity::area);
  // A mean of both hips prints the mean of their densities beside sums or means of the rest.
  if (!d || !m || !a || row.place.mean_of_sides) return true;
  return page::closes({d->value, m->value, a->value, d->decimals, m->decimals, a->decimals});
}

std::string fault_of(const Gathered& row) {
  if (!row.fault.empty()) return row.fault;
  if (row.place.exam == DxaExam::other) return "Its examination is not told.";
  if (row.place.region.empty()) return "Its region is not told.";
  if (row.place.exam == DxaExam::femur && !row.place.side && !row.place.mean_of_sides)
    return "Its side is not told.";
  if (row.place.exam == DxaExam::ap_spine && row.place.region == "total")
    return "Which levels make the total is not told.";
  if (!number_of(row, Quantity::bmd)) return "It has no BMD.";
  if (!is_plausible(row)) return "A number of it is outside what a person has.";
  if (!is_consistent(row)) return "BMC divided by area is not BMD.";
  return "";
}

/// Names a spine's total by the single levels whose areas add up to it.
void name_spine_total(std::vector<Gathered>& rows) {
  std::vector<int> levels;
  double sum = 0, slack = 0;
  for (const Gathered& row : rows) {
    const auto& area = number_of(row, Quantity::area);
    if (row.place.exam != DxaExam::ap_spine || row.place.region.size() != 2 || !area) continue;
    levels.push_back(row.place.region[1] - '0');
    sum += area->value;
    slack += 0.5 * std::pow(10.0, -area->decimals);
  }
  std::sort(levels.begin(), levels.end());
  for (Gathered& row : rows) {
    const auto& area = number_of(row, Quantity::area);
    if (row.place.exam != DxaExam::ap_spine || row.place.region != "total" || !area || levels.size() < 2)
      continue;
    if (std::abs(area->value - sum) <= slack + 0.5 * std::pow(10.0, -area->decimals) + 1e-9)
      row.place.region = name_of_levels(levels);
  }
}

std::string label_of(const Place& place) {
  std::string text = place.side ? (*place.side == Side::left ? "left " : "right ") : "";
  return text + name(place.exam) + (place.region.empty() ? "" : " " + place.region);
}

ReportedRow row_of(const Gathered& from, ReportedOrigin origin) {
  const auto reported = [&](Quantity quantity) -> std::optional<ReportedNumber> {
    const auto& number = number_of(from, quantity);
    if (!number) return std::nullopt;
    return ReportedNumber{number->value, number->decimals, {}, true};
  };
  ReportedRow row;
  row.exam = from.place.exam;
  row.region = from.place.region;
  row.side = from.place.side;
  row.mean_of_sides = from.place.mean_of_sides;
  row.origin = origin;
  row.bmd = *reported(Quantity::bmd);
  row.bmc = reported(Quantity::bmc);
  row.area = reported(Quantity::area);
  row.t_score = reported(Quantity::t_score);
  row.z_score = reported(Quantity::z_score);
  row.percent_young = reported(Quantity::percent_young);
  row.percent_age = reported(Quantity::percent_age);
  return row;
}

}  // namespace

std::optional<Quantity> quantity_of(std::string_view name, std::string_view unit) {
  static constexpr std::array<std::string_view, 18> kOthers = {
      "SBMD", "CHANGE",     "RATE", "REFERENCE",  "SD",  "DEVIATION", "PRECISION", "PREVIOUS", "PRIOR",
      "LSC",  "DIFFERENCE", "DIFF", "VOLUMETRIC", "FAT", "LEAN",      "TISSUE",    "BASELINE", "EARLIER"};
  if (std::any_of(kOthers.begin(), kOthers.end(), [&](std::string_view word) { return holds(name, word); }))
    return std::nullopt;
  const bool share =
      plain_unit(unit) == "%" || name.find('%') != std::string_view::npos || holds(name, "PERCENT");
  if (share && (holds(name, "YOUNG") || holds(name, "PEAK") || holds(name, "PR") || holds(name, "YA")))
    return Quantity::percent_young;
  if (share && (holds(name, "AGE") || holds(name, "AM"))) return Quantity::percent_age;
  if (share) return std::nullopt;
  if (is_score(name, 'T')) return Quantity::t_score;
  if (is_score(name, 'Z')) return Quantity::z_score;
  if (holds(name, "BMD") || (holds(name, "MINERAL") && holds(name, "DENSITY")) ||
      (holds(name, "BONE") && holds(name, "DENSITY")))
    return Quantity::bmd;
  if (holds(name, "BMC") || (holds(name, "MINERAL") && holds(name, "CONTENT"))) return Quantity::bmc;
  if (holds(name, "AREA")) return Quantity::area;
  return std::nullopt;
}

std::optional<Scaled> scaled(Quantity quantity, std::string_view text, std::string_view unit) {
  const auto power = power_of(quantity, unit);
  if (!power) return std::nullopt;
  while (!text.empty() && (text.front() == ' ' || text.front() == '+')) text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  const std::size_t point = text.find('.');
  const int decimals = point == std::string_view::npos ? 0 : static_cast<int>(text.size() - point - 1);
  if (text.find_first_of("eE") != std::string_view::npos || decimals > 12) {  // of a computer, not of print
    return Scaled{value * std::pow(10.0, *power), 12};
  }
  const double scale = std::pow(10.0, std::abs(*power));
  return Scaled{*power < 0 ? value / scale : value * scale, std::max(0, decimals - *power)};
}

StatedRows rows_of(const std::vector<StatedNumber>& numbers, ReportedOrigin origin) {
  std::vector<Gathered> gathered;
  for (const StatedNumber& stated : numbers) {
    const Place place = place_of(stated.words);
    auto row =
        std::find_if(gathered.begin(), gathered.end(), [&](const Gathered& g) { return g.place == place; });
    if (row == gathered.end()) row = gathered.insert(gathered.end(), Gathered{place, {}, ""});
    take(*row, stated);
  }
  name_spine_total(gathered);
  StatedRows result;
  for (const Gathered& row : gathered) {
    const std::string fault = fault_of(row);
    if (fault.empty())
      result.rows.push_back(row_of(row, origin));
    else
      result.unread.push_back({{}, label_of(row.place), fault});
  }
  return result;
}

}  // namespace osteon::dxa
