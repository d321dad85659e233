#include "print_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace osteon::page {
namespace {

constexpr int kRows = kLineRows, kFigures = 12;
constexpr double kSmallest = 0.7,
                 kLargest = 1.5;  // heights of a table's figures, in those of the page's print
constexpr std::array kSpacing = {0.92, 0.96, 1.0, 1.04, 1.08};  // of the figures, in the face's own
constexpr std::array kSoftness = {0.8, 1.2, 1.7};               // of the edges, in pixels as stored
constexpr std::array kStrength = {0.8, 1.0, 1.25, 1.5};  // of the ink, in the darkest brightness of the cells
constexpr int kUpDown = 3;  // rows that a number may lie off the middle of its cell
constexpr int kMostWhole = 4, kMostDecimals = 4;
constexpr double kCaution = 3.0;  // differences of neighbouring pixels depend on each other
// Where a font is unlike ours, whole strokes differ: as many pixels say the same.
constexpr double kAlike = 10;
constexpr std::size_t kMostTexts = 24;
constexpr std::size_t kFewestExamples = 4;
constexpr int kRounds = 3;
constexpr float kStep = 0.7F;  // of a difference is taken over in each round; overlapping figures share it
// A token so many times less like a number than the page's numbers are is a word.
constexpr double kUnlike = 2.5;
constexpr double kNumbers = 0.4;  // at least so large a share of the sample are numbers
constexpr double kFurthest = 6;   // texts less likely than exp(-6) of the best are dropped

/// What a place of a number adds to the squared difference for each figure.
class Products {
 public:
  Products(const PrintFace& face, const InkStrip& strip, int down) {
    const InkProducts products(strip, down);
    ink_ = products.ink();
    for (const PrintShape& shape : face) costs_.push_back(products.of(shape));
  }
  [[nodiscard]] double ink() const { return ink_; }
  [[nodiscard]] double at(int figure, int x) const {
    const auto& costs = costs_[static_cast<std::size_t>(figure)];
    return x < 0 || x >= static_cast<int>(costs.size()) ? 1e6 : costs[static_cast<std::size_t>(x)];
  }

 private:
  double ink_ = 0;
  std::vector<std::vector<double>> costs_;
};

/// "03.4": no report prints such a number.
bool has_idle_zero(const std::string& text) {
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  return first + 1 < text.size() && text[first] == '0' && text[first + 1] != '.';
}

}  // namespace

/// The figures of a text and the columns of their middles, from the right.
std::vector<std::pair<int, int>> PrintReader::places(const PrintFace& face, const std::string& text,
                                                     int right) {
  std::vector<std::pair<int, int>> list;
  double edge = right;
  for (auto c = text.rbegin(); c != text.rend(); ++c) {
    const int figure = *c == '.' ? kPoint : *c == '-' ? kMinus : *c - '0';
    const double advance = face[figure > 9 ? static_cast<std::size_t>(figure) : 0].advance;
    list.emplace_back(figure, static_cast<int>(std::lround(edge - advance / 2)));
    edge -= advance;
  }
  return list;
}

PrintReader::Fit PrintReader::fit(const PrintFace& face, const InkStrip& strip, double unit, int reach,
                                  bool with_texts) {
  const double inked = strip.right_edge - strip.left_edge;
  const double digit = face[0].advance, point = face[kPoint].advance, minus = face[kMinus].advance;
  std::vector<std::string> forms;
  for (int whole = 1; whole <= kMostWhole; ++whole)
    for (int decimals = 0; decimals <= kMostDecimals; ++decimals)
      for (const bool sign : {false, true}) {
        const double width = (whole + decimals) * digit + (decimals > 0 ? point : 0) + (sign ? minus : 0);
        if (std::abs(width - inked) >= 0.6 * digit) continue;
        forms.push_back((sign ? "-" : "") + std::string(static_cast<std::size_t>(whole), '0') +
                        (decimals > 0 ? "." + std::string(static_cast<std::size_t>(decimals), '0') : ""));
      }
  struct Placed {
    double cost = std::numeric_limits<double>::max();
    std::string form;
    int down = 0, right = 0;
  };
  std::vector<Placed> best(forms.size());
  std::vector<Products> products;
  for (int down = -reach; down <= reach; ++down) products.emplace_back(face, strip, down);
  for (std::size_t f = 0; f < forms.size(); ++f)
    for (int down = -reach; down <= reach; ++down) {
      const Products& product = products[static_cast<std::size_t>(down + reach)];
      for (int right = static_cast<int>(strip.right_edge) - 5; right <= strip.right_edge + 6; ++right) {
        double cost = product.ink();
        for (const auto& [figure, x] : places(face, forms[f], right)) {
          if (figure > 9) {
            cost += product.at(figure, x);
            continue;
          }
          double least = 1e9;
          for (int k = 0; k < 10; ++k) least = std::min(least, product.at(k, x));
          cost += least;
        }
        if (cost < best[f].cost) best[f] = {cost, forms[f], down, right};
      }
    }
  Fit result;
  result.cost = products[static_cast<std::size_t>(reach)].ink();
  result.pixels = std::max(1.0, inked * kRows);
  if (!with_texts) {
    for (const Placed& placed : best) result.cost = std::min(result.cost, placed.cost);
    return result;
  }
  for (const Placed& placed : best) {
    const Products& product = products[static_cast<std::size_t>(placed.down + reach)];
    struct Partial {
      std::string text;
      double cost;
      int last;  ///< figure, -1 = none yet
    };
    std::vector<Partial> texts = {{"", product.ink(), -1}};
    int before = 0;
    for (const auto& [figure, x] : places(face, placed.form, placed.right)) {
      std::vector<Partial> longer;
      const int from = figure <= 9 ? 0 : figure, to = std::max(figure, 9);
      std::array<std::array<double, kFigures>, kFigures> overlaps{};
      for (int k = from; k <= to; ++k)
        for (int last = 0; last < kFigures; ++last)
          if (std::any_of(texts.begin(), texts.end(), [&](const Partial& t) { return t.last == last; }))
            overlaps[static_cast<std::size_t>(k)][static_cast<std::size_t>(last)] = shared_ink(
                face[static_cast<std::size_t>(k)], face[static_cast<std::size_t>(last)], before - x);
      for (const Partial& text : texts)
        for (int k = from; k <= to; ++k) {
          const double overlap =
              text.last < 0 ? 0 : overlaps[static_cast<std::size_t>(k)][static_cast<std::size_t>(text.last)];
          longer.push_back({(k == kPoint   ? '.'
                             : k == kMinus ? '-'
                                           : static_cast<char>('0' + k)) +
                                text.text,
                            text.cost + product.at(k, x) + overlap, k});
        }
      std::sort(longer.begin(), longer.end(),
                [](const Partial& a, const Partial& b) { return a.cost < b.cost; });
      if (longer.size() > kMostTexts) longer.resize(kMostTexts);
      texts = std::move(longer);
      before = x;
    }
    for (const Partial& text : texts)
      if (!has_idle_zero(text.text)) result.texts.emplace_back(text.text, text.cost);
  }
  std::sort(result.texts.begin(), result.texts.end(),
            [](const auto& a, const auto& b) { return a.second < b.second; });
  if (result.texts.empty()) return result;
  result.cost = result.texts.front().second;
  while (!result.texts.empty() && result.texts.back().second - result.cost > kFurthest * unit)
    result.texts.pop_back();
  if (result.texts.size() > kMostTexts) result.texts.resize(kMostTexts);
  return result;
}

PrintReader::PrintReader(const std::vector<InkStrip>& sample, double source_digit_height)
    : small_(source_digit_height < kSmallPrint) {
  pixel_ = std::max(1.0, kGlyphHeight / source_digit_height);
  independent_ = std::max(kAlike, pixel_ * pixel_);
  if (sample.empty()) return;
  // Of the better part of the cells: some may be words.
  const auto misfit = [&](const PrintFace& face, bool fine) {
    std::vector<double> shares;
    for (std::size_t n = 0; n < sample.size(); n += fine ? 1 : 2) {
      const Fit one = fit(face, sample[n], 1, 1, fine);
      shares.push_back(one.cost / one.pixels);
    }
    const auto better =
        shares.begin() + static_cast<std::ptrdiff_t>(kNumbers * static_cast<double>(shares.size()));
    std::nth_element(shares.begin(), better, shares.end());
    return *better;
  };
  std::vector<std::pair<double, Print>> tried;
  const auto attempt = [&](const Print& print, bool fine) {
    tried.emplace_back(misfit(figures_of(print, pixel_), fine), print);
  };
  const auto by_misfit = [](const auto& a, const auto& b) { return a.first < b.first; };
  const auto best_of = [&](std::size_t count) {
    std::sort(tried.begin(), tried.end(), by_misfit);
    tried.resize(std::min(tried.size(), count));
    return std::vector(tried);
  };
  for (std::size_t face = 0; face < number_of_faces(); ++face)
    for (double scale = kSmallest; scale < kLargest; scale *= 1.09)
      attempt({face, scale, 1.2, 1.0, 1.0}, false);
  const std::vector faces = best_of(4);
  tried.clear();
  for (const auto& [unused, start] : faces)
    for (const double scale : {0.955, 1.0, 1.045})
      for (const double spacing : kSpacing)
        attempt({start.face, start.scale * scale, start.softness, start.strength, spacing}, true);
  const std::vector sizes = best_of(2);
  for (const auto& [unused, start] : sizes)
    for (const double softness : kSoftness)
      for (const double strength : kStrength)
        attempt({start.face, start.scale, softness, strength, start.spacing}, true);
  const auto best = std::min_element(tried.begin(), tried.end(), by_misfit);
  unlike_ = noise_ = std::max(1e-3, best->first);
  print_ = best->second;
  face_ = figures_of(print_, pixel_);
}

void PrintReader::adapt(const std::vector<Example>& examples) {
  if (face_.empty() || examples.size() < kFewestExamples) return;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::vector<float>> sums;
    std::vector<int> counts(face_.size(), 0);
    for (const PrintShape& shape : face_) sums.emplace_back(shape.ink.size(), 0.0F);
    double misfit = 0, pixels = 0;
    for (const Example& example : examples) {
      const auto [rest, top, list] = without(example);
      for (const float v : rest) misfit += static_cast<double>(v) * v;
      pixels += std::max(1.0, (example.strip.right_edge - example.strip.left_edge) * kRows);
      for (const auto& [figure, x] : list) {
        const PrintShape& shape = face_[static_cast<std::size_t>(figure)];
        auto& sum = sums[static_cast<std::size_t>(figure)];
        ++counts[static_cast<std::size_t>(figure)];
        for (int y = 0; y < kRows; ++y)
          for (int u = 0; u < shape.width; ++u) {
            const int column = x - shape.width / 2 + u;
            if (column >= 0 && column < example.strip.width)
              sum[static_cast<std::size_t>(y * shape.width + u)] +=
                  rest[static_cast<std::size_t>(y * example.strip.width + column)];
          }
      }
    }
    noise_ = std::max(1e-3, misfit / std::max(1.0, pixels));
    for (std::size_t k = 0; k < face_.size(); ++k) {
      face_[k].energy = 0;
      for (std::size_t n = 0; n < face_[k].ink.size(); ++n) {
        // As if one more example had shown no difference: few examples move a shape less.
        face_[k].ink[n] += kStep * sums[k][n] / static_cast<float>(counts[k] + 1);
        face_[k].energy += static_cast<double>(face_[k].ink[n]) * face_[k].ink[n];
      }
    }
  }
}

PrintReader::Rest PrintReader::without(const Example& example) const {
  const InkStrip& strip = example.strip;
  double least = std::numeric_limits<double>::max();
  int best_down = 0;
  std::vector<std::pair<int, int>> best;
  for (int down = -kUpDown; down <= kUpDown; ++down) {
    const Products product(face_, strip, down);
    for (int right = static_cast<int>(strip.right_edge) - 5; right <= strip.right_edge + 6; ++right) {
      auto list = places(face_, example.text, right);
      double cost = product.ink();
      for (std::size_t n = 0; n < list.size(); ++n) {
        cost += product.at(list[n].first, list[n].second);
        if (n > 0)
          cost += shared_ink(face_[static_cast<std::size_t>(list[n].first)],
                             face_[static_cast<std::size_t>(list[n - 1].first)],
                             list[n - 1].second - list[n].second);
      }
      if (cost >= least) continue;
      least = cost;
      best_down = down;
      best = std::move(list);
    }
  }
  Rest rest{std::vector<float>(static_cast<std::size_t>(kRows * strip.width), 0.0F),
            strip.height / 2 - kRows / 2 + best_down, std::move(best)};
  for (int y = 0; y < kRows; ++y)
    for (int x = 0; x < strip.width; ++x)
      if (rest.top + y >= 0 && rest.top + y < strip.height)
        rest.ink[static_cast<std::size_t>(y * strip.width + x)] =
            strip.ink[static_cast<std::size_t>((rest.top + y) * strip.width + x)];
  for (const auto& [figure, x] : rest.figures) {
    const PrintShape& shape = face_[static_cast<std::size_t>(figure)];
    for (int y = 0; y < kRows; ++y)
      for (int u = 0; u < shape.width; ++u)
        if (const int column = x - shape.width / 2 + u; column >= 0 && column < strip.width)
          rest.ink[static_cast<std::size_t>(y * strip.width + column)] -=
              shape.ink[static_cast<std::size_t>(y * shape.width + u)];
  }
  return rest;
}

std::optional<LabelShapes> PrintReader::labels() const {
  if (face_.empty()) return std::nullopt;
  return LabelShapes(print_, face_, pixel_, unlike_);
}

std::vector<Reading> PrintReader::read(const InkStrip& strip) const {
  std::vector<Reading> readings;
  if (face_.empty()) return readings;
  const Fit found =
      fit(face_, strip, 2 * kCaution * (small_ ? unlike_ : noise_) * independent_, kUpDown, true);
  const double misfit = found.cost / found.pixels;
  // Small print has no other reader: what looks unlike the page's other cells is read, but known less well.
  if (misfit > kUnlike * (small_ ? unlike_ : noise_)) return readings;
  const double unit = 2 * kCaution * (small_ ? std::max(noise_, misfit) : noise_) * independent_;
  double sum = 0;
  for (const auto& [text, cost] : found.texts) sum += std::exp(-(cost - found.cost) / unit);
  for (const auto& [text, cost] : found.texts)
    readings.push_back({text, std::exp(-(cost - found.cost) / unit) / sum});
  return readings;
}

}  // namespace osteon::page
