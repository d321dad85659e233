#include "spine/disc_chain.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr double kPitchMm = 28, kDepthMm = 30;

struct Column {
  DiscEvidence evidence;
  ColumnWalls walls;
};

/// What a scan would show of discs at these places, from the feet to the head: pedicles in the upper half of
/// each vertebra, and at the lower border half a disc's worth of a plate cut in two.
Column column_with(const std::vector<double>& discs) {
  const auto length = static_cast<std::size_t>(discs.back()) + 15;
  const Profile nothing(length, 0.0);
  Column column{{Profile(length, 0.2), nothing, nothing, Profile(length, 6.0), nothing,
                 Profile(length, 180.0), 2, static_cast<int>(length) - 3},
                {nothing, Profile(length, kDepthMm)}};
  const auto peak = [](double from_mm) { return std::exp(-0.5 * from_mm * from_mm / 4); };
  for (std::size_t n = 0; n < length; ++n) {
    const auto s = static_cast<double>(n);
    double& score = column.evidence.score[n];
    for (const double disc : discs) score += 0.9 * peak(s - disc);
    score += 0.6 * peak(s - 3);
    for (std::size_t k = 0; k + 1 < discs.size(); ++k) {
      const double share = (s - discs[k]) / (discs[k + 1] - discs[k]);
      if (share >= 0 && share < 1)
        column.evidence.rhythm[n] = -1.3 * std::sin(2 * std::numbers::pi * (share - 0.02));
    }
  }
  return column;
}

TEST(DiscChain, AVertebraAtTheBorderIsFoundHoweverLowItIs) {
  for (const double left : {1.0, 0.85, 0.7, 0.6, 0.5}) {
    // The lowest whole vertebra collapses; beneath it a stub of the next is in view.
    std::vector<double> discs{12, 12 + 6 + left * (kPitchMm - 6)};
    for (int n = 0; n < 4; ++n) discs.push_back(discs.back() + kPitchMm);
    const Column column = column_with(discs);
    const DiscChain chain = find_discs(column.evidence, column.walls);
    std::size_t lowest = chain.lowest_is_cut ? 1 : 0;
    ASSERT_GE(chain.discs.size(), lowest + discs.size()) << left;
    for (std::size_t n = 0; n < discs.size(); ++n)
      EXPECT_NEAR(chain.discs[lowest + n].s_mm, discs[n], 1.5) << left << ' ' << n;
  }
}

TEST(DiscChain, NoVertebraHoldsADisc) {
  // The second of five is low: two clear discs close together are not one.
  const std::vector<double> discs{20, 48, 64, 92, 120, 148};
  const Column column = column_with(discs);
  const DiscChain chain = find_discs(column.evidence, column.walls);
  for (const double disc : discs) {
    double nearest = 1e9;
    for (const Disc& found : chain.discs) nearest = std::min(nearest, std::abs(found.s_mm - disc));
    EXPECT_LT(nearest, 2) << disc;
  }
}

}  // namespace
}  // namespace osteon
