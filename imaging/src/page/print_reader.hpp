#pragma once

#include "ink_strip.hpp"
#include "number_cells.hpp"

#include <vector>

namespace osteon::page {

/// Reads figures by likeness to the shapes of free fonts (print_shapes.inc), drawn as softly as print of this
/// size is: what is too small for the text recogniser, and without any row that was read before. The ink of a
/// number is taken as the sum of its figures', so that figures which run into each other are told apart too.
class PrintReader {
 public:
  /// Takes the face, size and softness under which `sample`, cells of one page, look most like numbers.
  /// `source_digit_height` in pixels of the page as stored.
  PrintReader(const std::vector<InkStrip>& sample, double source_digit_height);

  struct Example {
    InkStrip strip;
    std::string text;
  };
  /// Moves the shapes towards those of the page by what stands in some of its cells.
  void adapt(const std::vector<Example>& examples);

  /// Possible numbers, with a minus and a point where they seem to stand; scores sum to at most 1. Empty for
  /// what looks like no number.
  [[nodiscard]] std::vector<Reading> read(const InkStrip& strip) const;

 private:
  static constexpr int kPoint = 10, kMinus = 11, kClasses = 12;
  struct Shape {
    int width = 0;           ///< columns, softness on both sides included
    double advance = 0;      ///< pixels to the next figure
    double energy = 0;       ///< sum of squares
    std::vector<float> ink;  ///< row by row
  };
  using Face = std::vector<Shape>;
  struct Fit {
    double cost = 0;  ///< sum of squared differences
    std::vector<std::pair<std::string, double>> texts;
    double pixels = 1;
  };
  /// How a page's figures are printed.
  struct Print {
    std::size_t face;
    double scale;     ///< height of a figure in `kGlyphHeight`
    double softness;  ///< of the edges, in pixels as stored
    double strength;  ///< ink of a stroke's middle
    double spacing;   ///< from figure to figure, in the face's own
  };
  /// `pixel` = one pixel as stored.
  [[nodiscard]] static Face face_of(const Print& print, double pixel);
  [[nodiscard]] static std::vector<std::pair<int, int>> places(const Face& face, const std::string& text,
                                                               int right);
  /// A strip less the figures of its text, where they fit best.
  struct Rest {
    std::vector<float> ink;
    int top;                                   ///< row of the strip that is the first here
    std::vector<std::pair<int, int>> figures;  ///< and the columns of their middles
  };
  [[nodiscard]] Rest without(const Example& example) const;
  [[nodiscard]] static Fit fit(const Face& face, const InkStrip& strip, double unit, int reach,
                               bool with_texts);

  Face face_;
  double noise_ = 0;  ///< mean square difference of a pixel
  double independent_;
};

}  // namespace osteon::page
