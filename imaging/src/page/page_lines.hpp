#pragma once

#include "text_reader.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osteon::page {

/// The words of a page line by line, from above and from the left.
class PageLines {
 public:
  explicit PageLines(std::vector<Word> words);

  /// Whether a word of the page is `word`, in capitals, but for `changes` letters.
  [[nodiscard]] bool says(std::string_view word, int changes = 0) const;

  /// The words behind each place where `key` starts a word, on its line, at most `count`.
  [[nodiscard]] std::vector<std::vector<std::string>> after(std::string_view key, std::size_t count) const;

  /// The word before each of these places, in capitals; empty where the line begins with `key`.
  [[nodiscard]] std::vector<std::string> before(std::string_view key) const;

  [[nodiscard]] const std::vector<std::vector<Word>>& all() const { return lines_; }

 private:
  std::vector<std::vector<Word>> lines_;
};

/// The number that a text begins with.
[[nodiscard]] std::optional<double> number_in(const std::string& text);

}  // namespace osteon::page
