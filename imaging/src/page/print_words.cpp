#include "print_words.hpp"

#include "print_network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

namespace osteon::page {
namespace {

// Of a number's ink, in heights of the page's digits: one figure to "-1234.56", and figures larger or smaller
// than the page's most common print.
constexpr double kNarrowest = 0.3, kWidest = 7, kLowest = 0.6, kHighest = 1.6;
constexpr std::string_view kNumberCharacters = "0123456789.-";
constexpr int kFewestOnALine = 3;
constexpr double kProbable = 0.3;    // of a number, to be told as a word of the page
constexpr double kLeastLike = 0.25;  // of all words of a vocabulary together, each character in the mean
constexpr double kLongest = 25;      // of a line of text, in its heights
// Above these digit heights a token is a heading; what of its height its digits have, with letters that hang
// low.
constexpr double kLarge = 1.25;
constexpr std::array kDigitShares = {0.95, 0.75};

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

PrintedText::PrintedText(const PageInk& ink, PrintNetwork& network) : ink_(ink), network_(network) {
  const auto tokens = tokens_in_lines(ink);
  if (tokens.empty()) return;
  std::vector<int> darkest;
  for (const Box& token : tokens) darkest.push_back(darkest_of(ink.without_rules, token));
  const auto middle = darkest.begin() + static_cast<std::ptrdiff_t>(darkest.size() / 2);
  std::nth_element(darkest.begin(), middle, darkest.end());
  black_ = *middle;
  for (const Box& token : tokens)
    tokens_.emplace_back(token, texts_in(odds(token, ink_.digit_height), kNumberCharacters));
}

CharacterOdds PrintedText::odds(const Box& box, double digit_height) const {
  return network_.read(ink_strip(ink_.without_rules, digit_height, box, black_));
}

/// Headings are larger than figures: of the sizes that the token's height allows, the one that reads best.
Reading PrintedText::plainest(const Box& token) const {
  Reading best = plainest_text(odds(token, ink_.digit_height));
  if (token.height() < kLarge * ink_.digit_height) return best;
  for (const double share : kDigitShares) {
    Reading other = plainest_text(odds(token, share * token.height()));
    if (other.score > best.score) best = std::move(other);
  }
  return best;
}

std::vector<Word> PrintedText::words() const {
  std::vector<Word> words;
  for (const Box& token : ink_.tokens) {
    if (token.width() > kLongest * token.height() || token.height() < kLowest * ink_.digit_height) continue;
    const Reading read = plainest(token);
    const double wide = token.width() / std::max<double>(1, static_cast<double>(read.text.size()));
    std::istringstream parts(read.text);
    std::size_t from = 0;
    for (std::string part; parts >> part; from += part.size()) {
      from = read.text.find(part, from);
      words.push_back(
          {part,
           {token.left + static_cast<int>(wide * static_cast<double>(from)), token.top,
            token.left + static_cast<int>(wide * static_cast<double>(from + part.size())), token.bottom},
           read.score});
    }
  }
  return words;
}

std::vector<Word> PrintedText::numbers() const {
  std::vector<Word> words;
  for (const auto& [box, readings] : tokens_)
    if (!readings.empty() && readings.front().score > kProbable)
      words.push_back({readings.front().text, box, readings.front().score});
  return words;
}

std::vector<Reading> PrintedText::label(const Box& box, const std::vector<std::string>& vocabulary) const {
  const CharacterOdds seen = odds(box, ink_.digit_height);
  std::vector<Reading> readings;
  double sum = 0;
  for (const std::string& word : vocabulary) {
    readings.push_back({word, probability_of(seen, word)});
    sum += readings.back().score;
  }
  for (Reading& reading : readings) reading.score /= sum > 0 ? sum : 1;
  std::stable_sort(readings.begin(), readings.end(),
                   [](const Reading& a, const Reading& b) { return a.score > b.score; });
  const auto length = readings.empty() ? 0.0 : static_cast<double>(readings.front().text.size());
  return sum > 0 && std::pow(sum, 1 / length) > kLeastLike ? readings : std::vector<Reading>();
}

std::vector<Reading> PrintedText::at(const Box& box) const {
  const auto known =
      std::find_if(tokens_.begin(), tokens_.end(), [&](const auto& t) { return t.first == box; });
  return known != tokens_.end() ? known->second : texts_in(odds(box, ink_.digit_height), kNumberCharacters);
}

}  // namespace osteon::page
