#pragma once

#include "number_cells.hpp"

#include <array>
#include <string>
#include <vector>

namespace osteon::page {

/// A cell's picture as ink (0 paper, 1 the table's black), digits `kGlyphHeight` high, centred on the line.
struct InkStrip {
  int width = 0, height = 0;
  std::vector<float> ink;
  double right_edge = 0;  ///< where the ink ends
  double left_edge = 0;
};

constexpr double kGlyphHeight = 16;

/// The strip of a cell. `black` is the darkest brightness of the table's figures.
[[nodiscard]] InkStrip ink_strip(const GreyImage& page, double enlarged, double digit_height, const Box& cell,
                                 double black);

/// Reads figures by comparing them with the page's own: a printed table has one font, its figures have one
/// width, and the rows that arithmetic confirmed tell what each figure looks like. Reads what is too small
/// for the recogniser, as long as some rows of the page were read.
class GlyphReader {
 public:
  struct Example {
    InkStrip strip;
    std::string text;  ///< digits and at most one point
  };
  /// Errors: none; with too few examples it reads nothing.
  explicit GlyphReader(const std::vector<Example>& examples, double source_digit_height);

  /// Possible texts with `decimals` decimals, scores summing to at most 1. Empty where a figure is like none
  /// that is known. `signed_number`: ink left of the figures may be a minus.
  [[nodiscard]] std::vector<Reading> read(const InkStrip& strip, int decimals, bool signed_number) const;

 private:
  static constexpr int kPoint = 10, kClasses = 11;
  using Picture = std::vector<float>;
  struct Slot {
    double centre;  ///< from the right edge, to the left
    int figure;
  };
  [[nodiscard]] static std::vector<Slot> slots(const std::string& text, double advance, double point);
  [[nodiscard]] Picture window(const InkStrip& strip, double centre, bool point) const;
  [[nodiscard]] double misfit(const InkStrip& strip, const std::vector<Slot>& slots, double right_edge) const;
  void learn_widths(const std::vector<Example>& examples);
  void learn_figures(const std::vector<Example>& examples);

  double advance_ = 0, point_ = 0;  ///< widths of a digit and of the point
  std::array<Picture, kClasses> figures_;
  std::array<int, kClasses> seen_{};  ///< examples of each figure
  double noise_ = 0;                  ///< mean square difference of an example's slot from its figure
  double independent_;                ///< pixels of the strip for one of the page: how many say the same
};

}  // namespace osteon::page
