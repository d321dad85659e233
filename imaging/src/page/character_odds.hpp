#pragma once

#include "number_cells.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace osteon::page {

/// What may stand in print; the classes of the network after "nothing here", which is the first.
constexpr std::string_view kPrintCharacters =
    "0123456789.-,/%():' ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kPrintClasses = kPrintCharacters.size() + 1;

/// Odds of every character at every step from left to right, as connectionist temporal classification has
/// them (Graves et al. 2006): a text is the sum over all its alignments, repeated classes joined, "nothing"
/// left out.
struct CharacterOdds {
  int steps = 0;
  std::vector<float> log_odds;  ///< natural logarithms, `steps` x `kPrintClasses`
};

/// Most probable texts of `allowed` characters, best first, with their probabilities. What of the page is no
/// such text is missing from their sum.
[[nodiscard]] std::vector<Reading> texts_in(const CharacterOdds& odds, std::string_view allowed);

/// The characters that are most probable step by step, and the probability of this alignment.
[[nodiscard]] Reading plainest_text(const CharacterOdds& odds);

/// Probability of one text.
[[nodiscard]] double probability_of(const CharacterOdds& odds, std::string_view text);

}  // namespace osteon::page
