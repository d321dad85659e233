#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace osteon::page {

[[nodiscard]] std::string upper_case(std::string_view text);

/// Runs of letters and digits.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

/// Fewest single changes that turn one into the other (Levenshtein).
[[nodiscard]] int edit_distance(std::string_view a, std::string_view b);

/// Whether one of the words is `word` but for at most `changes`. Both in upper case.
[[nodiscard]] bool holds_word(std::string_view text, std::string_view word, int changes);

}  // namespace osteon::page
