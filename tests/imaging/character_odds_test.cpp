#include "page/character_odds.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace osteon::page {
namespace {

std::size_t class_of(char c) { return kPrintCharacters.find(c) + 1; }

/// Steps of which each allows some characters; '_' is nothing.
CharacterOdds odds_of(const std::vector<std::vector<std::pair<char, double>>>& steps) {
  CharacterOdds odds{static_cast<int>(steps.size()), {}};
  odds.log_odds.assign(steps.size() * kPrintClasses, -100.0F);
  for (std::size_t t = 0; t < steps.size(); ++t)
    for (const auto& [c, p] : steps[t])
      odds.log_odds[t * kPrintClasses + (c == '_' ? 0 : class_of(c))] = static_cast<float>(std::log(p));
  return odds;
}

double share(const std::vector<Reading>& readings, const std::string& text) {
  for (const Reading& r : readings)
    if (r.text == text) return r.score;
  return 0;
}

// Worked by hand: "1" is 1_, _1 and 11; "11" would need nothing between.
TEST(CharacterOdds, ATextIsTheSumOfItsAlignments) {
  const auto odds = odds_of({{{'1', 0.6}, {'_', 0.4}}, {{'1', 0.7}, {'_', 0.3}}});
  const auto readings = texts_in(odds, "0123456789");
  EXPECT_NEAR(share(readings, "1"), 0.6 * 0.3 + 0.4 * 0.7 + 0.6 * 0.7, 1e-6);
  EXPECT_EQ(share(readings, "11"), 0.0);
  EXPECT_NEAR(probability_of(odds, "1"), share(readings, "1"), 1e-6);
  EXPECT_EQ(probability_of(odds, "11"), 0.0);
}

TEST(CharacterOdds, ARepeatedFigureNeedsNothingBetween) {
  const auto odds = odds_of({{{'8', 1.0}}, {{'_', 0.9}, {'8', 0.1}}, {{'8', 1.0}}});
  const auto readings = texts_in(odds, "0123456789");
  EXPECT_NEAR(share(readings, "88"), 0.9, 1e-6);
  EXPECT_NEAR(share(readings, "8"), 0.1, 1e-6);
  EXPECT_NEAR(probability_of(odds, "88"), 0.9, 1e-6);
  EXPECT_EQ(plainest_text(odds).text, "88");
}

TEST(CharacterOdds, WhatIsNoNumberIsMissingFromTheSum) {
  const auto odds = odds_of({{{'1', 0.2}, {'L', 0.8}}, {{'_', 1.0}}, {{'2', 0.9}, {'Z', 0.1}}});
  const auto readings = texts_in(odds, "0123456789.-");
  ASSERT_EQ(readings.size(), 1U);
  EXPECT_EQ(readings.front().text, "12");
  EXPECT_NEAR(readings.front().score, 0.18, 1e-6);
  EXPECT_EQ(plainest_text(odds).text, "L2");
}

TEST(CharacterOdds, OfNoPrintNothingIsRead) {
  EXPECT_TRUE(texts_in({}, "0123456789").empty());
  EXPECT_EQ(plainest_text({}).text, "");
}

}  // namespace
}  // namespace osteon::page
