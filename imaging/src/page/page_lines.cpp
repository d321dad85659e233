#include "page_lines.hpp"

#include "fuzzy.hpp"

#include <algorithm>
#include <cstdlib>

namespace osteon::page {

PageLines::PageLines(std::vector<Word> words) {
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

bool PageLines::says(std::string_view word, int changes) const {
  return std::any_of(lines_.begin(), lines_.end(), [&](const auto& line) {
    return std::any_of(line.begin(), line.end(),
                       [&](const Word& w) { return holds_word(upper_case(w.text), word, changes); });
  });
}

namespace {

bool begins_with(const Word& word, std::string_view key) {
  const auto parts = words_of(upper_case(word.text));
  return !parts.empty() && parts.front() == key;
}

}  // namespace

std::vector<std::string> PageLines::before(std::string_view key) const {
  std::vector<std::string> found;
  for (const auto& line : lines_)
    for (std::size_t n = 0; n < line.size(); ++n)
      if (begins_with(line[n], key)) found.push_back(n == 0 ? "" : upper_case(line[n - 1].text));
  return found;
}

std::vector<std::vector<std::string>> PageLines::after(std::string_view key, std::size_t count) const {
  std::vector<std::vector<std::string>> found;
  for (const auto& line : lines_)
    for (std::size_t n = 0; n < line.size(); ++n) {
      if (!begins_with(line[n], key)) continue;
      auto& words = found.emplace_back();
      // "Source:2012": what follows without a space.
      if (const auto colon = line[n].text.find(':');
          colon + 1 < line[n].text.size() && colon != std::string::npos)
        words.push_back(line[n].text.substr(colon + 1));
      for (std::size_t k = n + 1; k < line.size() && words.size() < count; ++k) words.push_back(line[k].text);
    }
  return found;
}

std::optional<double> number_in(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str()) return std::nullopt;
  return value;
}

}  // namespace osteon::page
