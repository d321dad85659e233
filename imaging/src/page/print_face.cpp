#include "print_face.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace osteon::page {
namespace {

constexpr int kDrawnHeight = 20;  // of a figure in the tables of shapes
constexpr int kFigures = 12;
constexpr std::string_view kLetters = "%',/BDFILMNRSTUWacdefghiklmnorstu ";
constexpr float kNoInk = 0.004F;  // less than a grey level

struct DrawnShape {
  int columns;
  double advance;  ///< digit heights
  std::string_view ink;
};
constexpr DrawnShape kDrawnFigures[][kFigures] = {
#include "print_figures.inc"
};
constexpr DrawnShape kDrawnLetters[][kLetters.size()] = {
#include "print_letters.inc"
};

/// The mean of `width` neighbours along one direction; the borders count as paper.
void soften(std::vector<float>& ink, int lines, int length, int line_stride, int stride, double width) {
  const double reach = width / 2;
  const int whole = static_cast<int>(std::floor(reach - 0.5 + 1e-9));
  const double rest = reach - 0.5 - whole;
  std::vector<float> line(static_cast<std::size_t>(length));
  for (int n = 0; n < lines; ++n) {
    const auto at = [&](int k) -> float& {
      return ink[static_cast<std::size_t>(n * line_stride + k * stride)];
    };
    const auto old = [&](int k) { return k < 0 || k >= length ? 0.0F : line[static_cast<std::size_t>(k)]; };
    for (int k = 0; k < length; ++k) line[static_cast<std::size_t>(k)] = at(k);
    for (int k = 0; k < length; ++k) {
      double sum = rest * (old(k - whole - 1) + old(k + whole + 1));
      for (int d = -whole; d <= whole; ++d) sum += old(k + d);
      at(k) = static_cast<float>(sum / width);
    }
  }
}

float drawn_at(const DrawnShape& shape, double x, double y) {
  const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
  const auto ink = [&](int column, int row) {
    if (column < 0 || column >= shape.columns || row < 0 || row >= kDrawnHeight * 3 / 2) return 0.0;
    const char c = shape.ink[static_cast<std::size_t>(row * shape.columns + column)];
    return (c <= '9' ? c - '0' : c - 'a' + 10) / 15.0;
  };
  const double u = x - left, v = y - top;
  return static_cast<float>((1 - v) * ((1 - u) * ink(left, top) + u * ink(left + 1, top)) +
                            v * ((1 - u) * ink(left, top + 1) + u * ink(left + 1, top + 1)));
}

PrintShape shape_of(const DrawnShape& drawn, const Print& print, double pixel) {
  PrintShape shape;
  const double softness = std::max(1.0, print.softness * pixel);
  const double step = kDrawnHeight / (kGlyphHeight * print.scale);  // drawn pixels for one of ours
  shape.advance = drawn.advance * kGlyphHeight * print.scale * print.spacing;
  shape.width = static_cast<int>(std::ceil(drawn.columns / step)) + 2 * static_cast<int>(std::ceil(softness));
  const double middle = (shape.width - 1) / 2.0, centre = (drawn.columns - 1) / 2.0;
  for (int y = 0; y < kLineRows; ++y)
    for (int x = 0; x < shape.width; ++x)
      shape.ink.push_back(drawn_at(drawn, centre + (x - middle) * step,
                                   (kDrawnHeight * 3 / 2 - 1) / 2.0 + (y - (kLineRows - 1) / 2.0) * step));
  for (int twice = 0; twice < 2; ++twice) {
    soften(shape.ink, kLineRows, shape.width, shape.width, 1, softness);
    soften(shape.ink, shape.width, kLineRows, 1, shape.width, softness);
  }
  for (float& v : shape.ink) {
    v *= static_cast<float>(print.strength);
    shape.energy += static_cast<double>(v) * v;
  }
  return shape;
}

}  // namespace

std::size_t number_of_faces() { return std::size(kDrawnFigures); }

PrintFace figures_of(const Print& print, double pixel) {
  PrintFace shapes;
  for (const DrawnShape& drawn : kDrawnFigures[print.face]) shapes.push_back(shape_of(drawn, print, pixel));
  return shapes;
}

std::map<char, PrintShape> letters_of(const Print& print, double pixel) {
  std::map<char, PrintShape> shapes;
  for (std::size_t n = 0; n < kLetters.size(); ++n)
    shapes[kLetters[n]] = shape_of(kDrawnLetters[print.face][n], print, pixel);
  return shapes;
}

InkProducts::InkProducts(const InkStrip& strip, int down)
    : strip_(strip), top_(strip.height / 2 - kLineRows / 2 + down) {
  for (int y = std::max(0, top_); y < std::min(strip.height, top_ + kLineRows); ++y)
    for (int x = 0; x < strip.width; ++x) {
      const double v = strip.ink[static_cast<std::size_t>(y * strip.width + x)];
      ink_ += v * v;
    }
}

std::vector<double> InkProducts::of(const PrintShape& shape) const {
  const int width = strip_.width;
  Eigen::ArrayXf sums = Eigen::ArrayXf::Zero(width);
  for (int y = std::max(0, -top_); y < kLineRows && top_ + y < strip_.height; ++y)
    for (int u = 0; u < shape.width; ++u) {
      const float weight = shape.ink[static_cast<std::size_t>(y * shape.width + u)];
      if (std::abs(weight) < kNoInk) continue;
      const int shift = u - shape.width / 2;  // of the strip's column from the character's middle
      const int from = std::max(0, -shift), count = std::min(width, width - shift) - from;
      if (count <= 0) continue;
      const float* line = strip_.ink.data() + static_cast<std::ptrdiff_t>(top_ + y) * width + from + shift;
      sums.segment(from, count) += weight * Eigen::Map<const Eigen::ArrayXf>(line, count);
    }
  std::vector<double> costs;
  for (int x = 0; x < width; ++x) costs.push_back(shape.energy - 2.0 * static_cast<double>(sums[x]));
  return costs;
}

double shared_ink(const PrintShape& left, const PrintShape& right, int apart) {
  const int shift = apart - right.width / 2 + left.width / 2;  // of right's columns within left's
  double sum = 0;
  for (int y = 0; y < kLineRows; ++y)
    for (int u = std::max(0, shift); u < std::min(left.width, right.width + shift); ++u)
      sum += static_cast<double>(left.ink[static_cast<std::size_t>(y * left.width + u)]) *
             right.ink[static_cast<std::size_t>(y * right.width + u - shift)];
  return 2 * sum;
}

}  // namespace osteon::page
