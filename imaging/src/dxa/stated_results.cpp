#include "stated_results.hpp"

#include "../page/fuzzy.hpp"
#include "written_date.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon::dxa {
namespace {

bool holds(std::string_view text, std::string_view word) { return page::holds_word(text, word, 0); }

template <std::size_t N>
bool holds_any(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return holds(text, word); });
}

bool is_earlier(std::string_view name) {
  return holds_any<4>(name, {"PREVIOUS", "PRIOR", "BASELINE", "EARLIER"});
}

bool is_of_categories(std::string_view name) {
  return !holds(name, "SITE") && !is_earlier(name) &&
         holds_any<9>(name, {"CLASSIFICATION", "CATEGORY", "DIAGNOSIS", "CONCLUSION", "IMPRESSION",
                             "ASSESSMENT", "INTERPRETATION", "WHO", "SUMMARY"});
}

bool is_of_exclusion(std::string_view name) {
  return holds_any<3>(name, {"EXCLUDED", "EXCLUSION", "EXCLUDE"}) && !is_earlier(name);
}

bool is_yes(std::string_view value) {
  return holds_any<4>(value, {"YES", "TRUE", "SIGNIFICANT", "Y"}) && !holds(value, "NOT") &&
         !holds(value, "NO");
}

/// Whether the items speak of a change of the density, and of that alone.
bool is_a_change(const StatedItem& item) {
  return holds(item.name, "CHANGE") && !item.unit.empty() &&
         !holds_any<5>(item.name, {"YEAR", "ANNUAL", "RATE", "LEAST", "LSC"});
}

void take_earlier(const StatedItem& item, SaidChange& change) {
  if (holds(item.name, "DATE")) change.date_before = written_date(item.value);
  if (holds_any<3>(item.name, {"DEVICE", "SCANNER", "MODEL"})) change.device_before = item.value;
  if (holds_any<3>(item.name, {"MANUFACTURER", "VENDOR", "MAKER"})) change.vendor_before = item.value;
  if (holds_any<4>(item.name, {"REGION", "SITE", "SIDE", "LATERALITY"})) {
    const Place place = place_of({item.value});
    if (!place.region.empty()) change.before.exam = place.exam, change.before.region = place.region;
    if (place.side) change.before.side = place.side;
  }
  if ((holds(item.name, "BMD") || holds(item.name, "DENSITY")) && !item.unit.empty())
    change.density_before = scaled(Quantity::bmd, item.value, item.unit);
}

std::optional<SaidChange> change_in(const std::vector<StatedItem>& items, const Place& place) {
  SaidChange change;
  change.now = place;
  bool any = false;
  for (const StatedItem& item : items) {
    if (is_a_change(item)) {
      const bool share = item.unit == "%";
      const auto number = scaled(share ? Quantity::percent_age : Quantity::bmd, item.value, item.unit);
      any = any || number.has_value();
      if (number && share) change.percent = number->value;
      if (number && !share) change.difference = number;
    } else if (holds_any<2>(item.name, {"SIGNIFICANT", "SIGNIFICANCE"})) {
      change.called_real = is_yes(item.value);
    } else if (is_earlier(item.name)) {
      take_earlier(item, change);
    }
  }
  any = any || change.density_before.has_value();
  return any ? std::optional(std::move(change)) : std::nullopt;
}

const ReportedRow* row_at(const ReportedDxa& report, const Place& place) {
  for (const ReportedRow& row : report.rows)
    if (row.exam == place.exam && row.region == place.region && row.side == place.side &&
        row.mean_of_sides == place.mean_of_sides)
      return &row;
  return nullptr;
}

/// The row of a place, or one that names it and has no numbers.
ReportedRow row_named(const ReportedDxa& report, const Place& place) {
  if (const ReportedRow* row = row_at(report, place)) return *row;
  ReportedRow row;
  row.exam = place.exam;
  row.region = place.region;
  row.side = place.side;
  row.mean_of_sides = place.mean_of_sides;
  return row;
}

/// The earlier density by all that is stated of it; nothing where that contradicts itself or nobody changes
/// so much.
std::optional<ReportedNumber> density_before(const SaidChange& change, const ReportedNumber& now) {
  constexpr double kLargest = 60;  // per cent
  const double half = 0.5 * std::pow(10.0, -now.decimals);
  std::vector<double> answers;
  double slack = 2 * half;
  if (change.density_before) answers.push_back(change.density_before->value);
  if (change.difference) answers.push_back(now.value - change.difference->value);
  if (change.percent && std::abs(*change.percent) < kLargest) {
    answers.push_back(now.value / (1 + *change.percent / 100));
    slack += 0.0006 * now.value;  // percentages are printed in tenths
  }
  if (answers.empty() || answers.front() <= 0) return std::nullopt;
  for (const double answer : answers)
    if (std::abs(answer - answers.front()) > slack + 1e-9) return std::nullopt;
  const double change_percent = 100 * (now.value - answers.front()) / answers.front();
  if (std::abs(change_percent) > kLargest) return std::nullopt;
  const int decimals = std::max(now.decimals, 3);
  const double scale = std::pow(10.0, decimals);
  return ReportedNumber{std::round(answers.front() * scale) / scale, decimals, std::nullopt,
                        change.density_before.has_value()};
}

bool state_change(const SaidChange& change, ReportedDxa& report) {
  const ReportedRow* now = row_at(report, change.now);
  if (now == nullptr) return false;
  const auto density = density_before(change, now->bmd);
  if (!density) return false;
  StatedChange stated{
      *now, *now, change.vendor_before, change.device_before, change.date_before, change.called_real};
  if (!change.before.region.empty()) {
    stated.before.exam = change.before.exam;
    stated.before.region = change.before.region;
  }
  if (change.before.side) stated.before.side = change.before.side;
  stated.before.bmc.reset(), stated.before.area.reset();
  stated.before.t_score.reset(), stated.before.z_score.reset();
  stated.before.percent_young.reset(), stated.before.percent_age.reset();
  stated.before.bmd = *density;
  report.stated.changes.push_back(std::move(stated));
  return true;
}

/// Worst first, as the rules read them.
int severity(DxaCategory category) {
  constexpr std::array kWorstFirst = {DxaCategory::osteoporosis, DxaCategory::below_expected,
                                      DxaCategory::low_bone_mass, DxaCategory::within_expected,
                                      DxaCategory::normal};
  return static_cast<int>(std::find(kWorstFirst.begin(), kWorstFirst.end(), category) - kWorstFirst.begin());
}

/// What is said of the whole counts; where regions alone have categories, the worst of them does. False where
/// two are said of the whole.
bool state_category(const Said& said, ReportedDxa& report) {
  std::optional<DxaCategory> whole, worst;
  for (const SaidCategory& one : said.categories) {
    if (!one.place.region.empty()) {
      if (!worst || severity(one.category) < severity(*worst)) worst = one.category;
    } else if (whole && *whole != one.category) {
      return false;
    } else {
      whole = one.category;
    }
  }
  report.stated.category = whole ? whole : worst;
  std::vector<Place> places;
  for (const SaidCategory& one : said.categories)
    if (!one.place.region.empty() && one.category == report.stated.category &&
        std::find(places.begin(), places.end(), one.place) == places.end())
      places.push_back(one.place);
  if (places.size() == 1) report.stated.category_row = row_named(report, places.front());
  return true;
}

/// Levels that a total jumps over, unless the whole is there too.
void exclude_by_gaps(ReportedDxa& report) {
  auto& excluded = report.stated.excluded_levels;
  const bool whole =
      std::any_of(report.rows.begin(), report.rows.end(), [](const auto& r) { return r.region == "L1-L4"; });
  for (const ReportedRow& row : report.rows) {
    if (whole || row.exam != DxaExam::ap_spine || row.region.find(',') == std::string::npos) continue;
    const auto used = single_levels(row.region);
    for (char n = static_cast<char>(used.front()[1] + 1); n < used.back()[1]; ++n)
      if (const std::string level = std::string("L") + n;
          std::find(used.begin(), used.end(), level) == used.end())
        excluded.push_back(level);
  }
  std::sort(excluded.begin(), excluded.end());
  excluded.erase(std::unique(excluded.begin(), excluded.end()), excluded.end());
}

}  // namespace

std::optional<DxaCategory> category_in(std::string_view words) {
  if (holds_any<16>(words, {"NO", "NOT", "WITHOUT", "RULE", "HISTORY", "RISK", "POSSIBLE", "PROBABLE", "IF",
                            "OR", "SUSPECTED", "CRITERIA", "FAMILY", "PRIOR", "PREVIOUS", "EXCLUDED"}))
    return std::nullopt;
  const bool expected = holds(words, "EXPECTED");
  const bool low =
      holds_any<2>(words, {"OSTEOPENIA", "OSTEOPENIC"}) ||
      (holds(words, "LOW") && holds(words, "BONE") && holds_any<3>(words, {"MASS", "DENSITY", "BMD"}));
  std::vector<DxaCategory> named;
  if (holds_any<2>(words, {"OSTEOPOROSIS", "OSTEOPOROTIC"})) named.push_back(DxaCategory::osteoporosis);
  if (low) named.push_back(DxaCategory::low_bone_mass);
  if (holds(words, "NORMAL") && !expected) named.push_back(DxaCategory::normal);
  if (expected && holds(words, "WITHIN")) named.push_back(DxaCategory::within_expected);
  if (expected && holds(words, "BELOW")) named.push_back(DxaCategory::below_expected);
  return named.size() == 1 ? std::optional(named.front()) : std::nullopt;
}

std::vector<std::string> single_levels(std::string_view words) {
  std::vector<std::string> levels;
  const std::string named = levels_in(words);  // "L1,L3-L4"
  for (std::size_t at = 0; at < named.size(); ++at) {
    if (named[at] != 'L') continue;
    const bool range = at >= 1 && named[at - 1] == '-';
    const char last = named[at + 1];
    for (char n = range ? static_cast<char>(levels.back()[1] + 1) : last; n <= last; ++n)
      levels.push_back(std::string("L") + n);
  }
  return levels;
}

void take_items(const std::vector<StatedItem>& items, const std::vector<std::string>& nearest_first,
                Said& said) {
  const bool of_another_day = std::any_of(nearest_first.begin(), nearest_first.end(),
                                          [](const std::string& w) { return is_earlier(w); });
  const Place place = place_of(nearest_first);
  for (const StatedItem& item : items) {
    if (of_another_day) break;
    if (is_of_exclusion(item.name)) {
      const auto levels = single_levels(item.value);
      said.excluded_levels.insert(said.excluded_levels.end(), levels.begin(), levels.end());
      said.unclear = said.unclear || levels.empty();
    } else if (holds(item.name, "STATUS") && holds(item.value, "EXCLUDED") && place.region.size() == 2) {
      said.excluded_levels.push_back(place.region);
    } else if (item.unit.empty() && is_of_categories(item.name)) {
      if (const auto category = category_in(item.value))
        said.categories.push_back({*category, place});
      else
        said.unclear = said.unclear || item.value.find("OSTEOP") != std::string::npos;
    }
  }
  const bool of_another_change = std::any_of(nearest_first.begin(), nearest_first.end(), [](const auto& w) {
    return is_earlier(w) && !holds(w, "CHANGE");
  });
  if (of_another_change) return;
  if (auto change = change_in(items, place)) said.changes.push_back(std::move(*change));
}

void state(const Said& said, ReportedDxa& report) {
  report.stated.excluded_levels = said.excluded_levels;
  exclude_by_gaps(report);
  bool unclear = said.unclear || !state_category(said, report);
  for (const SaidChange& change : said.changes) unclear = !state_change(change, report) || unclear;
  if (unclear)
    report.warnings.push_back(
        {"dxa.statement-unclear",
         "A category, exclusion or change that the report states is not plain and was not taken; read it "
         "there."});
}

}  // namespace osteon::dxa
