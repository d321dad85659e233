// A page's picture in the report: JSON, page and drawing.

#include "../support/digital_picture.hpp"

#include <osteon/report/dxa_pictures.hpp>
#include <osteon/report/html.hpp>
#include <osteon/report/json.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace osteon {
namespace {

/// A hip, twice as large on its page, whose upper left corner is at (100, 50).
Report report_with_hip() {
  const DxaPicture hip = testing::DigitalHipPicture{.spacing_mm = {0.7, 0.7}}.picture();
  const auto [columns, rows] = hip.grey.grid().size;
  PrintedScan scan{{4, 100, 50, 2 * columns, 2 * rows}, {columns, rows, {}}, {columns, rows, {}}, 2, false};
  for (const float v : hip.grey.pixels()) scan.grey.grey.push_back(static_cast<std::uint8_t>(v));
  scan.drawn.grey.assign(scan.grey.grey.size(), 0);
  Report report;
  ReportedSeries series{};
  series.uid = "1.2.3";
  series.source = "page.png";
  report.series.push_back(series);
  report.printed_pictures.push_back(understand_printed(scan, {}));
  report.printed_pictures.back().series_uid = "1.2.3";
  report.printed_pictures.back().source = "page.png";
  return report;
}

TEST(PrintedReport, PlacesArePixelsOfThePage) {
  const Report report = report_with_hip();
  ASSERT_TRUE(report.printed_pictures[0].hip);
  const auto json = nlohmann::json::parse(to_json(report))["printed_pictures"][0];
  EXPECT_EQ(json["status"], "analysed");
  EXPECT_EQ(json["page"], 5);
  EXPECT_TRUE(json["mm_per_page_pixel"].is_null());
  EXPECT_TRUE(json["spine"].is_null());
  EXPECT_EQ(json["hip"]["side"], "L");
  const Eigen::Vector2d head = testing::DigitalHipPicture{}.head();
  EXPECT_NEAR(json["hip"]["head_center_px"][0].get<double>(), 100 + 2 * head.x() / 0.7, 12);
  EXPECT_NEAR(json["hip"]["head_center_px"][1].get<double>(), 50 + 2 * head.y() / 0.7, 12);
  EXPECT_TRUE(json["drawn"]["neck_box"].is_null());
  EXPECT_EQ(json["warnings"][0]["code"], "dxa.picture-no-scale");
}

TEST(PrintedReport, ThePageShowsItsDrawing) {
  const Report report = report_with_hip();
  const Picture drawing = overlay(report.printed_pictures[0], 1);
  EXPECT_EQ(drawing.name, "dxa-page-1");
  EXPECT_GT(drawing.png.size(), 1000U);
  EXPECT_EQ(drawing.png, overlay(report.printed_pictures[0], 1).png);
  const std::string page = to_html(report, {drawing});
  EXPECT_NE(page.find("Pictures on the pages of page.png"), std::string::npos);
  EXPECT_NE(page.find("Left hip"), std::string::npos);
  EXPECT_NE(page.find("data:image/png;base64"), std::string::npos);
}

TEST(PrintedReport, ARefusedPictureIsInTheNumbersOnly) {
  Report report = report_with_hip();
  report.printed_pictures[0] = understand_printed(report.printed_pictures[0].scan, [] {
    ReportedRow row;
    row.exam = DxaExam::forearm;
    return std::vector<ReportedRow>{row};
  }());
  report.printed_pictures[0].series_uid = "1.2.3";
  EXPECT_EQ(to_html(report, {}).find("Pictures on the pages"), std::string::npos);
  const auto json = nlohmann::json::parse(to_json(report))["printed_pictures"][0];
  EXPECT_EQ(json["reason"]["code"], "dxa.picture-other");
  EXPECT_TRUE(json["hip"].is_null());
}

}  // namespace
}  // namespace osteon
