#include "spine/detection_confidence.hpp"

#include <gtest/gtest.h>

namespace osteon {
namespace {

TEST(DetectionConfidence, IsAProbabilityThatRisesWithTheScoreOverAllOfItsRange) {
  double before = 0;
  for (double score = -2; score <= 5; score += 0.05) {
    const double now = detection_confidence(score);
    EXPECT_GT(now, before);
    EXPECT_LT(now, 1);
    before = now;
  }
}

/// Shares that were right of the vertebrae with about these scores: docs/spine-fractures.md.
TEST(DetectionConfidence, IsNearWhatWasCounted) {
  EXPECT_NEAR(detection_confidence(0.1), 0.80, 0.05);
  EXPECT_NEAR(detection_confidence(0.7), 0.96, 0.02);
  EXPECT_NEAR(detection_confidence(2.0), 1.0, 0.003);
}

}  // namespace
}  // namespace osteon
