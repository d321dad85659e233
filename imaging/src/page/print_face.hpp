#pragma once

#include "ink_strip.hpp"

#include <map>
#include <vector>

namespace osteon::page {

/// Rows of a line of print, of which a figure takes the middle `kGlyphHeight`.
constexpr int kLineRows = static_cast<int>(1.5 * kGlyphHeight);

/// A character as soft as it is printed.
struct PrintShape {
  int width = 0;           ///< columns, softness on both sides included
  double advance = 0;      ///< pixels to the next character
  double energy = 0;       ///< sum of squares
  std::vector<float> ink;  ///< row by row
};

/// The figures 0 to 9, the point and the minus.
using PrintFace = std::vector<PrintShape>;
constexpr int kPoint = 10, kMinus = 11;

/// How a page's figures are printed.
struct Print {
  std::size_t face = 0;
  double scale = 1;     ///< height of a figure in `kGlyphHeight`
  double softness = 1;  ///< of the edges, in pixels as stored
  double strength = 1;  ///< ink of a stroke's middle
  double spacing = 1;   ///< from figure to figure, in the face's own
};

[[nodiscard]] std::size_t number_of_faces();
/// From the drawings of free fonts (print_figures.inc, print_letters.inc). `pixel` = one pixel as stored.
[[nodiscard]] PrintFace figures_of(const Print& print, double pixel);
/// The letters and signs of labels; the space too.
[[nodiscard]] std::map<char, PrintShape> letters_of(const Print& print, double pixel);

/// What a character at a place adds to the squared difference from a strip that lies `down` rows lower.
class InkProducts {
 public:
  InkProducts(const InkStrip& strip, int down);
  /// For each column as the character's middle.
  [[nodiscard]] std::vector<double> of(const PrintShape& shape) const;
  /// What the difference is without any character.
  [[nodiscard]] double ink() const { return ink_; }

 private:
  const InkStrip& strip_;
  int top_;
  double ink_ = 0;
};

/// Twice the product of two characters whose middles lie so far apart.
[[nodiscard]] double shared_ink(const PrintShape& left, const PrintShape& right, int apart);

}  // namespace osteon::page
