#include <osteon/densitometry/dxa_change.hpp>

#include <gtest/gtest.h>

namespace osteon {
namespace {

ReportedRow row(const std::string& region, double bmd, std::optional<Side> side = {}) {
  ReportedRow result;
  result.exam = side ? DxaExam::femur : DxaExam::ap_spine;
  result.region = region;
  result.side = side;
  result.bmd = {bmd, 3, {}, true};
  return result;
}

ReportedDxa report(const std::string& date, std::vector<ReportedRow> rows) {
  ReportedDxa result;
  result.patient.id = "P1";
  result.vendor = "GE Healthcare";
  result.device = "Lunar iDXA";
  result.software = "16.2";
  result.exam_date = date;
  result.rows = std::move(rows);
  return result;
}

const std::vector<SiteChangeLimit> kLimits = {{BmdSite::lumbar_spine, 0.030}, {BmdSite::total_hip, 0.025}};

// 0.967 to 0.938 g/cm2 in two years of 365.25 days less half a day: -0.029, -3.0 %, -1.5 % a year.
TEST(DxaChange, ChangesAreJudgedByTheSitesOwnLimit) {
  const auto before = report(
      "2024-03-04", {row("L1-L4", 0.967), row("total", 0.811, Side::left), row("neck", 0.756, Side::left)});
  const auto now = report(
      "2026-03-04", {row("L1-L4", 0.938), row("total", 0.786, Side::left), row("neck", 0.700, Side::left)});
  const DxaComparison found = compare(before, now, kLimits).value();
  EXPECT_NEAR(found.years, 730 / 365.25, 1e-9);
  ASSERT_EQ(found.changes.size(), 3U);
  EXPECT_NEAR(in_g_per_cm2(found.changes[0].difference), -0.029, 1e-12);
  EXPECT_NEAR(in_percent(found.changes[0].percent), -2.999, 0.001);
  EXPECT_NEAR(found.changes[0].percent_per_year, -2.999 / (730 / 365.25), 0.001);
  EXPECT_EQ(found.changes[0].is_real, false);  // 0.029 of 0.030
  EXPECT_EQ(found.changes[1].is_real, true);   // just 0.025
  EXPECT_FALSE(found.changes[2].is_real);      // no study of the neck
  EXPECT_TRUE(found.warnings.empty());
}

TEST(DxaChange, OtherRegionsSidesAndLevelsHaveNoPartner) {
  const auto before = report("2024-03-04", {row("L1-L4", 0.967), row("total", 0.811, Side::left)});
  const auto now = report("2026-03-04", {row("L1,L3-L4", 0.95), row("total", 0.80, Side::right)});
  const DxaComparison found = compare(before, now, kLimits).value();
  EXPECT_TRUE(found.changes.empty());
  ASSERT_EQ(found.not_compared.size(), 2U);
  EXPECT_EQ(found.not_compared[0].reason.code, "dxa.change-other-region");
}

TEST(DxaChange, WhatCannotBeComparedIsRefusedAndExplained) {
  const auto before = report("2024-03-04", {row("L1-L4", 0.967)});
  const auto refused = [&](auto alter) {
    auto now = report("2026-03-04", {row("L1-L4", 0.938)});
    alter(now);
    return compare(before, now, kLimits).error();
  };
  const Error maker = refused([](ReportedDxa& r) { r.vendor = "HOLOGIC"; });
  EXPECT_EQ(maker.code, "dxa.change-other-maker");
  EXPECT_NE(maker.message.find("4.1 %"), std::string::npos);
  EXPECT_EQ(refused([](ReportedDxa& r) { r.vendor.clear(); }).code, "dxa.change-other-maker");
  EXPECT_EQ(refused([](ReportedDxa& r) { r.device = "Lunar Prodigy"; }).code, "dxa.change-other-device");
  EXPECT_EQ(refused([](ReportedDxa& r) { r.patient.id = "P2"; }).code, "dxa.change-other-person");
  EXPECT_EQ(refused([](ReportedDxa& r) { r.exam_date = ""; }).code, "dxa.change-no-date");
  EXPECT_EQ(refused([](ReportedDxa& r) { r.exam_date = "2026-02-30"; }).code, "dxa.change-no-date");
  EXPECT_EQ(refused([](ReportedDxa& r) { r.exam_date = "2024-03-04"; }).code, "dxa.change-not-later");
}

TEST(DxaChange, OtherSoftwareAndShortIntervalsAreSaid) {
  auto now = report("2024-05-04", {row("L1-L4", 0.938)});
  now.software = "18.4";
  const auto found = compare(report("2024-03-04", {row("L1-L4", 0.967)}), now, kLimits).value();
  ASSERT_EQ(found.warnings.size(), 2U);
  EXPECT_EQ(found.warnings[0].code, "dxa.change-other-software");
  EXPECT_EQ(found.warnings[1].code, "dxa.change-short-interval");
}

}  // namespace
}  // namespace osteon
