#include "../support/dxa_audit_corpus.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace osteon {
namespace {

TEST(DxaAudit, FindsWhatWasPutInAndLeavesCleanReportsAlone) {
  int seeded = 0, found = 0, clean = 0, alarms = 0;
  for (const test::AuditCase& one : test::audit_corpus(4)) {
    const auto findings = test::findings_of(one);
    const bool has = std::any_of(findings.begin(), findings.end(),
                                 [&](const DxaFinding& f) { return f.code == one.seeded; });
    if (one.seeded.empty()) {
      ++clean;
      alarms += !findings.empty();
      for (const DxaFinding& f : findings) ADD_FAILURE() << "false alarm: " << f.code << " " << f.evidence;
    } else {
      ++seeded;
      found += has;
      if (!has) ADD_FAILURE() << "missed: " << one.seeded;
    }
  }
  EXPECT_EQ(clean, 40);
  EXPECT_GE(seeded, 60);
  EXPECT_GE(found, 0.95 * seeded);
  EXPECT_LE(alarms, 0.02 * clean);
}

// The printed report of a man of 57: scored against men, where the default is the white female reference.
TEST(DxaAudit, AMaleReferenceShows) {
  DxaExamination e;
  e.report.vendor = "Norland";
  e.report.patient = {"", Sex::male, 57.0, {}, {}};
  ReportedRow neck;
  neck.exam = DxaExam::femur;
  neck.region = "neck";
  neck.side = Side::right;
  neck.bmd = {0.9352, 4, {}, true};
  neck.bmc = ReportedNumber{4.853, 3, {}, true};
  neck.area = ReportedNumber{5.190, 3, {}, true};
  neck.t_score = ReportedNumber{-1.38, 2, {}, true};
  e.report.rows = {neck};
  const auto findings = audit(e);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].code, "dxa.audit-reference");
  EXPECT_NE(findings[0].evidence.find("-1.38"), std::string::npos);
}

}  // namespace
}  // namespace osteon
