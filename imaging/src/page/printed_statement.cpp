#include "printed_statement.hpp"

#include "../dxa/stated_results.hpp"
#include "fuzzy.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace osteon::page {
namespace {

/// A line with the words that introduce a conclusion, and what follows them.
std::optional<std::string> conclusion_of(const std::vector<Word>& line) {
  constexpr std::array kKeys = {"CLASSIFICATION", "IMPRESSION", "DIAGNOSIS", "ASSESSMENT", "CONCLUSION"};
  std::string text;
  bool begun = false;
  for (const Word& word : line) {
    const std::string upper = upper_case(word.text);
    if (begun) text += upper + " ";
    begun = begun || std::any_of(kKeys.begin(), kKeys.end(),
                                 [&](const char* key) { return holds_word(upper, key, 1); });
  }
  return begun && !text.empty() ? std::optional(text) : std::nullopt;
}

/// Of one reading; nothing where it states none or several.
std::optional<DxaCategory> category_of(const PageLines& page) {
  std::optional<DxaCategory> category;
  for (const auto& line : page.all()) {
    const auto text = conclusion_of(line);
    const auto found = text ? dxa::category_in(*text) : std::nullopt;
    if (!found) continue;
    if (category && category != found) return std::nullopt;
    category = found;
  }
  return category;
}

std::vector<std::string> excluded_of(const PageLines& page) {
  std::vector<std::string> levels;
  for (const auto& line : page.all()) {
    std::string text;
    for (const Word& word : line) text += upper_case(word.text) + " ";
    if (!holds_word(text, "EXCLUDED", 1) && !holds_word(text, "EXCLUDING", 1)) continue;
    for (std::string& level : dxa::single_levels(text)) levels.push_back(std::move(level));
  }
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

/// The answer of all readings that have one, if there are enough.
template <class T, class IsNone>
T agreed(const std::vector<T>& answers, std::size_t least, const IsNone& is_none) {
  T common{};
  std::size_t voices = 0;
  for (const T& answer : answers) {
    if (is_none(answer)) continue;
    if (voices > 0 && answer != common) return T{};
    common = answer;
    ++voices;
  }
  return voices >= least ? common : T{};
}

}  // namespace

void read_statement(const std::vector<PageLines>& readings, bool text_is_certain, ReportedDxa& report) {
  const std::size_t least = text_is_certain ? 1 : 2;
  std::vector<std::optional<DxaCategory>> categories;
  std::vector<std::vector<std::string>> excluded;
  for (const PageLines& page : readings) {
    categories.push_back(category_of(page));
    excluded.push_back(excluded_of(page));
  }
  dxa::Said said;
  if (const auto category = agreed(categories, least, [](const auto& c) { return !c; }))
    said.categories.push_back({*category, {}});
  said.excluded_levels = agreed(excluded, least, [](const auto& levels) { return levels.empty(); });
  dxa::state(said, report);
}

}  // namespace osteon::page
