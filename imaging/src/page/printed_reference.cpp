#include "printed_reference.hpp"

#include "fuzzy.hpp"

#include <algorithm>
#include <array>

namespace osteon::page {

std::string printed_reference(const PageLines& page) {
  constexpr std::array kWords = {"USA",    "Combined", "NHANES", "Lunar",     "BMDCS",      "Norland",
                                 "Female", "Male",     "White",  "Caucasian", "Population", "Reference"};
  const auto part_of = [&](const std::string& text) -> std::string {
    std::string kept;
    for (const std::string& word : words_of(text)) {
      const std::string upper = upper_case(word);
      const auto known = std::find_if(kWords.begin(), kWords.end(), [&](const char* k) {
        return upper.size() >= 4 ? edit_distance(upper, upper_case(k)) <= 1 && std::string_view(k).size() >= 4
                                 : upper == upper_case(k);
      });
      const bool year = word.size() == 4 && word.starts_with("20") && number_in(word);
      const bool version = word.size() == 4 && word[0] == 'v' && number_in(word.substr(1));
      if (known != kWords.end())
        kept += (kept.empty() ? "" : " ") + std::string(*known);
      else if (year || version)
        kept += (kept.empty() ? "" : " ") + word;
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

}  // namespace osteon::page
