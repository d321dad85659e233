#include "glyph_reader.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

namespace osteon::page {
namespace {

constexpr std::size_t kFewestExamples = 4;
constexpr double kEdgeInk = 0.3;
// Widths of figures and points of common text fonts, shares of a digit's height (0.55 to 0.85, 0.25 to 0.45),
// and some more on both sides.
constexpr double kNarrowestDigit = 0.5, kWidestDigit = 1.0, kNarrowestPoint = 0.2, kWidestPoint = 0.6;
// A figure this many times less like its model than the examples are is another figure.
constexpr double kUnlike = 4.0;
// Differences from a figure's model are not independent from place to place: print is sharper here than
// there, and neighbours touch. So much less do they prove than their number says.
constexpr double kCaution = 3.0;

float at(const InkStrip& strip, double x, int y) {
  if (y < 0 || y >= strip.height) return 0;
  const int left = static_cast<int>(std::floor(x));
  const auto share = static_cast<float>(x - left);
  const auto ink = [&](int column) {
    return column < 0 || column >= strip.width
               ? 0.0F
               : strip.ink[static_cast<std::size_t>(y) * static_cast<std::size_t>(strip.width) +
                           static_cast<std::size_t>(column)];
  };
  return (1 - share) * ink(left) + share * ink(left + 1);
}

double squares(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t n = 0; n < a.size(); ++n) sum += static_cast<double>((a[n] - b[n]) * (a[n] - b[n]));
  return sum;
}

}  // namespace

InkStrip ink_strip(const GreyImage& page, double enlarged, double digit_height, const Box& cell,
                   double black) {
  const double factor = enlarged * kGlyphHeight / digit_height;
  const int side = static_cast<int>(std::lround(0.5 * digit_height));
  const int half = static_cast<int>(std::lround(0.8 * digit_height));
  const int middle = static_cast<int>(std::lround(cell.centre_y()));
  const Box source =
      scaled({cell.left - side, middle - half, cell.right + side, middle + half}, 1 / enlarged);
  const GreyImage picture = resized(cropped(page, source), factor);
  std::vector<std::uint8_t> sorted = picture.pixels;
  std::sort(sorted.begin(), sorted.end());
  const double paper = sorted.empty() ? 255 : sorted[sorted.size() * 9 / 10];
  InkStrip strip{picture.width, picture.height, {}, 0, 0};
  for (const std::uint8_t v : picture.pixels)
    strip.ink.push_back(
        static_cast<float>(std::clamp((paper - v) / std::max(20.0, paper - black), 0.0, 1.2)));
  // Only the line's own ink counts for the edges.
  bool seen = false;
  for (int x = 0; x < strip.width; ++x) {
    float most = 0;
    for (int y = strip.height / 4; y < strip.height * 3 / 4; ++y) most = std::max(most, at(strip, x, y));
    if (most < kEdgeInk) continue;
    if (!seen) strip.left_edge = x;
    seen = true;
    strip.right_edge = x + 1;
  }
  return strip;
}

std::vector<GlyphReader::Slot> GlyphReader::slots(const std::string& text, double advance, double point) {
  std::vector<Slot> list;
  double place = 0;
  for (auto c = text.rbegin(); c != text.rend(); ++c) {
    const double width = *c == '.' ? point : advance;
    if (*c == '.' || std::isdigit(static_cast<unsigned char>(*c)))
      list.push_back({place + width / 2, *c == '.' ? kPoint : *c - '0'});
    place += width;
  }
  return list;
}

GlyphReader::Picture GlyphReader::window(const InkStrip& strip, double centre, bool point) const {
  const int width = std::max(1, static_cast<int>(std::lround(point ? point_ : advance_)));
  const int height = static_cast<int>(1.5 * kGlyphHeight), top = strip.height / 2 - height / 2;
  Picture picture;
  picture.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) picture.push_back(at(strip, centre - (width - 1) / 2.0 + x, top + y));
  return picture;
}

GlyphReader::GlyphReader(const std::vector<Example>& examples, double source_digit_height)
    : independent_(std::max(1.0, kGlyphHeight / source_digit_height) *
                   std::max(1.0, kGlyphHeight / source_digit_height)) {
  if (examples.size() < kFewestExamples) return;
  learn_widths(examples);
  learn_figures(examples);
}

/// The widths under which the same figures look most alike.
void GlyphReader::learn_widths(const std::vector<Example>& examples) {
  double best = std::numeric_limits<double>::max(), best_advance = 0, best_point = 0;
  const std::size_t step = std::max<std::size_t>(1, examples.size() / 24);
  for (double advance = kNarrowestDigit; advance <= kWidestDigit; advance += 0.025) {
    for (double point = kNarrowestPoint; point <= kWidestPoint; point += 0.05) {
      advance_ = advance * kGlyphHeight;
      point_ = point * kGlyphHeight;
      std::array<Picture, kClasses> sums{}, sums2{};
      std::array<int, kClasses> counts{};
      double over = 0;
      for (std::size_t n = 0; n < examples.size(); n += step) {
        const auto list = slots(examples[n].text, advance_, point_);
        const double width = list.back().centre + advance_ / 2;
        const double inked = examples[n].strip.right_edge - examples[n].strip.left_edge;
        over += std::pow(std::max(0.0, std::abs(width - inked) - 0.35 * kGlyphHeight) / kGlyphHeight, 2);
        for (const Slot& slot : list) {
          const auto k = static_cast<std::size_t>(slot.figure);
          const Picture p =
              window(examples[n].strip, examples[n].strip.right_edge - slot.centre, slot.figure == kPoint);
          sums[k].resize(p.size());
          sums2[k].resize(p.size());
          for (std::size_t i = 0; i < p.size(); ++i) {
            sums[k][i] += p[i];
            sums2[k][i] += p[i] * p[i];
          }
          ++counts[k];
        }
      }
      double within = 0, total = 0;
      for (std::size_t k = 0; k < kClasses; ++k)
        for (std::size_t i = 0; i < sums[k].size(); ++i) {
          within +=
              static_cast<double>(sums2[k][i] - sums[k][i] * sums[k][i] / static_cast<float>(counts[k]));
          total += static_cast<double>(sums2[k][i]);
        }
      const double score = within / std::max(1e-6, total) + over;
      if (score < best) {
        best = score;
        best_advance = advance_;
        best_point = point_;
      }
    }
  }
  advance_ = best_advance;
  point_ = best_point;
}

double GlyphReader::misfit(const InkStrip& strip, const std::vector<Slot>& list, double right_edge) const {
  double sum = 0;
  for (const Slot& slot : list)
    sum += squares(window(strip, right_edge - slot.centre, slot.figure == kPoint),
                   figures_[static_cast<std::size_t>(slot.figure)]);
  return sum;
}

/// Means of the examples' figures, each example moved to where it fits best.
void GlyphReader::learn_figures(const std::vector<Example>& examples) {
  std::vector<double> edges;
  for (const Example& e : examples) edges.push_back(e.strip.right_edge);
  std::vector<std::vector<Slot>> lists;
  for (const Example& e : examples) lists.push_back(slots(e.text, advance_, point_));
  for (int round = 0; round < 4; ++round) {
    std::array<Picture, kClasses> sums{};
    std::array<int, kClasses> counts{};
    for (std::size_t n = 0; n < examples.size(); ++n)
      for (const Slot& slot : lists[n]) {
        const auto k = static_cast<std::size_t>(slot.figure);
        const Picture p = window(examples[n].strip, edges[n] - slot.centre, slot.figure == kPoint);
        sums[k].resize(p.size());
        for (std::size_t i = 0; i < p.size(); ++i) sums[k][i] += p[i];
        ++counts[k];
      }
    for (std::size_t k = 0; k < kClasses; ++k) {
      for (float& v : sums[k]) v /= static_cast<float>(counts[k]);
      figures_[k] = std::move(sums[k]);
      seen_[k] = counts[k];
    }
    double misfits = 0;
    std::size_t pixels = 0;
    for (std::size_t n = 0; n < examples.size(); ++n) {
      double best = std::numeric_limits<double>::max();
      for (double shift = -0.25; shift <= 0.25; shift += 0.03125) {
        const double edge = examples[n].strip.right_edge + shift * kGlyphHeight;
        const double m = misfit(examples[n].strip, lists[n], edge);
        if (m < best) {
          best = m;
          edges[n] = edge;
        }
      }
      misfits += best;
      for (const Slot& slot : lists[n]) pixels += figures_[static_cast<std::size_t>(slot.figure)].size();
    }
    noise_ = std::max(1e-4, misfits / static_cast<double>(std::max<std::size_t>(1, pixels)));
  }
}

std::vector<Reading> GlyphReader::read(const InkStrip& strip, int decimals, bool signed_number) const {
  struct Fit {
    std::vector<std::array<double, 10>> costs;  ///< of each digit slot, from the right
    double sum = std::numeric_limits<double>::max();
  };
  std::vector<Reading> readings;
  if (advance_ <= 0) return readings;
  const double inked = strip.right_edge - strip.left_edge;
  Fit best;
  for (int whole = 1; whole <= 4; ++whole) {
    const std::string form = std::string(static_cast<std::size_t>(whole), '0') +
                             (decimals > 0 ? "." + std::string(static_cast<std::size_t>(decimals), '0') : "");
    const auto list = slots(form, advance_, point_);
    const double width = list.back().centre + advance_ / 2;
    const double spare = inked - width;  // ink beyond the figures
    if (spare < -0.7 * advance_ || (spare > 0.45 * advance_ && !(signed_number && whole == 1))) continue;
    if (decimals > 0 && figures_[kPoint].empty()) continue;
    for (double shift = -0.3; shift <= 0.3; shift += 0.03125) {
      const double edge = strip.right_edge + shift * kGlyphHeight;
      Fit fit{{}, 0};
      for (const Slot& slot : list) {
        const Picture p = window(strip, edge - slot.centre, slot.figure == kPoint);
        if (slot.figure == kPoint) {
          fit.sum += squares(p, figures_[kPoint]);
          continue;
        }
        std::array<double, 10> costs{};
        for (std::size_t k = 0; k < 10; ++k) costs[k] = figures_[k].empty() ? 1e9 : squares(p, figures_[k]);
        fit.sum += *std::min_element(costs.begin(), costs.end());
        fit.costs.push_back(costs);
      }
      fit.sum /= static_cast<double>(list.size());
      if (fit.sum < best.sum) best = std::move(fit);
    }
  }
  if (best.costs.empty()) return readings;
  // All texts by the figures of each place that are not much less like than the best.
  const double unit = 2 * kCaution * noise_ * independent_;
  const double allowed = kUnlike * noise_ * std::round(advance_) * std::floor(1.5 * kGlyphHeight);
  std::vector<std::pair<std::string, double>> texts = {{"", 0.0}};
  for (std::size_t place = 0; place < best.costs.size(); ++place) {
    const auto& costs = best.costs[place];
    const double least = *std::min_element(costs.begin(), costs.end());
    if (least > allowed) return readings;
    if (decimals > 0 && place == static_cast<std::size_t>(decimals))
      for (auto& t : texts) t.first.insert(0, ".");
    std::vector<std::pair<std::string, double>> longer;
    for (const auto& [text, cost] : texts)
      for (std::size_t k = 0; k < 10; ++k)
        if (const double more = (costs[k] - least) / (unit * (1 + 2.0 / std::max(1, seen_[k])));
            more + cost < 5)
          longer.emplace_back(static_cast<char>('0' + k) + text, cost + more);
    std::sort(longer.begin(), longer.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (longer.size() > 24) longer.resize(24);
    texts = std::move(longer);
  }
  double sum = 0;
  for (const auto& [text, cost] : texts) sum += std::exp(-cost);
  for (const auto& [text, cost] : texts) readings.push_back({text, std::exp(-cost) / sum});
  return readings;
}

}  // namespace osteon::page
