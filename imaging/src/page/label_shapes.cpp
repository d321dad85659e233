#include "label_shapes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

namespace osteon::page {
namespace {

constexpr int kUpDown = 3;  // rows that a label may lie off the middle of its ink
constexpr double kDrift =
    0.8;                     // digit heights by which letters may have run away from where the font has them
constexpr int kHinting = 2;  // from letter to letter: fonts of screens put them on whole pixels
constexpr double kWorst = 1.5;  // times as unlike as the table's other labels is another word
constexpr double kUsual = 0.4;  // of what is still alike, is no worse than usual
constexpr double kLongest = 1.25, kShortest = 0.75;  // ink of a label, in the width that its font gives it
constexpr double kCaution = 3.0, kAlike = 10;        // as print_reader.cpp has them
constexpr double kUnlike = 2.5;
// Of a label's print, in that of the figures.
constexpr std::array kSizes = {0.82, 0.88, 0.94, 1.0, 1.06};
constexpr std::array kStrengths = {0.7, 0.85, 1.0};
constexpr std::size_t kSample = 5;  // labels that settle it

/// Places of a label's letters, each as far from the last as its font has it, but for whole pixels.
class Path {
 public:
  Path(std::vector<const PrintShape*> letters, double pixel)
      : letters_(std::move(letters)), step_(std::max(kHinting, static_cast<int>(std::ceil(pixel / 2)))) {
    double edge = 0;
    for (const PrintShape* letter : letters_) {
      places_.push_back(static_cast<int>(std::lround(edge + letter->advance / 2)));
      edge += letter->advance;
    }
    width_ = edge;
  }
  [[nodiscard]] double width() const { return width_; }

  /// The least difference with the first letter's edge about `left`. `costs(letter)` = by column.
  template <class Costs, class Shared>
  [[nodiscard]] double least(double left, double without, const Costs& costs, const Shared& shared) const {
    const int drift = static_cast<int>(kDrift * kGlyphHeight), count = 2 * drift + 1;
    const auto place = [&](std::size_t n, int d) { return places_[n] + static_cast<int>(left) + d - drift; };
    const auto at = [&](const std::vector<double>& column, int x) {
      return x < 0 || x >= static_cast<int>(column.size()) ? 1e6 : column[static_cast<std::size_t>(x)];
    };
    std::vector<double> best, before;
    for (int d = 0; d < count; ++d) best.push_back(without + at(costs(letters_[0]), place(0, d)));
    for (std::size_t n = 1; n < letters_.size(); ++n) {
      before.swap(best);
      best.assign(static_cast<std::size_t>(count), std::numeric_limits<double>::max());
      for (int d = 0; d < count; ++d) {
        const int x = place(n, d);
        double& least = best[static_cast<std::size_t>(d)];
        for (int e = std::max(0, d - step_); e <= std::min(count - 1, d + step_); ++e)
          least = std::min(least, before[static_cast<std::size_t>(e)] +
                                      shared(letters_[n - 1], letters_[n], x - place(n - 1, e)));
        least += at(costs(letters_[n]), x);
      }
    }
    return *std::min_element(best.begin(), best.end());
  }

 private:
  std::vector<const PrintShape*> letters_;
  std::vector<int> places_;
  int step_;
  double width_ = 0;
};

std::string without_spaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

/// A page's own figure in another size: its softness grows with it, which is little.
PrintShape resized(const PrintShape& shape, double size, double strength) {
  PrintShape result;
  result.advance = shape.advance * size;
  result.width = static_cast<int>(std::ceil(shape.width * size));
  const auto ink = [&](int x, int y) {
    const bool inside = x >= 0 && x < shape.width && y >= 0 && y < kLineRows;
    return inside ? static_cast<double>(shape.ink[static_cast<std::size_t>(y * shape.width + x)]) : 0.0;
  };
  for (int y = 0; y < kLineRows; ++y)
    for (int x = 0; x < result.width; ++x) {
      const double u = shape.width / 2 + (x - result.width / 2) / size,
                   v = (kLineRows - 1) / 2.0 + (y - (kLineRows - 1) / 2.0) / size;
      const int left = static_cast<int>(std::floor(u)), top = static_cast<int>(std::floor(v));
      const double right = u - left, below = v - top;
      const double value =
          strength * ((1 - below) * ((1 - right) * ink(left, top) + right * ink(left + 1, top)) +
                      below * ((1 - right) * ink(left, top + 1) + right * ink(left + 1, top + 1)));
      result.ink.push_back(static_cast<float>(value));
      result.energy += value * value;
    }
  return result;
}

}  // namespace

LabelShapes::LabelShapes(const Print& print, PrintFace figures, double pixel, double noise)
    : print_(print),
      figures_(std::move(figures)),
      pixel_(pixel),
      noise_(noise),
      unit_(2 * kCaution * noise * std::max(kAlike, pixel * pixel)) {}

LabelShapes::Shapes LabelShapes::shapes(double size, double strength) const {
  Print print = print_;
  print.scale *= size;
  print.strength *= strength;
  Shapes shapes = letters_of(print, pixel_);
  for (int n = 0; n < 10; ++n)
    shapes[static_cast<char>('0' + n)] = resized(figures_[static_cast<std::size_t>(n)], size, strength);
  shapes['.'] = resized(figures_[kPoint], size, strength);
  shapes['-'] = resized(figures_[kMinus], size, strength);
  return shapes;
}

std::vector<std::pair<double, std::string>> LabelShapes::costs(
    const InkStrip& label, const Shapes& shapes, const std::vector<std::string>& vocabulary) const {
  std::map<std::tuple<const PrintShape*, const PrintShape*, int>, double> known;
  const auto shared = [&](const PrintShape* left, const PrintShape* right, int apart) {
    const auto [place, is_new] = known.try_emplace({left, right, apart}, 0.0);
    if (is_new) place->second = shared_ink(*left, *right, apart);
    return place->second;
  };
  const double inked = label.right_edge - label.left_edge;
  std::vector<std::pair<double, std::string>> costs;
  std::vector<Path> paths;
  for (const std::string& text : vocabulary) {
    std::vector<const PrintShape*> letters;
    for (const char c : text)
      if (const auto found = shapes.find(c); found != shapes.end()) letters.push_back(&found->second);
    if (letters.empty() || letters.size() != text.size()) continue;
    Path path(std::move(letters), pixel_);
    if (inked > kLongest * path.width() || inked < kShortest * path.width() - kGlyphHeight / 2) continue;
    paths.push_back(std::move(path));
    costs.emplace_back(std::numeric_limits<double>::max(), text);
  }
  for (int down = -kUpDown; down <= kUpDown; ++down) {
    const InkProducts products(label, down);
    std::map<const PrintShape*, std::vector<double>> columns;
    const auto of = [&](const PrintShape* letter) -> const std::vector<double>& {
      auto& column = columns[letter];
      if (column.empty()) column = products.of(*letter);
      return column;
    };
    for (std::size_t n = 0; n < paths.size(); ++n)
      costs[n].first =
          std::min(costs[n].first, paths[n].least(label.left_edge - 1, products.ink(), of, shared));
  }
  std::sort(costs.begin(), costs.end());
  return costs;
}

std::vector<std::vector<Reading>> LabelShapes::read(const std::vector<InkStrip>& labels,
                                                    const std::vector<std::string>& vocabulary) const {
  std::vector<std::vector<Reading>> readings(labels.size());
  // The labels of a table are printed alike, but not always as large and black as its figures.
  const std::size_t step = std::max<std::size_t>(1, labels.size() / kSample);
  double least = std::numeric_limits<double>::max();
  Shapes best;
  for (const double size : kSizes)
    for (const double strength : kStrengths) {
      const Shapes tried = shapes(size, strength);
      double sum = 0;
      for (std::size_t n = 0; n < labels.size(); n += step)
        if (const auto list = costs(labels[n], tried, vocabulary); !list.empty())
          sum += std::min(list.front().first, unlike(labels[n]));
        else
          sum += unlike(labels[n]);
      if (sum >= least) continue;
      least = sum;
      best = tried;
    }
  std::vector<std::vector<std::pair<double, std::string>>> all;
  std::vector<double> misfits;
  for (const InkStrip& label : labels) {
    all.push_back(costs(label, best, vocabulary));
    const double limit = unlike(label);
    misfits.push_back(all.back().empty() ? 1.0 : std::min(1.0, all.back().front().first / limit));
  }
  std::vector<double> sorted = misfits;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t n = 0; n < labels.size(); ++n) {
    const auto& list = all[n];
    if (misfits[n] >= 1 || misfits[n] > kWorst * std::max(kUsual, sorted[sorted.size() / 2])) continue;
    // What fits worse than the free font fits figures is known less well.
    const double pixels = unlike(labels[n]) / (kUnlike * noise_);
    const double unit = unit_ * std::max(1.0, list.front().first / (noise_ * pixels));
    double sum = 0;
    for (const auto& [cost, text] : list) sum += std::exp(-(cost - list.front().first) / unit);
    for (const auto& [cost, text] : list) {
      const double share = std::exp(-(cost - list.front().first) / unit) / sum;
      // "L1-L2" and "L1 - L2" are one label.
      const auto same = std::find_if(readings[n].begin(), readings[n].end(), [&](const Reading& r) {
        return without_spaces(r.text) == without_spaces(text);
      });
      if (same != readings[n].end()) {
        same->score += share;
      } else {
        readings[n].push_back({text, share});
      }
    }
    std::stable_sort(readings[n].begin(), readings[n].end(),
                     [](const Reading& a, const Reading& b) { return a.score > b.score; });
  }
  return readings;
}

double LabelShapes::unlike(const InkStrip& label) const {
  return kUnlike * noise_ * std::max(1.0, (label.right_edge - label.left_edge) * kLineRows);
}

}  // namespace osteon::page
