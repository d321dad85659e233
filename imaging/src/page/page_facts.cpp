#include "page_facts.hpp"

#include "fuzzy.hpp"
#include "printed_dates.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <type_traits>

namespace osteon::page {
namespace {

/// The words of a page line by line, as capitals beside what is printed.
class Lines {
 public:
  explicit Lines(std::vector<Word> words) {
    std::stable_sort(words.begin(), words.end(),
                     [](const Word& a, const Word& b) { return a.box.centre_y() < b.box.centre_y(); });
    for (Word& word : words) {
      if (lines_.empty() || word.box.centre_y() > lines_.back().front().box.bottom) lines_.emplace_back();
      lines_.back().push_back(std::move(word));
    }
    for (auto& line : lines_)
      std::stable_sort(line.begin(), line.end(),
                       [](const Word& a, const Word& b) { return a.box.left < b.box.left; });
  }

  [[nodiscard]] bool says(std::string_view word, int changes = 0) const {
    return std::any_of(lines_.begin(), lines_.end(), [&](const auto& line) {
      return std::any_of(line.begin(), line.end(),
                         [&](const Word& w) { return holds_word(upper_case(w.text), word, changes); });
    });
  }

  /// The words behind each place where `key` starts a word, on its line, at most `count`.
  [[nodiscard]] std::vector<std::vector<std::string>> after(std::string_view key, std::size_t count) const {
    std::vector<std::vector<std::string>> found;
    for (const auto& line : lines_)
      for (std::size_t n = 0; n < line.size(); ++n) {
        const auto parts = words_of(upper_case(line[n].text));
        if (parts.empty() || parts.front() != key) continue;
        auto& words = found.emplace_back();
        // "Source:2012": what follows without a space.
        if (const auto colon = line[n].text.find(':');
            colon + 1 < line[n].text.size() && colon != std::string::npos)
          words.push_back(line[n].text.substr(colon + 1));
        for (std::size_t k = n + 1; k < line.size() && words.size() < count; ++k)
          words.push_back(line[k].text);
      }
    return found;
  }

  [[nodiscard]] const std::vector<std::vector<Word>>& all() const { return lines_; }

 private:
  std::vector<std::vector<Word>> lines_;
};

std::optional<double> number_in(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str()) return std::nullopt;
  return value;
}

/// What all places of a page that give an answer agree on.
template <class T>
void agree(std::optional<T>& known, bool& contradicted, const T& found) {
  contradicted = contradicted || (known && *known != found);
  known = found;
}

std::optional<Sex> sex_of(const Lines& page) {
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

std::optional<double> age_of(const Lines& page) {
  std::optional<double> age;
  bool contradicted = false;
  const auto take = [&](const std::string& word) {
    if (const auto years = number_in(word); years && *years > 0 && *years < 120)
      agree(age, contradicted, *years);
  };
  for (const auto& words : page.after("AGE", 1))
    if (!words.empty()) take(words.front());
  for (const auto& line : page.all())  // "48.2 years" beside the date of birth
    for (std::size_t n = 1; n < line.size(); ++n)
      if (holds_word(upper_case(line[n].text), "YEARS", 1)) take(line[n - 1].text);
  return contradicted ? std::nullopt : age;
}

void read_size(const Lines& page, Patient& patient) {
  for (const auto& words : page.after("WEIGHT", 2))
    if (words.size() == 2 && upper_case(words[1]) == "KG")
      if (const auto kg = number_in(words.front()); kg && *kg > 10 && *kg < 400) patient.weight_kg = kg;
  for (const auto& words : page.after("HEIGHT", 2))
    if (words.size() == 2 && upper_case(words[1]) == "CM")
      if (const auto cm = number_in(words.front()); cm && *cm > 40 && *cm < 250) patient.height_cm = cm;
}

std::string ethnicity_of(const Lines& page) {
  for (const char* key : {"ETHNICITY", "ETHNIC", "SEX"})  // "Sex / Ethnic: Female White"
    for (const auto& words : page.after(key, 4))
      for (const std::string& word : words)
        for (const char* ethnicity : {"White", "Caucasian", "Black", "Hispanic", "Asian"})
          if (edit_distance(upper_case(word), upper_case(ethnicity)) <= 1) return ethnicity;
  return {};
}

void read_maker(const Lines& page, ReportedDxa& report) {
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

std::string software_of(const Lines& page) {
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

/// The words of a reference, as far as they are known ones: others may be a person's.
std::string reference_of(const Lines& page) {
  constexpr std::array kWords = {"USA",    "COMBINED", "NHANES", "LUNAR",     "BMDCS",      "NORLAND",
                                 "FEMALE", "MALE",     "WHITE",  "CAUCASIAN", "POPULATION", "REFERENCE"};
  const auto part_of = [&](const std::string& text) -> std::string {
    std::string kept;
    for (const std::string& word : words_of(text)) {
      const std::string upper = upper_case(word);
      const bool known = std::any_of(kWords.begin(), kWords.end(), [&](const char* k) {
        return upper.size() >= 4 ? edit_distance(upper, k) <= 1 && std::string_view(k).size() >= 4
                                 : upper == k;
      });
      const bool year = word.size() == 4 && word.starts_with("20") && number_in(word);
      const bool version = word.size() == 4 && word[0] == 'v' && number_in(word.substr(1));
      if (known || year || version) kept += (kept.empty() ? "" : " ") + word;
    }
    return kept;
  };
  for (const char* key : {"SOURCE", "T"}) {  // "Source: 2012 BMDCS/NHANES White Female", "T-score: USA (...)"
    for (const auto& words : page.after(key, 24)) {
      std::string reference;
      for (const std::string& word : words) {
        if (holds_word(upper_case(word), "Z", 0) || holds_word(upper_case(word), "ZSCORE", 0)) break;
        if (const std::string part = part_of(word); !part.empty())
          reference += (reference.empty() ? "" : " ") + part;
      }
      if (holds_word(upper_case(reference), "NHANES", 1) || holds_word(upper_case(reference), "NORLAND", 1))
        return reference;
    }
  }
  for (const auto& line : page.all())
    for (const Word& word : line)
      if (holds_word(upper_case(word.text), "NHANES", 1)) {
        std::string reference;
        for (const Word& w : line)
          if (const std::string part = part_of(w.text); !part.empty())
            reference += (reference.empty() ? "" : " ") + part;
        return reference;
      }
  return {};
}

/// The date behind one of these words; empty where places of the page disagree.
std::string date_of(const Lines& page, const std::vector<const char*>& keys) {
  std::vector<std::string> texts;
  for (const auto& line : page.all())
    for (const Word& word : line) texts.push_back(word.text);
  const DateOrder order = date_order(texts);
  std::string date;
  for (const char* key : keys)
    for (const auto& words : page.after(key, 4)) {
      const std::string found = date_in(words, order);
      if (found.empty()) continue;
      if (!date.empty() && found != date) return {};
      date = found;
    }
  return date;
}

struct Facts {
  ReportedDxa report;
  std::string birth_date;  ///< only held against the age; it is not kept
};

Facts facts_of(const std::vector<Word>& words) {
  const Lines page(words);
  Facts facts;
  read_maker(page, facts.report);
  facts.report.patient.sex = sex_of(page);
  facts.report.patient.age_years = age_of(page);
  read_size(page, facts.report.patient);
  facts.report.ethnicity = ethnicity_of(page);
  facts.report.software = software_of(page);
  facts.report.reference = reference_of(page);
  facts.report.exam_date = date_of(page, {"MEASURED", "DATE", "ON", "HIP", "SPINE"});
  facts.birth_date = date_of(page, {"BIRTH", "DOB"});
  return facts;
}

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
std::string first_text(const std::vector<Facts>& readings, const Get& get) {
  for (const Facts& facts : readings)
    if (!get(facts).empty()) return get(facts);
  return {};
}

/// A date that two readings have and none has otherwise: one figure makes another day of it.
std::string certain_date(const std::vector<Facts>& readings, bool text_is_certain) {
  std::string date;
  int voices = 0;
  for (const Facts& facts : readings) {
    const std::string& found = facts.report.exam_date;
    if (found.empty()) continue;
    if (!date.empty() && found != date) return {};
    date = found;
    ++voices;
  }
  return voices >= 2 || text_is_certain ? date : std::string();
}

/// An age is a number that nothing on the page adds up to: the dates have to confirm it, or two readings.
std::optional<double> certain_age(const std::vector<Facts>& readings, const std::string& exam_date,
                                  bool text_is_certain) {
  const std::string birth = first_text(
      readings, [](const Facts& f) -> const auto& { return f.birth_date; });
  std::vector<double> ages;
  for (const Facts& facts : readings)
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
  std::vector<Facts> readings;
  for (const auto& words : word_sets) readings.push_back(facts_of(words));
  const auto all = [&](const auto& get) {
    std::vector<std::decay_t<decltype(get(readings.front()))>> answers;
    for (const Facts& facts : readings) answers.push_back(get(facts));
    return common(answers);
  };
  report.vendor = first_text(
      readings, [](const Facts& f) -> const auto& { return f.report.vendor; });
  report.device = first_text(
      readings, [](const Facts& f) -> const auto& { return f.report.device; });
  report.ethnicity = first_text(
      readings, [](const Facts& f) -> const auto& { return f.report.ethnicity; });
  report.software = first_text(
      readings, [](const Facts& f) -> const auto& { return f.report.software; });
  report.reference = first_text(
      readings, [](const Facts& f) -> const auto& { return f.report.reference; });
  if (report.reference.empty() && report.vendor == "Norland") report.reference = "Norland";
  report.exam_date = certain_date(readings, text_is_certain);
  report.patient.sex = all([](const Facts& f) { return f.report.patient.sex; });
  report.patient.weight_kg = all([](const Facts& f) { return f.report.patient.weight_kg; });
  report.patient.height_cm = all([](const Facts& f) { return f.report.patient.height_cm; });
  report.patient.age_years = certain_age(readings, report.exam_date, text_is_certain);
}

}  // namespace osteon::page
