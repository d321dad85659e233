#include "print_words.hpp"

#include <algorithm>

namespace osteon::page {
namespace {

// Of a number's ink, in heights of the page's digits: one figure to "-1234.56", and figures larger or smaller
// than the page's most common print.
constexpr double kNarrowest = 0.3, kWidest = 7, kLowest = 0.6, kHighest = 1.6;
constexpr std::size_t kSample = 16;
constexpr int kFewestOnALine = 3;

bool may_be_number(const Box& token, double digit_height) {
  return token.width() > kNarrowest * digit_height && token.width() < kWidest * digit_height &&
         token.height() > kLowest * digit_height && token.height() < kHighest * digit_height;
}

int darkest_of(const GreyImage& picture, const Box& box) {
  const GreyImage part = cropped(picture, box);
  return part.pixels.empty() ? 255 : *std::min_element(part.pixels.begin(), part.pixels.end());
}

/// Tokens with others beside them on their line: where tables are.
std::vector<Box> tokens_in_lines(const PageInk& ink) {
  std::vector<Box> kept;
  for (const Box& token : ink.tokens) {
    if (!may_be_number(token, ink.digit_height)) continue;
    const auto beside = std::count_if(ink.tokens.begin(), ink.tokens.end(), [&](const Box& other) {
      return std::abs(other.centre_y() - token.centre_y()) < 0.5 * ink.digit_height;
    });
    if (beside >= kFewestOnALine) kept.push_back(token);
  }
  return kept;
}

}  // namespace

PrintedNumbers::PrintedNumbers(const PageInk& ink, double pixel) : ink_(ink) {
  const auto tokens = tokens_in_lines(ink);
  if (tokens.empty()) return;
  std::vector<int> darkest;
  for (const Box& token : tokens) darkest.push_back(darkest_of(ink.without_rules, token));
  const auto middle = darkest.begin() + static_cast<std::ptrdiff_t>(darkest.size() / 2);
  std::nth_element(darkest.begin(), middle, darkest.end());
  black_ = *middle;
  std::vector<InkStrip> sample;
  const std::size_t count = std::min(kSample, tokens.size());
  for (std::size_t n = 0; n < count; ++n) sample.push_back(strip(tokens[n * tokens.size() / count]));
  reader_.emplace_back(sample, ink.digit_height / pixel);
  for (const Box& token : tokens) tokens_.emplace_back(token, reader_.front().read(strip(token)));
}

InkStrip PrintedNumbers::strip(const Box& box) const {
  return ink_strip(ink_.without_rules, ink_.digit_height, box, black_);
}

void PrintedNumbers::adapt(const std::vector<Example>& examples) {
  for (std::size_t parity = 0; parity < adapted_.size(); ++parity) {
    adapted_[parity] = reader_;
    std::vector<PrintReader::Example> strips;
    for (const Example& example : examples)
      if (example.line % 2 != parity) strips.push_back({strip(example.box), example.text});
    for (PrintReader& reader : adapted_[parity]) reader.adapt(strips);
  }
}

std::vector<Word> PrintedNumbers::words() const {
  std::vector<Word> words;
  for (const auto& [box, readings] : tokens_)
    if (!readings.empty()) words.push_back({readings.front().text, box, readings.front().score});
  return words;
}

std::vector<std::vector<Reading>> PrintedNumbers::labels(const std::vector<Box>& boxes,
                                                         const std::vector<std::string>& vocabulary) const {
  const auto& readers = adapted_[0].empty() ? reader_ : adapted_[0];
  const auto shapes = readers.empty() ? std::nullopt : readers.front().labels();
  std::vector<InkStrip> strips;
  for (const Box& box : boxes) strips.push_back(strip(box));
  return shapes ? shapes->read(strips, vocabulary) : std::vector<std::vector<Reading>>(boxes.size());
}

std::vector<Reading> PrintedNumbers::at(const Box& box, std::size_t line) const {
  if (const auto& adapted = adapted_[line % 2]; !adapted.empty()) return adapted.front().read(strip(box));
  return by_free_font(box);
}

std::vector<Reading> PrintedNumbers::by_free_font(const Box& box) const {
  const auto known =
      std::find_if(tokens_.begin(), tokens_.end(), [&](const auto& t) { return t.first == box; });
  if (known != tokens_.end()) return known->second;
  return reader_.empty() ? std::vector<Reading>() : reader_.front().read(strip(box));
}

}  // namespace osteon::page
