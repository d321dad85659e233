#pragma once

#include "number_cells.hpp"
#include "print_face.hpp"

#include <map>
#include <string>
#include <vector>

namespace osteon::page {

/// Reads the labels of a table by likeness to the words that may stand there, drawn in the face of the page's
/// figures: print that is too small or too short for the text recogniser.
class LabelShapes {
 public:
  /// `figures` of the page itself; `noise` = mean square difference of a pixel under the free font.
  LabelShapes(const Print& print, PrintFace figures, double pixel, double noise);

  /// For each label the words of `vocabulary` that it looks like; scores sum to at most 1. Empty for what
  /// looks like none of them.
  [[nodiscard]] std::vector<std::vector<Reading>> read(const std::vector<InkStrip>& labels,
                                                       const std::vector<std::string>& vocabulary) const;

 private:
  using Shapes = std::map<char, PrintShape>;
  /// Characters so large and strong in those of the figures.
  [[nodiscard]] Shapes shapes(double size, double strength) const;
  /// Squared differences of a label from each word; of what is too short or too long, none.
  [[nodiscard]] std::vector<std::pair<double, std::string>> costs(
      const InkStrip& label, const Shapes& shapes, const std::vector<std::string>& vocabulary) const;

  /// Above this difference a label is another word.
  [[nodiscard]] double unlike(const InkStrip& label) const;

  Print print_;
  PrintFace figures_;
  double pixel_, noise_, unit_;
};

}  // namespace osteon::page
