#pragma once

#include "print_reader.hpp"

#include <array>
#include <string>
#include <vector>

namespace osteon::page {

/// The numbers of a page by the shapes of common print: which tokens of ink are numbers, and which.
class PrintedNumbers {
 public:
  /// `pixel` = one pixel as stored, in those of the ink, which has to outlive this.
  PrintedNumbers(const PageInk& ink, double pixel);

  /// The most probable number of every token that looks like one, as words with their places.
  [[nodiscard]] std::vector<Word> words() const;
  /// Possible numbers of a token or of a place that is none, on this line of its table.
  [[nodiscard]] std::vector<Reading> at(const Box& box, std::size_t line) const;
  /// The same by the free font alone, whatever the page taught.
  [[nodiscard]] std::vector<Reading> by_free_font(const Box& box) const;

  /// The words of `vocabulary` that labels of one table look like, in the face of the page's figures.
  [[nodiscard]] std::vector<std::vector<Reading>> labels(const std::vector<Box>& boxes,
                                                         const std::vector<std::string>& vocabulary) const;

  struct Example {
    std::string text;
    Box box;
    std::size_t line;  ///< of its table
  };
  /// Moves the shapes towards the page's own by what stands in some of its cells. Even lines are read by what
  /// odd ones taught, and odd ones by even: no cell is a witness for itself.
  void adapt(const std::vector<Example>& examples);

 private:
  [[nodiscard]] InkStrip strip(const Box& box) const;
  const PageInk& ink_;
  double black_ = 0;
  std::vector<std::pair<Box, std::vector<Reading>>> tokens_;
  std::vector<PrintReader> reader_;                  ///< one, or none on a page without tokens
  std::array<std::vector<PrintReader>, 2> adapted_;  ///< for even and odd lines; none yet at first
};

}  // namespace osteon::page
