#include "character_odds.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace osteon::page {
namespace {

constexpr std::size_t kBeam = 48;        // texts that are followed from step to step
constexpr double kLeastProbable = 1e-6;  // of a character at a step
constexpr double kLeastText = 1e-7;      // of a text, to be told

/// Probability of all alignments of a text so far, by whether the last step was a character's or nothing's.
struct Ends {
  double character = 0, nothing = 0;
  [[nodiscard]] double sum() const { return character + nothing; }
};

std::size_t class_of(char c) { return kPrintCharacters.find(c) + 1; }

double at(const CharacterOdds& odds, int step, std::size_t what) {
  return std::exp(static_cast<double>(odds.log_odds[static_cast<std::size_t>(step) * kPrintClasses + what]));
}

using Texts = std::map<std::string, Ends>;  // in order, so that sums do not depend on hashes

Texts step_on(const Texts& texts, const CharacterOdds& odds, int step, std::string_view allowed) {
  Texts next;
  const double nothing = at(odds, step, 0);
  std::vector<std::pair<char, double>> probable;
  for (const char c : allowed)
    if (const double p = at(odds, step, class_of(c)); p > kLeastProbable) probable.emplace_back(c, p);
  for (const auto& [text, ends] : texts) {
    next[text].nothing += ends.sum() * nothing;
    for (const auto& [c, p] : probable) {
      const bool again = !text.empty() && text.back() == c;
      if (again) next[text].character += ends.character * p;
      next[text + c].character += (again ? ends.nothing : ends.sum()) * p;
    }
  }
  return next;
}

void keep_best(Texts& texts) {
  if (texts.size() <= kBeam) return;
  std::vector<std::pair<double, const std::string*>> order;
  for (const auto& [text, ends] : texts) order.emplace_back(ends.sum(), &text);
  std::nth_element(order.begin(), order.begin() + kBeam, order.end(), [](const auto& a, const auto& b) {
    return a.first > b.first || (a.first == b.first && *a.second < *b.second);
  });
  Texts kept;
  for (std::size_t n = 0; n < kBeam; ++n) kept[*order[n].second] = texts[*order[n].second];
  texts = std::move(kept);
}

}  // namespace

std::vector<Reading> texts_in(const CharacterOdds& odds, std::string_view allowed) {
  Texts texts;
  texts[""].nothing = 1;
  for (int step = 0; step < odds.steps; ++step) {
    texts = step_on(texts, odds, step, allowed);
    keep_best(texts);
  }
  std::vector<Reading> readings;
  for (const auto& [text, ends] : texts)
    if (!text.empty() && ends.sum() > kLeastText) readings.push_back({text, ends.sum()});
  std::stable_sort(readings.begin(), readings.end(),
                   [](const Reading& a, const Reading& b) { return a.score > b.score; });
  return readings;
}

Reading plainest_text(const CharacterOdds& odds) {
  Reading reading{"", 1};
  std::size_t last = 0;
  for (int step = 0; step < odds.steps; ++step) {
    const auto first =
        odds.log_odds.begin() + static_cast<std::ptrdiff_t>(step) * std::ssize(kPrintCharacters) + step;
    const auto best = std::max_element(first, first + kPrintClasses);
    const auto what = static_cast<std::size_t>(best - first);
    if (what != last && what > 0) reading.text += kPrintCharacters[what - 1];
    reading.score *= std::exp(static_cast<double>(*best));
    last = what;
  }
  return reading;
}

double probability_of(const CharacterOdds& odds, std::string_view text) {
  std::vector<Ends> ends(text.size() + 1);  // after so many characters
  ends[0].nothing = 1;
  for (int step = 0; step < odds.steps; ++step) {
    const double nothing = at(odds, step, 0);
    for (std::size_t n = text.size(); n > 0; --n) {
      const bool twice = n > 1 && text[n - 1] == text[n - 2];
      const double before = twice ? ends[n - 1].nothing : ends[n - 1].sum();
      const Ends was = ends[n];
      ends[n].character = (was.character + before) * at(odds, step, class_of(text[n - 1]));
      ends[n].nothing = was.sum() * nothing;
    }
    ends[0].nothing *= nothing;
  }
  return ends.back().sum();
}

}  // namespace osteon::page
