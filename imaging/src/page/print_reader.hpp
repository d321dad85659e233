#pragma once

#include "label_shapes.hpp"
#include "number_cells.hpp"
#include "print_face.hpp"

#include <optional>
#include <vector>

namespace osteon::page {

/// Below this many pixels of a digit's height a last figure may be misread by every reader alike, which the
/// quotient of large numbers does not notice.
constexpr double kSmallPrint = 6.0;

/// Reads figures by likeness to the shapes of free fonts (print_face.hpp), drawn as softly as print of this
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

  /// For words in the same print; absent on a page without figures.
  [[nodiscard]] std::optional<LabelShapes> labels() const;

 private:
  struct Fit {
    double cost = 0;  ///< sum of squared differences
    std::vector<std::pair<std::string, double>> texts;
    double pixels = 1;
  };
  [[nodiscard]] static std::vector<std::pair<int, int>> places(const PrintFace& face, const std::string& text,
                                                               int right);
  /// A strip less the figures of its text, where they fit best.
  struct Rest {
    std::vector<float> ink;
    int top;                                   ///< row of the strip that is the first here
    std::vector<std::pair<int, int>> figures;  ///< and the columns of their middles
  };
  [[nodiscard]] Rest without(const Example& example) const;
  [[nodiscard]] static Fit fit(const PrintFace& face, const InkStrip& strip, double unit, int reach,
                               bool with_texts);

  bool small_;
  Print print_;
  PrintFace face_;
  double pixel_;       ///< as stored
  double noise_ = 0;   ///< mean square difference of a pixel
  double unlike_ = 0;  ///< the same before the shapes were moved
  double independent_;
};

}  // namespace osteon::page
