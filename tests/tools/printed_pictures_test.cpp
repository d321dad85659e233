// A page's picture beside its table: a simulated spine with lines drawn at its discs, and rows made up.

#include "../support/digital_picture.hpp"

#include <osteon/pipeline/printed_pictures.hpp>

#include <gtest/gtest.h>

#include <cmath>

namespace osteon {
namespace {

using testing::DigitalHipPicture;
using testing::DigitalSpinePicture;

constexpr double kPixelMm = 0.7;

PrintedScan printed(const DxaPicture& picture) {
  const auto [columns, rows] = picture.grey.grid().size;
  PrintedScan scan{{0, 0, 0, columns, rows}, {columns, rows, {}}, {columns, rows, {}}, 1, false};
  for (const float v : picture.grey.pixels()) scan.grey.grey.push_back(static_cast<std::uint8_t>(v));
  scan.drawn.grey.assign(scan.grey.grey.size(), 0);
  return scan;
}

/// Lines at the discs from `first` to `last`, T12/L1 = 0; -1 = above T12.
PrintedScan spine_with_lines(int first, int last) {
  const DigitalSpinePicture spine{.spacing_mm = {kPixelMm, kPixelMm}};
  PrintedScan scan = printed(spine.picture());
  const auto discs = spine.discs();
  for (int n = first; n <= last; ++n) {
    const double y = n < 0 ? discs[0].y() - 18 : discs[static_cast<std::size_t>(n)].y();
    const auto row = static_cast<std::size_t>(y / kPixelMm),
               width = static_cast<std::size_t>(scan.drawn.width);
    for (std::size_t x = 8; x < width - 8; ++x) scan.drawn.grey[row * width + x] = 255;
  }
  return scan;
}

ReportedRow row(const std::string& region, double bmd, double area, DxaExam exam = DxaExam::ap_spine) {
  ReportedRow row;
  row.exam = exam;
  row.region = region;
  row.bmd = {bmd, 3, {}, true};
  row.area = ReportedNumber{area, 2, {}, true};
  return row;
}

// Bodies 42 to 45 mm wide, 32 to 35 mm from disc to disc.
const std::vector<ReportedRow> kRows = {row("L1", 0.9, 13.6), row("L2", 1.0, 14.4), row("L3", 1.1, 15.2),
                                        row("L4", 1.0, 16.0)};

TEST(PrintedPictures, LinesAndRowsThatAgreeGiveNamesAndScale) {
  const PrintedPicture picture = understand_printed(spine_with_lines(0, 4), kRows);
  ASSERT_TRUE(picture.spine) << picture.refusal->message;
  EXPECT_TRUE(picture.names_agree);
  ASSERT_EQ(picture.lines.size(), 5U);
  EXPECT_EQ(picture.lines.front().between, "T12/L1");
  EXPECT_EQ(picture.lines.back().between, "L4/L5");
  ASSERT_TRUE(picture.mm_per_pixel);
  EXPECT_NEAR(*picture.mm_per_pixel, kPixelMm, 0.05 * kPixelMm);
  for (const LineOffset& line : picture.lines) {
    EXPECT_LT(std::abs(line.heights), 0.1) << line.between;
    ASSERT_TRUE(line.mm);
    EXPECT_LT(std::abs(*line.mm), 3) << line.between;
  }
}

TEST(PrintedPictures, TheOperatorsNamesAreTakenWhereLinesSaySo) {
  // The same lines about L2 to L5: both ends say one level lower than the picture itself.
  const std::vector<ReportedRow> rows = {row("L2", 0.9, 13.6), row("L3", 1.0, 14.4), row("L4", 1.1, 15.2),
                                         row("L5", 1.0, 16.0)};
  const PrintedPicture picture = understand_printed(spine_with_lines(0, 4), rows);
  ASSERT_TRUE(picture.spine);
  EXPECT_TRUE(picture.names_agree);
  ASSERT_FALSE(picture.lines.empty());
  EXPECT_EQ(picture.lines.front().between, "L1/L2");
}

TEST(PrintedPictures, ARegionMoreThanReportedIsSaid) {
  const PrintedPicture picture =
      understand_printed(spine_with_lines(-1, 4), kRows);  // T12 is drawn, not reported
  ASSERT_TRUE(picture.spine);
  EXPECT_TRUE(std::any_of(picture.warnings.begin(), picture.warnings.end(),
                          [](const Warning& w) { return w.code == "dxa-spine.levels-not-by-lines"; }));
  ASSERT_FALSE(picture.lines.empty());
  EXPECT_EQ(picture.lines.back().between, "L4/L5");  // by the lowest line and by the ribs
}

TEST(PrintedPictures, WithoutRowsThereIsNoScale) {
  const PrintedPicture picture = understand_printed(spine_with_lines(0, 4), {});
  ASSERT_TRUE(picture.spine);
  EXPECT_FALSE(picture.names_agree);
  EXPECT_FALSE(picture.mm_per_pixel);
  ASSERT_EQ(picture.lines.size(), 5U);
  EXPECT_FALSE(picture.lines[0].mm);
  EXPECT_TRUE(picture.estimates.empty());
}

TEST(PrintedPictures, AHipHasNoNamesAndNoScale) {
  const PrintedPicture picture =
      understand_printed(printed(DigitalHipPicture{.spacing_mm = {kPixelMm, kPixelMm}}.picture()),
                         {row("neck", 0.8, 4.9, DxaExam::femur)});
  ASSERT_TRUE(picture.hip) << picture.refusal->message;
  EXPECT_FALSE(picture.mm_per_pixel);
  EXPECT_FALSE(picture.neck);  // nothing is drawn
}

TEST(PrintedPictures, WhatTheTableCallsAForearmIsNotMeasured) {
  const PrintedPicture picture =
      understand_printed(spine_with_lines(0, 4), {row("radius-33", 0.7, 2.0, DxaExam::forearm)});
  ASSERT_TRUE(picture.refusal);
  EXPECT_EQ(picture.refusal->code, "dxa.picture-other");
  EXPECT_FALSE(picture.spine || picture.hip);
}

TEST(PrintedPictures, RowsOfAnotherPageNeedOneInCommon) {
  DxaPage picture_page{0, ReportedDxa{}, {}, {}}, table{1, ReportedDxa{}, {}, {}},
      stranger{2, ReportedDxa{}, {}, {}};
  picture_page.report->rows = {row("L1-L4", 1.0, 59.2)};
  table.report->rows = kRows;
  table.report->rows.push_back(row("L1-L4", 1.0, 59.2));
  stranger.report->rows = {row("L1-L4", 1.1, 59.2), row("L1", 1.2, 13.0)};
  const std::vector<DxaPage> pages = {picture_page, table, stranger};
  const auto rows = rows_of_scan(pages, pages[0]);
  EXPECT_EQ(rows.size(), 5U);
  EXPECT_EQ(std::count_if(rows.begin(), rows.end(),
                          [](const auto& r) { return r.region == "L1" && r.bmd.value == 0.9; }),
            1);
  table.report->exam_date = "2020-01-02";
  EXPECT_EQ(rows_of_scan({picture_page, table}, picture_page).size(), 1U);
}

TEST(PrintedPictures, APageThatOnlyNamesItsRowsTakesTheTableThatHasThem) {
  const auto named = [](const char* label) {
    UnreadRow unread;
    unread.label = label;
    return unread;
  };
  DxaPage pictures{0, ReportedDxa{}, {}, {}}, spine{1, ReportedDxa{}, {}, {}}, body{2, ReportedDxa{}, {}, {}};
  spine.report->rows = kRows;
  spine.report->rows.push_back(row("L1-L4", 1.0, 59.2));
  ReportedRow total = row("total", 1.0, 1700, DxaExam::total_body);
  total.side = Side::left;
  body.report->rows = {total};
  pictures.report->unread = {named(""), named("L1 L4")};
  EXPECT_EQ(rows_of_scan({pictures, spine, body}, pictures).size(), 5U);
  pictures.report->unread.push_back(named("L5"));  // stands in no table
  EXPECT_TRUE(rows_of_scan({pictures, spine, body}, pictures).empty());

  ReportedRow hip = row("total", 0.8, 33, DxaExam::femur), mean = hip;
  hip.side = Side::left;
  mean.mean_of_sides = true;
  DxaPage femur{3, ReportedDxa{}, {}, {}};
  femur.report->rows = {hip, mean};
  pictures.report->unread = {named("TOTAL LEFT"), named("TOTAL MEAN")};
  const auto rows = rows_of_scan({pictures, spine, body, femur}, pictures);  // a body has no mean of sides
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].exam, DxaExam::femur);
  pictures.report->unread.pop_back();
  EXPECT_TRUE(rows_of_scan({pictures, spine, body, femur}, pictures).empty());  // two tables have it
  femur.report->exam_date = "2020-01-02";
  EXPECT_EQ(rows_of_scan({pictures, spine, body, femur}, pictures).size(), 1U);
}

TEST(PrintedPictures, ATableOfTheOtherHipIsSaid) {
  const auto conflicts = [](std::vector<Side> sides) {
    std::vector<ReportedRow> rows;
    for (const Side side : sides) {
      rows.push_back(row("neck", 0.8, 4.9, DxaExam::femur));
      rows.back().side = side;
    }
    const PrintedPicture picture =
        understand_printed(printed(DigitalHipPicture{.spacing_mm = {kPixelMm, kPixelMm}}.picture()), rows);
    EXPECT_TRUE(picture.hip);
    return std::count_if(picture.warnings.begin(), picture.warnings.end(),
                         [](const Warning& w) { return w.code == "dxa-hip.side-conflict"; });
  };
  EXPECT_EQ(conflicts({Side::left}), 0);
  EXPECT_EQ(conflicts({Side::right}), 1);
  EXPECT_EQ(conflicts({Side::left, Side::right}), 0);
  EXPECT_EQ(conflicts({}), 0);
}

}  // namespace
}  // namespace osteon
