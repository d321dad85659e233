// Made-up series of heights: who is accused, who is not, and what is not believed.

#include "plain_column.hpp"

#include <osteon/densitometry/vertebral_height.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace osteon {
namespace {

using testing::height;
using testing::kL1;
using testing::level;
using testing::plain_column;
using testing::scale;

/// Which levels of a column are suspected, in words: "L1 L3".
std::string suspected_levels(const std::vector<LevelHeights>& column) {
  std::string result;
  const auto graded = grade_deformities(column);
  for (std::size_t n = 0; n < column.size(); ++n)
    if (graded[n].deformity && graded[n].deformity->suspected)
      result += (result.empty() ? "" : " ") + name(column[n].level);
  return result;
}

TEST(DeformityOfSeries, EverySecondBodyCrushedAccusesThoseAlone) {
  auto column = plain_column();
  for (const std::size_t n : {1U, 3U, 5U, 7U}) scale(column[n], 0.65, 0.65, 0.7);
  EXPECT_EQ(suspected_levels(column), "T11 L1 L3 L5");
  column = plain_column();
  for (const std::size_t n : {0U, 2U, 4U, 6U}) scale(column[n], 0.65, 0.8, 0.9);
  EXPECT_EQ(suspected_levels(column), "T10 T12 L2 L4");
}

TEST(DeformityOfSeries, ThreeWedgesInARowAreAccusedAndNoOthers) {
  for (std::size_t first = 0; first + 3 <= plain_column().size(); ++first) {
    auto column = plain_column();
    std::string wedged;
    for (std::size_t n = first; n < first + 3; ++n) {
      scale(column[n], 0.66, 0.82, 0.97);
      wedged += (wedged.empty() ? "" : " ") + name(column[n].level);
    }
    EXPECT_EQ(suspected_levels(column), wedged);
  }
}

TEST(DeformityOfSeries, TwoLowAndTwoWholeAreNotTurnedRound) {
  std::vector<LevelHeights> column{plain_column()[kL1], plain_column()[kL1 + 1], plain_column()[kL1 + 2],
                                   plain_column()[kL1 + 3]};
  scale(column[0], 0.65, 0.65, 0.65);
  scale(column[1], 0.65, 0.65, 0.65);
  EXPECT_EQ(suspected_levels(column), "L1 L2");
  const auto graded = grade_deformities(column);
  EXPECT_TRUE(graded[2].deformity && graded[3].deformity);  // the whole ones are not "too tall"
}

/// T4 to L1, the middle of the kyphosis wedged by 6 to 8 degrees from level to level, hind heights whole.
TEST(DeformityOfSeries, EvenWedgingOfTheWholeKyphosisIsNoFracture) {
  std::vector<LevelHeights> column;
  constexpr std::array kWedgeMm{1.5, 2.0, 3.0, 3.6, 4.0, 4.0, 3.4, 2.6, 2.2, 1.7};
  for (std::size_t n = 0; n < kWedgeMm.size(); ++n) {
    const double back = 18.5 + 0.8 * static_cast<double>(n);
    column.push_back(level(static_cast<BoneRegion>(static_cast<int>(BoneRegion::t4) + static_cast<int>(n)),
                           back - kWedgeMm[n], back - 0.7 * kWedgeMm[n], back));
  }
  EXPECT_EQ(suspected_levels(column), "");
}

TEST(DeformityOfSeries, TwoVertebraeTakenForOneAreNotGradedAndAccuseNobody) {
  for (std::size_t n = 0; n < plain_column().size(); ++n) {
    auto column = plain_column();
    scale(column[n], 2.1, 2.1, 2.1);
    const auto graded = grade_deformities(column);
    EXPECT_FALSE(graded[n].deformity);
    EXPECT_EQ(graded[n].warnings.at(0).code, "deformity.implausible-height");
    EXPECT_EQ(suspected_levels(column), "");
  }
  for (const std::size_t doubled : {0U, 1U, 2U}) {  // a short window: its depth tells
    std::vector<LevelHeights> column{plain_column()[kL1], plain_column()[kL1 + 1], plain_column()[kL1 + 2]};
    scale(column[doubled], 2.5, 2.5, 2.5);
    for (auto& one : column) one.depth = mm(22.0);
    EXPECT_FALSE(grade_deformities(column)[doubled].deformity);
    EXPECT_EQ(suspected_levels(column), "");
  }
}

TEST(DeformityOfSeries, ATallBodyDoesNotTouchWhatItsNeighboursLetExpect) {
  auto column = plain_column(), tall = plain_column();
  scale(tall[kL1], 1.22, 1.22, 1.22);
  column.erase(column.begin() + kL1);
  const auto without = grade_deformities(column);
  const auto with = grade_deformities(tall);
  EXPECT_FALSE(with[kL1].deformity);
  for (std::size_t n = 0; n < column.size(); ++n)
    EXPECT_NEAR(in_percent(with[n < kL1 ? n : n + 1].deformity->losses[1].value),
                in_percent(without[n].deformity->losses[1].value), 1e-9);
}

TEST(DeformityOfSeries, ABodyThatIsLowBehindAloneIsAMisreading) {
  auto column = plain_column();
  scale(column[kL1], 0.95, 0.9, 0.55);
  const auto graded = grade_deformities(column);
  EXPECT_FALSE(graded[kL1].deformity);
  EXPECT_EQ(graded[kL1].warnings.at(0).code, "deformity.implausible-height");
  EXPECT_EQ(suspected_levels(column), "");
  column = plain_column();
  scale(column[kL1], 0.60, 0.6, 0.55);  // a crush that is a little lower behind stays one
  EXPECT_EQ(suspected_levels(column), "L1");
}

TEST(DeformityOfSeries, AScolioticEndLevelReadTooLowDoesNotMoveTheOthers) {
  auto column = plain_column();
  scale(column[0], 0.82, 0.9, 0.88);  // a tilted last plate, cut obliquely
  const auto graded = grade_deformities(column);
  for (std::size_t n = 1; n < column.size(); ++n)
    EXPECT_LT(in_percent(graded[n].deformity->height_loss.value), 9.0) << name(column[n].level);
}

}  // namespace
}  // namespace osteon
