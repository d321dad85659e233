#include <osteon/densitometry/site_table.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace osteon {
namespace {

CtAcquisition scan(const std::string& date, double kilovolt = 120, const std::string& kernel = "Br40") {
  CtAcquisition result;
  result.manufacturer = "SIEMENS";
  result.model = "Force";
  result.station = "CT1";
  result.kernel = kernel;
  result.tube_voltage_kv = kilovolt;
  result.date = date;
  return result;
}

SiteEntry entry(const std::string& date, double slope, double kilovolt = 120,
                const std::string& kernel = "Br40") {
  const DensityLine line{Mineral::hydroxyapatite, slope, -4, 1e-6, 0.3, -1e-4, 2, 3, 0.9995, 70, kOgo, {}};
  return {scan(date, kilovolt, kernel), "QRM-BDC 6", line, {}, date + kernel + std::to_string(kilovolt)};
}

double slope_of(const Result<CtCalibration>& calibration) { return calibration.value().line.slope; }

TEST(SiteTable, TheNewestEntryThatIsNotLaterServes) {
  SiteTable table;
  for (const auto& [date, slope] :
       {std::pair{"2024-01-10", 0.81}, {"2025-03-01", 0.82}, {"2025-09-01", 0.83}})
    table = with_entry(std::move(table), entry(date, slope));
  EXPECT_DOUBLE_EQ(slope_of(calibration_from(table, scan("2024-06-01"))), 0.81);
  EXPECT_DOUBLE_EQ(slope_of(calibration_from(table, scan("2025-03-01"))), 0.82);
  EXPECT_DOUBLE_EQ(slope_of(calibration_from(table, scan("2026-01-01"))), 0.83);
  EXPECT_DOUBLE_EQ(slope_of(calibration_from(table, scan(""))), 0.83);
  const auto early = calibration_from(table, scan("2023-12-31"));
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, "calibration.no-entry");
  EXPECT_NE(early.error().message.find("later"), std::string::npos);
}

TEST(SiteTable, ScannerVoltageAndKernelMustBeTheSame) {
  SiteTable table = with_entry({}, entry("2024-01-10", 0.8));
  EXPECT_TRUE(calibration_from(table, scan("2025-01-01")));
  CtAcquisition spelled = scan("2025-01-01");
  spelled.manufacturer = " Siemens ";
  spelled.station = "";
  EXPECT_TRUE(calibration_from(table, spelled));
  for (const auto& [change, word] : std::vector<std::pair<std::function<void(CtAcquisition&)>, std::string>>{
           {[](auto& a) { a.model = "Flash"; }, "model"},
           {[](auto& a) { a.manufacturer = "GE"; }, "manufacturer"},
           {[](auto& a) { a.station = "CT2"; }, "station"},
           {[](auto& a) { a.kernel = "Br64"; }, "kernel"},
           {[](auto& a) { a.tube_voltage_kv = 100; }, "tube voltage"},
           {[](auto& a) { a.tube_voltage_kv.reset(); }, "tube voltage"}}) {
    CtAcquisition other = scan("2025-01-01");
    change(other);
    const auto found = calibration_from(table, other);
    ASSERT_FALSE(found) << word;
    EXPECT_EQ(found.error().code, "calibration.no-entry");
    EXPECT_NE(found.error().message.find("differs in " + word + "."), std::string::npos)
        << found.error().message;
  }
  EXPECT_EQ(calibration_from({}, scan("2025-01-01")).error().code, "calibration.no-entry");
}

TEST(SiteTable, TheNearestEntryIsNamed) {
  SiteTable table = with_entry({}, entry("2024-01-10", 0.8, 80, "Br64"));
  table = with_entry(std::move(table), entry("2024-01-10", 0.8, 120, "Br64"));
  const auto found = calibration_from(table, scan("2025-01-01"));
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("120 kV, kernel Br64, 2024-01-10, which differs in kernel."),
            std::string::npos);
}

TEST(SiteTable, AScanCalibratedAgainReplacesItsEntry) {
  SiteTable table = with_entry({}, entry("2024-01-10", 0.8));
  table = with_entry(std::move(table), entry("2024-01-10", 0.9));
  ASSERT_EQ(table.entries.size(), 1U);
  EXPECT_DOUBLE_EQ(table.entries.front().line.slope, 0.9);
}

/// 8 % of the density beside the line's own uncertainty, which is small here.
TEST(SiteTable, TheUncertaintyHoldsThePublishedScatter) {
  const auto table = with_entry({}, entry("2024-01-10", 0.8));
  const auto calibration = calibration_from(table, scan("2025-01-01"));
  ASSERT_TRUE(calibration);
  const Measured<Attenuation> mean{hu(200), std::nullopt};
  const auto value = density(calibration->line, mean).value;
  const auto own = density(entry("", 0.8).line, mean).value;
  EXPECT_DOUBLE_EQ(in_mg_per_cm3(value.value), 156);
  EXPECT_NEAR(in_mg_per_cm3(*value.sd), std::hypot(in_mg_per_cm3(*own.sd), 0.08 * 156), 1e-9);
  EXPECT_EQ(calibration->kind, Calibration::asynchronous);
  EXPECT_EQ(calibration->warnings.back().code, "calibration.asynchronous");
}

}  // namespace
}  // namespace osteon
