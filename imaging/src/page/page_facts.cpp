#include "page_facts.hpp"

#include "one_reading.hpp"
#include "printed_statement.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <type_traits>

namespace osteon::page {
namespace {

/// Years between two dates as YYYY-MM-DD.
double years_between(const std::string& from, const std::string& to) {
  const auto years = [](const std::string& date) {
    return std::atoi(date.c_str()) + (std::atoi(date.c_str() + 5) - 1) / 12.0 +
           std::atoi(date.c_str() + 8) / 365.0;
  };
  return years(to) - years(from);
}

/// What the readings of a page agree on.
template <class T>
std::optional<T> common(const std::vector<std::optional<T>>& answers) {
  std::optional<T> known;
  for (const auto& answer : answers) {
    if (answer && known && *answer != *known) return std::nullopt;
    if (answer) known = answer;
  }
  return known;
}

template <class Get>
std::string first_text(const std::vector<ReadFacts>& readings, const Get& get) {
  for (const ReadFacts& facts : readings)
    if (!get(facts).empty()) return get(facts);
  return {};
}

/// A version that two readings have and no other has as often: its figures prove nothing.
std::string certain_software(const std::vector<ReadFacts>& readings, bool text_is_certain) {
  std::map<std::string, int> voices;
  for (const ReadFacts& facts : readings)
    if (!facts.report.software.empty()) ++voices[facts.report.software];
  std::string best;
  int most = text_is_certain ? 0 : 1;
  for (const auto& [version, count] : voices) {
    if (count == most) best.clear();
    if (count > most) best = version, most = count;
  }
  return best;
}

/// A date that two readings have and none has otherwise: one figure makes another day of it.
std::string certain_date(const std::vector<ReadFacts>& readings, bool text_is_certain) {
  std::string date;
  int voices = 0;
  for (const ReadFacts& facts : readings) {
    const std::string& found = facts.report.exam_date;
    if (found.empty()) continue;
    if (!date.empty() && found != date) return {};
    date = found;
    ++voices;
  }
  return voices >= 2 || text_is_certain ? date : std::string();
}

/// An age is a number that nothing on the page adds up to: the dates have to confirm it, or two readings.
std::optional<double> certain_age(const std::vector<ReadFacts>& readings, const std::string& exam_date,
                                  bool text_is_certain) {
  const std::string birth = first_text(
      readings, [](const ReadFacts& f) -> const auto& { return f.birth_date; });
  std::vector<double> ages;
  for (const ReadFacts& facts : readings)
    if (facts.report.patient.age_years) ages.push_back(*facts.report.patient.age_years);
  if (ages.empty()) return std::nullopt;
  if (!birth.empty() && !exam_date.empty()) {
    const double expected = years_between(birth, exam_date);
    constexpr double kTenth = 0.15;  // ages are printed in tenths of years, or in whole ones
    std::sort(ages.begin(), ages.end(),
              [&](double a, double b) { return std::abs(a - expected) < std::abs(b - expected); });
    const bool whole =
        ages.front() == std::floor(ages.front()) && std::abs(expected - ages.front()) < 1 + kTenth;
    return whole || std::abs(ages.front() - expected) <= kTenth ? std::optional(ages.front()) : std::nullopt;
  }
  // The same words with other numbers: a reading counts once for each answer.
  const bool one_answer =
      std::all_of(ages.begin(), ages.end(), [&](double age) { return age == ages.front(); });
  return one_answer && (text_is_certain || ages.size() >= 2) ? std::optional(ages.front()) : std::nullopt;
}

}  // namespace

void read_page_facts(const std::vector<std::vector<Word>>& word_sets, bool text_is_certain,
                     ReportedDxa& report) {
  std::vector<ReadFacts> readings;
  std::vector<PageLines> pages;
  for (const auto& words : word_sets) pages.emplace_back(words);
  for (const PageLines& page : pages) readings.push_back(facts_of(page));
  const auto all = [&](const auto& get) {
    std::vector<std::decay_t<decltype(get(readings.front()))>> answers;
    for (const ReadFacts& facts : readings) answers.push_back(get(facts));
    return common(answers);
  };
  report.vendor = first_text(
      readings, [](const ReadFacts& f) -> const auto& { return f.report.vendor; });
  report.device = first_text(
      readings, [](const ReadFacts& f) -> const auto& { return f.report.device; });
  report.ethnicity = first_text(
      readings, [](const ReadFacts& f) -> const auto& { return f.report.ethnicity; });
  report.software = certain_software(readings, text_is_certain);
  report.reference = first_text(
      readings, [](const ReadFacts& f) -> const auto& { return f.report.reference; });
  if (report.reference.empty() && report.vendor == "Norland") report.reference = "Norland";
  report.exam_date = certain_date(readings, text_is_certain);
  report.patient.sex = all([](const ReadFacts& f) { return f.report.patient.sex; });
  report.patient.weight_kg = all([](const ReadFacts& f) { return f.report.patient.weight_kg; });
  report.patient.height_cm = all([](const ReadFacts& f) { return f.report.patient.height_cm; });
  report.patient.age_years = certain_age(readings, report.exam_date, text_is_certain);
  read_statement(pages, text_is_certain, report);
}

}  // namespace osteon::page
