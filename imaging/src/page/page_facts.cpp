#include "page_facts.hpp"

#include "fuzzy.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace osteon::page {
namespace {

/// The word behind a heading such as "Sex:", on the same line; letters only or a number.
class Facts {
 public:
  explicit Facts(const std::vector<Word>& words) : words_(words) {
    for (const Word& w : words) all_ += " " + upper_case(w.text);
  }
  [[nodiscard]] bool says(const char* word, int changes = 0) const { return holds_word(all_, word, changes); }

  /// Index of the first word that is `key` but for a colon.
  [[nodiscard]] std::optional<std::size_t> find(const char* key) const {
    for (std::size_t n = 0; n < words_.size(); ++n) {
      const auto parts = words_of(upper_case(words_[n].text));
      if (!parts.empty() && parts.front() == key) return n;
    }
    return std::nullopt;
  }

  /// The words behind the key on its line, at most `count`.
  [[nodiscard]] std::vector<std::string> after(const char* key, std::size_t count) const {
    std::vector<std::string> found;
    const auto at = find(key);
    if (!at) return found;
    const Box& box = words_[*at].box;
    for (std::size_t n = *at + 1; n < words_.size() && found.size() < count; ++n) {
      const Box& next = words_[n].box;
      if (next.left < box.left || next.centre_y() < box.top - box.height() ||
          next.centre_y() > box.bottom + box.height())
        continue;
      found.push_back(words_[n].text);
    }
    return found;
  }

 private:
  const std::vector<Word>& words_;
  std::string all_;
};

std::optional<double> number_in(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str()) return std::nullopt;
  return value;
}

void read_person(const Facts& facts, Patient& patient) {
  for (const std::string& word : facts.after("SEX", 4)) {
    const std::string sex = upper_case(word);
    if (sex == "FEMALE") patient.sex = Sex::female;
    if (sex == "MALE") patient.sex = Sex::male;
    if (patient.sex) break;
  }
  if (const auto words = facts.after("AGE", 1); !words.empty())
    if (const auto years = number_in(words.front()); years && *years > 0 && *years < 120)
      patient.age_years = years;
  if (const auto words = facts.after("WEIGHT", 2); words.size() == 2 && upper_case(words[1]) == "KG")
    if (const auto kg = number_in(words.front()); kg && *kg > 10 && *kg < 400) patient.weight_kg = kg;
  if (const auto words = facts.after("HEIGHT", 2); words.size() == 2 && upper_case(words[1]) == "CM")
    if (const auto cm = number_in(words.front()); cm && *cm > 40 && *cm < 250) patient.height_cm = cm;
}

}  // namespace

void read_page_facts(const std::vector<Word>& words, ReportedDxa& report) {
  const Facts facts(words);
  if (facts.says("HOLOGIC", 1)) report.vendor = "Hologic";
  if (facts.says("NORLAND", 1)) report.vendor = "Norland";
  if (facts.says("LUNAR") || facts.says("PRODIGY", 1) || facts.says("IDXA")) report.vendor = "GE";
  for (const char* device : {"Prodigy", "iDXA", "Horizon", "Discovery", "Delphi"})
    if (facts.says(upper_case(device).c_str(), device[0] == 'P' ? 1 : 0)) report.device = device;
  if (report.vendor == "GE" && !report.device.empty()) report.device = "Lunar " + report.device;
  for (const char* ethnicity : {"White", "Caucasian", "Black", "Hispanic", "Asian"}) {
    for (const char* key : {"ETHNICITY", "ETHNIC"})
      for (const std::string& word : facts.after(key, 3))
        if (edit_distance(upper_case(word), upper_case(ethnicity)) <= 1 && report.ethnicity.empty())
          report.ethnicity = ethnicity;
  }
  if (facts.says("NHANES", 1) && facts.says("LUNAR")) {
    report.reference = "NHANES/Lunar";
  } else if (facts.says("NHANES", 1)) {
    report.reference = "NHANES";
  } else if (report.vendor == "Norland") {
    report.reference = "Norland";
  }
  read_person(facts, report.patient);
}

}  // namespace osteon::page
