#include "grey_image.hpp"

#include <algorithm>
#include <cmath>

namespace osteon::page {
namespace {

double keys(double x) {
  x = std::abs(x);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

struct Taps {
  int first;
  std::vector<float> weights;
};

/// For every place of the answer the places of the source and their weights.
std::vector<Taps> taps(int to, double factor) {
  const double widening = std::max(1.0, 1.0 / factor);
  std::vector<Taps> all(static_cast<std::size_t>(to));
  for (int n = 0; n < to; ++n) {
    const double centre = (n + 0.5) / factor - 0.5;
    Taps& t = all[static_cast<std::size_t>(n)];
    t.first = static_cast<int>(std::ceil(centre - 2 * widening));
    double sum = 0;
    std::vector<double> weights;
    for (int k = t.first; k <= std::floor(centre + 2 * widening); ++k) {
      weights.push_back(keys((k - centre) / widening));
      sum += weights.back();
    }
    for (const double w : weights) t.weights.push_back(static_cast<float>(w / sum));
  }
  return all;
}

}  // namespace

Box united(const Box& a, const Box& b) {
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right),
          std::max(a.bottom, b.bottom)};
}

Box scaled(const Box& box, double factor) {
  return {static_cast<int>(std::floor(box.left * factor)), static_cast<int>(std::floor(box.top * factor)),
          static_cast<int>(std::ceil(box.right * factor)), static_cast<int>(std::ceil(box.bottom * factor))};
}

GreyImage cropped(const GreyImage& image, Box box, int margin) {
  box = {std::clamp(box.left, 0, image.width), std::clamp(box.top, 0, image.height),
         std::clamp(box.right, 0, image.width), std::clamp(box.bottom, 0, image.height)};
  const int width = std::max(0, box.width()), height = std::max(0, box.height());
  GreyImage part{width + 2 * margin, height + 2 * margin, {}};
  part.pixels.assign(static_cast<std::size_t>(part.width) * static_cast<std::size_t>(part.height), 255);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) part.at(x + margin, y + margin) = image.at(box.left + x, box.top + y);
  return part;
}

GreyImage resized(const GreyImage& image, double factor) {
  const int width = std::max(1, static_cast<int>(std::lround(image.width * factor)));
  const int height = std::max(1, static_cast<int>(std::lround(image.height * factor)));
  const auto across = taps(width, factor), down = taps(height, factor);
  std::vector<float> rows(static_cast<std::size_t>(width) * static_cast<std::size_t>(image.height));
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Taps& t = across[static_cast<std::size_t>(x)];
      float sum = 0;
      for (std::size_t k = 0; k < t.weights.size(); ++k)
        sum += t.weights[k] * image.at(std::clamp(t.first + static_cast<int>(k), 0, image.width - 1), y);
      rows[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] = sum;
    }
  }
  GreyImage result{width, height, {}};
  result.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  std::vector<float> sums(static_cast<std::size_t>(width));
  for (int y = 0; y < height; ++y) {
    const Taps& t = down[static_cast<std::size_t>(y)];
    std::fill(sums.begin(), sums.end(), 0.0F);
    for (std::size_t k = 0; k < t.weights.size(); ++k) {
      const auto source =
          static_cast<std::size_t>(std::clamp(t.first + static_cast<int>(k), 0, image.height - 1));
      const float* row = rows.data() + source * static_cast<std::size_t>(width);
      for (int x = 0; x < width; ++x) sums[static_cast<std::size_t>(x)] += t.weights[k] * row[x];
    }
    for (int x = 0; x < width; ++x)
      result.at(x, y) =
          static_cast<std::uint8_t>(std::clamp(std::lround(sums[static_cast<std::size_t>(x)]), 0L, 255L));
  }
  return result;
}

}  // namespace osteon::page
