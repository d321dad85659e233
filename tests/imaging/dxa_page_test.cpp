#include "../support/report_page.hpp"

#include <osteon/imaging/read_dxa.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace osteon {
namespace {

namespace fs = std::filesystem;
using test::PageForm;
using test::PrintedPage;

fs::path folder() {
  return fs::temp_directory_path() /
         (std::string("osteon-dxa-page-") + testing::UnitTest::GetInstance()->current_test_info()->name());
}

// Numbers of nobody: areas and mineral contents made up, densities and sums worked out by hand.
const PrintedPage kSpine = {{"ANCILLARY RESULTS: AP Spine"},
                            {"Region", "BMD", "BMC", "Area"},
                            {{"L1", "0.912", "11.40", "12.50"},
                             {"L2", "0.968", "12.87", "13.30"},
                             {"L3", "1.027", "15.10", "14.70"},
                             {"L4", "0.954", "15.36", "16.10"},
                             {"L1-L2", "0.941", "24.27", "25.80"},
                             {"L1-L4", "0.967", "54.73", "56.60"}}};

const PrintedPage kFemur = {{"ANCILLARY RESULTS: DualFemur"},
                            {"Region", "BMD", "BMC", "Area"},
                            {{"Neck Left", "0.781", "3.75", "4.80"},
                             {"Neck Right", "0.795", "3.74", "4.70"},
                             {"Neck Mean", "0.788", "3.74", "4.75"},
                             {"Total Left", "0.842", "27.80", "33.00"},
                             {"Total Right", "0.866", "29.02", "33.50"},
                             {"Total Mean", "0.855", "28.41", "33.25"}}};

const ReportedRow* row(const ReportedDxa& report, const std::string& region, std::optional<Side> side = {}) {
  for (const ReportedRow& r : report.rows)
    if (r.region == region && r.side == side && !r.mean_of_sides) return &r;
  return nullptr;
}

Result<ReportedDxa> only_page(const PrintedPage& page, PageForm form) {
  const auto pages = read_dxa_pages(test::print_page(page, form, folder()));
  if (!pages) return pages.error();
  if (pages->size() != 1) return Error{"test.pages", std::to_string(pages->size()) + " pages", ""};
  if (pages->front().refusal) return *pages->front().refusal;
  return *pages->front().report;
}

class DxaPageForm : public testing::TestWithParam<PageForm> {};

TEST_P(DxaPageForm, EveryRowOfASpineIsReadAsPrinted) {
  const auto report = only_page(kSpine, GetParam());
  ASSERT_TRUE(report) << report.error().code;
  EXPECT_TRUE(report->unread.empty());
  ASSERT_EQ(report->rows.size(), kSpine.rows.size());
  for (const auto& printed : kSpine.rows) {
    const ReportedRow* read = row(*report, printed[0]);
    ASSERT_NE(read, nullptr) << printed[0];
    EXPECT_EQ(read->exam, DxaExam::ap_spine);
    EXPECT_EQ(read->bmd.value, std::stod(printed[1]));
    EXPECT_EQ(read->bmc->value, std::stod(printed[2]));
    EXPECT_EQ(read->area->value, std::stod(printed[3]));
    EXPECT_TRUE(read->bmd.confirmed);
    EXPECT_EQ(read->bmd.decimals, 3);
  }
}

INSTANTIATE_TEST_SUITE_P(Forms, DxaPageForm,
                         testing::Values(PageForm::png, PageForm::jpeg, PageForm::pdf,
                                         PageForm::dicom_monochrome, PageForm::dicom_rgb,
                                         PageForm::dicom_palette, PageForm::dicom_pdf));

TEST(DxaPage, SidesOfAHipAreToldApart) {
  const auto report = only_page(kFemur, PageForm::png);
  ASSERT_TRUE(report) << report.error().code;
  ASSERT_EQ(report->rows.size(), 6U);
  const ReportedRow *left = row(*report, "neck", Side::left), *right = row(*report, "neck", Side::right);
  ASSERT_TRUE(left != nullptr && right != nullptr);
  EXPECT_EQ(left->bmd.value, 0.781);
  EXPECT_EQ(right->bmd.value, 0.795);
  EXPECT_EQ(row(*report, "total", Side::right)->area->value, 33.50);
}

TEST(DxaPage, ANumberKnowsItsPlaceOnThePage) {
  const auto report = only_page(kSpine, PageForm::png);
  ASSERT_TRUE(report);
  const ReportedRow *first = row(*report, "L1"), *second = row(*report, "L2");
  ASSERT_TRUE(first != nullptr && second != nullptr && first->bmd.box && second->bmd.box && first->area->box);
  EXPECT_EQ(first->bmd.box->page, 0);
  EXPECT_LT(first->bmd.box->top, second->bmd.box->top);
  EXPECT_LT(first->bmd.box->left + first->bmd.box->width, first->area->box->left);
}

TEST(DxaPage, ARowThatContradictsItselfIsNotTaken) {
  PrintedPage page = kSpine;
  page.rows[2][1] = "1.072";  // figures exchanged: 15.10 / 14.70 is 1.027
  const auto report = only_page(page, PageForm::png);
  ASSERT_TRUE(report);
  EXPECT_EQ(row(*report, "L3"), nullptr);
  ASSERT_GE(report->unread.size(), 1U);  // L4 may go with it: nothing else confirms it now
  EXPECT_NE(row(*report, "L1-L2"), nullptr);
  EXPECT_NE(report->unread[0].reason.find("is not BMD"), std::string::npos);
  EXPECT_GT(report->unread[0].box.height, 0);
}

TEST(DxaPage, ASumThatIsNoneIsNotTaken) {
  PrintedPage page = kSpine;
  page.rows[5] = {"L1-L4", "0.964", "54.56", "56.60"};  // closes, but is not the sum of its levels
  const auto report = only_page(page, PageForm::png);
  ASSERT_TRUE(report);
  EXPECT_EQ(row(*report, "L1-L4"), nullptr);
}

TEST(DxaPage, AMeanThatIsNoneWithdrawsBothSides) {
  PrintedPage page = kFemur;
  page.rows[2] = {"Neck Mean", "0.800", "3.80", "4.75"};
  const auto report = only_page(page, PageForm::png);
  ASSERT_TRUE(report);
  EXPECT_EQ(row(*report, "neck", Side::left), nullptr);
  EXPECT_EQ(row(*report, "neck", Side::right), nullptr);
  EXPECT_NE(row(*report, "total", Side::left), nullptr);
}

TEST(DxaPage, TheMeanOfTwoSidesMayHaveTheMeanOfTheirDensities) {
  PrintedPage page = kFemur;
  page.rows = {{"Shaft Left", "1.482", "20.15", "13.60"},
               {"Shaft Right", "1.366", "19.53", "14.30"},
               {"Shaft Mean", "1.424", "19.84", "13.95"}};  // 19.84 / 13.95 is 1.422
  const auto report = only_page(page, PageForm::png);
  ASSERT_TRUE(report) << report.error().code;
  ASSERT_EQ(report->rows.size(), 3U);
  EXPECT_TRUE(report->rows[2].mean_of_sides);
  EXPECT_EQ(report->rows[2].bmd.value, 1.424);
  page.rows[2][1] = "1.428";  // neither the quotient nor the mean
  const auto wrong = only_page(page, PageForm::png);
  ASSERT_TRUE(wrong) << wrong.error().code;
  for (const ReportedRow& r : wrong->rows) EXPECT_FALSE(r.mean_of_sides);
}

TEST(DxaPage, WhatIsReadOfSmallPrintIsRight) {
  for (const PrintedPage& printed : {kSpine, kFemur})
    for (const float share : {0.45F, 0.36F}) {
      const auto pages = read_dxa_pages(test::print_small_page(printed, share, folder()));
      ASSERT_TRUE(pages) << pages.error().code;
      if (pages->front().refusal) continue;
      for (const ReportedRow& read : pages->front().report->rows) {
        const auto same = [&](const std::vector<std::string>& texts) {
          const bool spine = read.exam == DxaExam::ap_spine;
          const std::string side = read.mean_of_sides        ? " Mean"
                                   : read.side == Side::left ? " Left"
                                                             : " Right";
          const std::string part = read.region == "neck" ? "Neck" : "Total";
          return texts[0] == (spine ? read.region : part + side) && std::stod(texts[1]) == read.bmd.value &&
                 std::stod(texts[2]) == read.bmc->value && std::stod(texts[3]) == read.area->value;
        };
        EXPECT_TRUE(std::any_of(printed.rows.begin(), printed.rows.end(), same))
            << share << " " << read.region << " " << read.bmd.value;
      }
    }
}

TEST(DxaPage, AHipWithoutASideIsNotUsed) {
  const PrintedPage page = {{"RESULTS: Femur"},
                            {"Region", "BMD", "BMC", "Area"},
                            {{"Neck", "0.781", "3.75", "4.80"}, {"Total", "0.842", "27.80", "33.00"}}};
  const auto report = only_page(page, PageForm::png);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->rows.empty());
  EXPECT_EQ(report->unread.size(), 2U);
}

TEST(DxaPage, APageOfWordsIsRefused) {
  const auto report = only_page({{"Dear colleague,", "nothing to report."}, {}, {}}, PageForm::png);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, "dxa.no-table");
}

TEST(DxaPage, DamagedFilesAreRefused) {
  const auto write = [](const std::string& name, const std::string& bytes) {
    fs::create_directories(folder());
    std::ofstream(folder() / name, std::ios::binary) << bytes;
    return folder() / name;
  };
  EXPECT_EQ(read_dxa_pages(write("a.pdf", "%PDF-1.4 and no more")).error().code, "dxa.pdf-broken");
  EXPECT_EQ(read_dxa_pages(write("b.png", "\x89PNG\r\n\x1a\n broken")).error().code, "pixels.undecodable");
  EXPECT_EQ(read_dxa_pages(write("c.txt", "some words, no page")).error().code, "not-dicom");
  EXPECT_EQ(read_dxa_pages(folder() / "absent").error().code, "file.unreadable");
}

TEST(DxaPage, WordsThatNameNoRegionAreNotTold) {
  PrintedPage page = kFemur;
  page.rows.push_back({"Mustermann Erika", "0.905", "30.00", "33.10"});
  const auto report = only_page(page, PageForm::png);
  ASSERT_TRUE(report) << report.error().code;
  ASSERT_FALSE(report->unread.empty());
  for (const UnreadRow& row : report->unread) {
    EXPECT_EQ(row.label.find("MUSTER"), std::string::npos) << row.label;
    EXPECT_EQ(row.label.find("ERIKA"), std::string::npos) << row.label;
  }
}

}  // namespace
}  // namespace osteon
