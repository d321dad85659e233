// Objects written by dxa_objects/make_dxa_objects.py, which shares no code with the reader.

#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/csv_table.hpp>
#include <osteon/imaging/read_dxa.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <set>

namespace osteon {
namespace {

namespace fs = std::filesystem;

const fs::path kObjects = OSTEON_DXA_OBJECTS;

ReportedDxa report_of(const std::string& name) {
  const auto pages = read_dxa_pages(kObjects / (name + ".dcm"));
  EXPECT_TRUE(pages) << (pages ? "" : pages.error().message);
  EXPECT_EQ(pages->size(), 1U);
  return pages->front().report.value();
}

std::string side_word(const std::optional<Side>& side) {
  return !side ? "" : *side == Side::left ? "left" : "right";
}

const ReportedRow* row_of(const ReportedDxa& report, const std::vector<std::string>& truth) {
  for (const ReportedRow& row : report.rows)
    if (name(row.exam) == truth[1] && row.region == truth[2] && side_word(row.side) == truth[3]) return &row;
  return nullptr;
}

void expect_number(const std::optional<ReportedNumber>& number, const std::string& truth,
                   const std::string& what) {
  EXPECT_EQ(number.has_value(), !truth.empty()) << what;
  if (!number || truth.empty()) return;
  EXPECT_EQ(number->value, decimal_number(truth)) << what;
  EXPECT_TRUE(number->confirmed) << what;
}

CsvTable expected() { return load_csv(kObjects / "expected.csv").value(); }

TEST(DxaObjects, EveryNumberComesBackAndNoOther) {
  const CsvTable table = expected();
  std::set<std::string> files;
  for (const auto& truth : table.rows) {
    files.insert(truth[0]);
    const ReportedDxa report = report_of(truth[0]);
    const std::string what = truth[0] + " " + truth[2] + " " + truth[3];
    const ReportedRow* row = row_of(report, truth);
    ASSERT_NE(row, nullptr) << what;
    const std::array numbers = {
        std::optional(row->bmd), row->bmc,        row->area, row->t_score, row->z_score,
        row->percent_young,      row->percent_age};
    for (std::size_t n = 0; n < numbers.size(); ++n) expect_number(numbers[n], truth[5 + n], what);
  }
  for (const std::string& file : files) {
    const auto rows =
        std::count_if(table.rows.begin(), table.rows.end(), [&](const auto& r) { return r[0] == file; });
    EXPECT_EQ(report_of(file).rows.size(), static_cast<std::size_t>(rows)) << file;
    EXPECT_EQ(report_of(file).unread.empty(), file != "withheld") << file;
  }
  EXPECT_EQ(files.size(), 9U);
}

TEST(DxaObjects, DecimalsAreThoseOfTheReportsUnit) {
  const ReportedDxa report = report_of("ge_femur_reordered");  // mg/cm2, mm2 and mg
  for (const ReportedRow& row : report.rows) {
    EXPECT_EQ(row.bmd.decimals, 3);
    EXPECT_EQ(row.bmc->decimals, 3);
    EXPECT_EQ(row.area->decimals, 2);
  }
}

TEST(DxaObjects, OriginReferenceAndPersonAreTold) {
  const ReportedDxa ge = report_of("ge_spine_implicit");
  EXPECT_EQ(ge.vendor, "GE Healthcare");
  EXPECT_EQ(ge.exam_date, "2026-03-04");
  EXPECT_EQ(ge.reference, "USA (AGES 20-40)");
  EXPECT_EQ(ge.patient.age_years, 67);
  for (const ReportedRow& row : ge.rows) EXPECT_EQ(row.origin, ReportedOrigin::structured_report);
  for (const ReportedRow& row : report_of("hologic_private_columns").rows)
    EXPECT_EQ(row.origin, ReportedOrigin::private_text);
}

TEST(DxaObjects, WhatIsNotCertainIsWithheldWithItsReason) {
  std::set<std::string> reasons;
  for (const UnreadRow& row : report_of("withheld").unread) reasons.insert(row.label + ": " + row.reason);
  EXPECT_EQ(reasons, (std::set<std::string>{
                         "ap-spine L1: A number of it has a unit or a text that cannot be used.",
                         "ap-spine L2: Two different values are given for it.",
                         "ap-spine L4: BMC divided by area is not BMD.",
                         "femur neck: Its side is not told.",
                         "other: Its examination is not told.",
                     }));
}

TEST(DxaObjects, AReportWithoutDensitiesIsRefused) {
  EXPECT_EQ(read_dxa_pages(kObjects / "no_numbers.dcm").error().code, "dxa.no-numbers");
}

/// Whatever happens to the bytes: no crash, and no number that was not there.
TEST(DxaObjects, DamagedObjectsGiveNoOtherDensity) {
  std::ifstream in(kObjects / "ge_spine_explicit.dcm", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  const ReportedDxa truth = report_of("ge_spine_explicit");
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "damaged.dcm";
  std::mt19937 random(7);
  for (int n = 0; n < 300; ++n) {
    std::string bytes = whole;
    if (n % 3 == 0) bytes.resize(random() % bytes.size());
    for (int k = 0; k < 1 + n % 20 && !bytes.empty(); ++k)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    std::ofstream(file, std::ios::binary) << bytes;
    const auto pages = read_dxa_pages(file);
    if (!pages || !pages->front().report) continue;
    for (const ReportedRow& row : pages->front().report->rows)
      if (row.bmc && row.area) {
        const bool known = std::any_of(truth.rows.begin(), truth.rows.end(), [&](const ReportedRow& r) {
          return r.region == row.region && r.bmd.value == row.bmd.value;
        });
        EXPECT_TRUE(known) << "change " << n << ": " << row.region << " " << row.bmd.value;
      }
  }
}

}  // namespace
}  // namespace osteon
