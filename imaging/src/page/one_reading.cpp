#include "one_reading.hpp"

#include "fuzzy.hpp"
#include "printed_dates.hpp"
#include "printed_reference.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace osteon::page {
namespace {

/// What all places of a page that give an answer agree on.
template <class T>
void agree(std::optional<T>& known, bool& contradicted, const T& found) {
  contradicted = contradicted || (known && *known != found);
  known = found;
}

std::optional<Sex> sex_of(const PageLines& page) {
  std::optional<Sex> sex;
  bool contradicted = false;
  for (const auto& words : page.after("SEX", 4))
    for (const std::string& word : words) {
      const std::string letters =
          words_of(upper_case(word)).empty() ? "" : words_of(upper_case(word)).front();
      if (letters.size() >= 5 && edit_distance(letters, "FEMALE") <= 1) {
        agree(sex, contradicted, Sex::female);
      } else if (letters.size() == 4 && edit_distance(letters, "MALE") <= 1) {
        agree(sex, contradicted, Sex::male);
      } else {
        continue;
      }
      break;
    }
  return contradicted ? std::nullopt : sex;
}

/// An age with its tenths, whichever mark parts them. A figure, another mark and a figure is none: "19:3" may
/// be 19.3 years read badly.
std::optional<double> years_in(std::string text) {
  std::replace(text.begin(), text.end(), ',', '.');
  const auto years = number_in(text);
  const std::size_t end = text.find_first_not_of("0123456789.");
  const bool goes_on = end != std::string::npos && end + 1 < text.size() &&
                       std::isdigit(static_cast<unsigned char>(text[end + 1])) != 0;
  return goes_on ? std::nullopt : years;
}

std::optional<double> age_of(const PageLines& page) {
  std::optional<double> age;
  bool contradicted = false;
  const auto take = [&](const std::string& word) {
    if (const auto years = years_in(word); years && *years > 0 && *years < 120)
      agree(age, contradicted, *years);
  };
  for (const auto& words : page.after("AGE", 2)) {
    if (words.empty()) continue;
    const bool parted =
        words.size() == 2 && words[1].size() == 2 && (words[1][0] == '.' || words[1][0] == ',');
    take(parted ? words[0] + words[1] : words[0]);
  }
  for (const auto& line : page.all())  // "48.2 years" beside the date of birth
    for (std::size_t n = 1; n < line.size(); ++n)
      if (holds_word(upper_case(line[n].text), "YEARS", 1)) take(line[n - 1].text);
  return contradicted ? std::nullopt : age;
}

void read_size(const PageLines& page, Patient& patient) {
  for (const auto& words : page.after("WEIGHT", 2))
    if (words.size() == 2 && upper_case(words[1]) == "KG")
      if (const auto kg = number_in(words.front()); kg && *kg > 10 && *kg < 400) patient.weight_kg = kg;
  for (const auto& words : page.after("HEIGHT", 2))
    if (words.size() == 2 && upper_case(words[1]) == "CM")
      if (const auto cm = number_in(words.front()); cm && *cm > 40 && *cm < 250) patient.height_cm = cm;
}

std::string ethnicity_of(const PageLines& page) {
  for (const char* key : {"ETHNICITY", "ETHNIC", "SEX"})  // "Sex / Ethnic: Female White"
    for (const auto& words : page.after(key, 4))
      for (const std::string& word : words)
        for (const char* ethnicity : {"White", "Caucasian", "Black", "Hispanic", "Asian"})
          if (edit_distance(upper_case(word), upper_case(ethnicity)) <= 1) return ethnicity;
  return {};
}

void read_maker(const PageLines& page, ReportedDxa& report) {
  if (page.says("HOLOGIC", 1)) report.vendor = "Hologic";
  if (page.says("NORLAND", 1)) report.vendor = "Norland";
  if (page.says("LUNAR") || page.says("PRODIGY", 1) || page.says("IDXA")) report.vendor = "GE";
  for (const char* device : {"Prodigy", "iDXA", "Horizon", "Discovery", "Delphi"})
    if (page.says(upper_case(device), device[0] == 'P' ? 1 : 0)) report.device = device;
  if (report.vendor == "GE" && !report.device.empty()) report.device = "Lunar " + report.device;
}

/// A version: figures and points, at least one of each.
std::string version_in(const std::string& text) {
  std::string version;
  for (const char c : text)
    if (std::isdigit(static_cast<unsigned char>(c)) != 0 || (c == '.' && !version.empty())) version += c;
  return version.find('.') == std::string::npos || version.back() == '.' ? std::string() : version;
}

std::string software_of(const PageLines& page) {
  for (const char* key : {"VERSION", "V", "REV"})
    for (const auto& words : page.after(key, 1))
      if (!words.empty())
        if (std::string version = version_in(words.front().substr(0, words.front().find('/')));
            !version.empty())
          return version;
  // "Measured: 01/14/2019 3:22:15 PM (16 [SP 2])", "(8.10)"
  for (const auto& words : page.after("MEASURED", 8))
    for (std::size_t n = 0; n < words.size(); ++n)
      if (words[n].starts_with('(')) {
        const auto parts = words_of(words[n]);
        if (parts.empty() || !number_in(parts.front())) continue;
        const std::string version = version_in(words[n]);
        return version.empty() ? parts.front() : version;
      }
  return {};
}

/// "Birth Date", "Date of Birth", "Report Date", "Printed on": of another day than that of the examination.
bool is_of_another_day(const std::string& before, const std::vector<std::string>& words) {
  constexpr std::array kOthers = {"BIRTH", "DOB", "REPORT", "PRINT", "PRINTED"};
  return std::any_of(kOthers.begin(), kOthers.end(), [&](const char* other) {
    return holds_word(before, other, 0) ||
           std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return holds_word(upper_case(word), other, 0); });
  });
}

enum class Day { of_birth, of_examination };

/// The date behind one of these words; empty where places of the page disagree.
std::string date_of(const PageLines& page, const std::vector<const char*>& keys, Day day) {
  constexpr std::string_view kFirstDensitometers = "1970";
  std::vector<std::string> texts;
  for (const auto& line : page.all())
    for (const Word& word : line) texts.push_back(word.text);
  const DateOrder order = date_order(texts);
  std::string date;
  for (const char* key : keys) {
    const auto before = page.before(key);
    const auto after = page.after(key, 4);
    for (std::size_t n = 0; n < after.size(); ++n) {
      if (day == Day::of_examination && is_of_another_day(before[n], after[n])) continue;
      const std::string found = date_in(after[n], order);
      if (found.empty() || (day == Day::of_examination && found < kFirstDensitometers)) continue;
      if (!date.empty() && found != date) return {};
      date = found;
    }
  }
  return date;
}

}  // namespace

ReadFacts facts_of(const PageLines& page) {
  ReadFacts facts;
  read_maker(page, facts.report);
  facts.report.patient.sex = sex_of(page);
  facts.report.patient.age_years = age_of(page);
  read_size(page, facts.report.patient);
  facts.report.ethnicity = ethnicity_of(page);
  facts.report.software = software_of(page);
  facts.report.reference = printed_reference(page);
  facts.report.exam_date = date_of(page, {"MEASURED", "DATE", "ON", "HIP", "SPINE"}, Day::of_examination);
  facts.birth_date = date_of(page, {"BIRTH", "DOB"}, Day::of_birth);
  return facts;
}

}  // namespace osteon::page
