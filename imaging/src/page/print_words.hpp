#pragma once

#include "character_odds.hpp"
#include "ink_strip.hpp"

#include <optional>
#include <string>
#include <vector>

namespace osteon::page {

class PrintNetwork;

/// The print of a page as the network reads it.
class PrintedText {
 public:
  /// The ink and the network have to outlive this.
  PrintedText(const PageInk& ink, PrintNetwork& network);

  /// The most probable number of every token that looks like one, as words with their places.
  [[nodiscard]] std::vector<Word> numbers() const;
  /// All print of the page word by word, in letters and figures of any size.
  [[nodiscard]] std::vector<Word> words() const;
  /// Possible numbers of a token or of a place that is none, with their probabilities.
  [[nodiscard]] std::vector<Reading> at(const Box& box) const;
  /// The words of `vocabulary` that a label may be: their shares of all of them, if it is like any.
  [[nodiscard]] std::vector<Reading> label(const Box& box, const std::vector<std::string>& vocabulary) const;

 private:
  [[nodiscard]] CharacterOdds odds(const Box& box, double digit_height) const;
  [[nodiscard]] Reading plainest(const Box& token) const;
  const PageInk& ink_;
  PrintNetwork& network_;
  double black_ = 0;
  std::vector<std::pair<Box, std::vector<Reading>>> tokens_;
};

}  // namespace osteon::page
