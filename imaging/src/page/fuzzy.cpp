#include "fuzzy.hpp"

#include <algorithm>
#include <cctype>

namespace osteon::page {

std::string upper_case(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  return upper;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool open = false;
  for (const char c : text) {
    const bool part = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (part && !open) words.emplace_back();
    if (part) words.back() += c;
    open = part;
  }
  return words;
}

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  for (std::size_t n = 0; n <= b.size(); ++n) row[n] = static_cast<int>(n);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int changed = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

bool holds_word(std::string_view text, std::string_view word, int changes) {
  const auto words = words_of(text);
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& w) { return edit_distance(w, word) <= changes; });
}

}  // namespace osteon::page
