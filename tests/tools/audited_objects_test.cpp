// Errors that were written into structured reports by other code, and whether they are found once those are
// read.

#include "../support/audited_objects.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace osteon {
namespace {

TEST(AuditedObjects, EveryErrorIsFoundAndCleanReportsAreLeftAlone) {
  int clean = 0, seeded = 0;
  for (const test::AuditedObjects& one : test::audited_objects(OSTEON_AUDITED_OBJECTS)) {
    EXPECT_GE(one.rows, 2U) << one.seeded;
    EXPECT_EQ(one.unread, 0U) << one.seeded;
    const bool found = std::any_of(one.findings.begin(), one.findings.end(),
                                   [&](const DxaFinding& f) { return f.code == one.seeded; });
    if (!one.seeded.empty()) {
      ++seeded;
      EXPECT_TRUE(found) << one.seeded;
      continue;
    }
    ++clean;
    for (const DxaFinding& f : one.findings) ADD_FAILURE() << "false alarm: " << f.code << " " << f.evidence;
  }
  EXPECT_EQ(clean, 10);
  EXPECT_EQ(seeded, 36);
}

}  // namespace
}  // namespace osteon
