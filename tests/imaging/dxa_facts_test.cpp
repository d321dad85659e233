// Person, device, day and conclusion of a page whose text is certain: a PDF with a text layer.

#include <osteon/imaging/read_dxa.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace osteon {
namespace {

namespace fs = std::filesystem;

/// A PDF of letter size with these lines and a table of two vertebrae below them.
std::string pdf_of(const std::vector<std::string>& lines) {
  std::string text = "BT /F1 10 Tf\n";
  double y = 740;
  const auto put = [&](double x, const std::string& words) {
    text += "1 0 0 1 " + std::to_string(x) + " " + std::to_string(y) + " Tm (" + words + ") Tj\n";
  };
  for (const std::string& line : lines) put(72, line), y -= 18;
  y -= 18;
  const std::vector<std::vector<std::string>> table = {{"Region", "BMD", "BMC", "Area"},
                                                       {"L1", "0.912", "11.40", "12.50"},
                                                       {"L2", "0.968", "12.87", "13.30"},
                                                       {"L1-L2", "0.941", "24.27", "25.80"}};
  for (const auto& row : table) {
    for (std::size_t c = 0; c < row.size(); ++c) put(72 + 90 * static_cast<double>(c), row[c]);
    y -= 18;
  }
  text += "ET";
  std::string pdf = "%PDF-1.4\n";
  std::vector<std::size_t> places;
  const auto object = [&](const std::string& content) {
    places.push_back(pdf.size());
    pdf += std::to_string(places.size()) + " 0 obj\n" + content + "\nendobj\n";
  };
  object("<< /Type /Catalog /Pages 2 0 R >>");
  object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  object(
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R "
      ">> >> >>");
  object("<< /Length " + std::to_string(text.size()) + " >>\nstream\n" + text + "\nendstream");
  object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  const std::size_t table_at = pdf.size();
  pdf += "xref\n0 6\n0000000000 65535 f \n";
  for (const std::size_t place : places) {
    const std::string digits = std::to_string(place);
    pdf += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  return pdf + "trailer << /Size 6 /Root 1 0 R >>\nstartxref\n" + std::to_string(table_at) + "\n%%EOF\n";
}

ReportedDxa report_of(const std::vector<std::string>& lines) {
  const fs::path file =
      fs::temp_directory_path() / (std::string("osteon-dxa-facts-") +
                                   testing::UnitTest::GetInstance()->current_test_info()->name() + ".pdf");
  std::ofstream(file, std::ios::binary) << pdf_of(lines);
  const auto pages = read_dxa_pages(file);
  EXPECT_TRUE(pages) << (pages ? "" : pages.error().message);
  EXPECT_TRUE(pages->front().report) << (pages->front().refusal ? pages->front().refusal->message : "");
  return pages->front().report.value_or(ReportedDxa{});
}

TEST(DxaFacts, PersonDeviceAndDayAreRead) {
  const ReportedDxa report =
      report_of({"GE Healthcare Lunar Prodigy", "Sex: Female    Age: 67.4 years", "Ethnicity: White",
                 "Height: 161.5 cm    Weight: 60.2 kg", "Measured: 03/14/2024 3:22:15 PM (16 [SP 2])"});
  EXPECT_EQ(report.vendor, "GE");
  EXPECT_EQ(report.device, "Lunar Prodigy");
  EXPECT_EQ(report.software, "16");
  EXPECT_EQ(report.patient.sex, Sex::female);
  EXPECT_EQ(report.patient.age_years, 67.4);
  EXPECT_EQ(report.patient.height_cm, 161.5);
  EXPECT_EQ(report.patient.weight_kg, 60.2);
  EXPECT_EQ(report.ethnicity, "White");
  EXPECT_EQ(report.exam_date, "2024-03-14");
  EXPECT_TRUE(report.patient.id.empty());
}

TEST(DxaFacts, TenthsOfAnAgeStayWhereverTheyStand) {
  EXPECT_EQ(report_of({"Hologic Horizon", "Sex: F    Age: 19.3"}).patient.age_years, 19.3);
  EXPECT_EQ(report_of({"Hologic Horizon", "Birth: 01/15/1990    19,3 years"}).patient.age_years, 19.3);
  EXPECT_EQ(report_of({"Hologic Horizon", "Age: 19 .3"}).patient.age_years, 19.3);
  EXPECT_EQ(report_of({"Hologic Horizon", "Age: 19"}).patient.age_years, 19);
}

TEST(DxaFacts, AnAgeThatItsDatesContradictIsNotTaken) {
  EXPECT_FALSE(report_of({"Hologic Horizon", "DOB: 15 March 1950    Age: 47", "Scan Date: 20 March 2020"})
                   .patient.age_years);
  EXPECT_EQ(report_of({"Hologic Horizon", "DOB: 15 March 1950    Age: 70", "Scan Date: 20 March 2020"})
                .patient.age_years,
            70);
}

TEST(DxaFacts, ADayThatMayBeAMonthIsNoDateUnlessThePageTells) {
  EXPECT_EQ(report_of({"Norland XR", "Scan Date: 03/04/2024"}).exam_date, "");
  EXPECT_EQ(report_of({"Norland XR", "Birth Date: 25/12/1950", "Scan Date: 03/04/2024"}).exam_date,
            "2024-04-03");
  EXPECT_EQ(report_of({"Norland XR", "Birth Date: 12/25/1950", "Scan Date: 03/04/2024"}).exam_date,
            "2024-03-04");
  EXPECT_EQ(report_of({"Norland XR", "Scan Date: 2024-03-04"}).exam_date, "2024-03-04");
  EXPECT_EQ(report_of({"Norland XR", "Scan Date: 31/02/2024"}).exam_date, "");
}

TEST(DxaFacts, BirthAndPrintingAreNoExamination) {
  EXPECT_EQ(report_of({"Hologic Horizon", "Date of Birth: 14 March 1985", "Scan Date: 20 March 2020",
                       "Report Date: 21 March 2020", "Printed on 22 March 2020"})
                .exam_date,
            "2020-03-20");
}

TEST(DxaFacts, PlacesThatDisagreeGiveNothing) {
  const ReportedDxa report =
      report_of({"Hologic Horizon", "Sex: Female", "Sex: Male", "Scan Date: 14 March 2024",
                 "Exam Date: 15 March 2024", "Age: 60", "Age: 61"});
  EXPECT_FALSE(report.patient.sex);
  EXPECT_FALSE(report.patient.age_years);
  EXPECT_EQ(report.exam_date, "");
}

TEST(DxaFacts, AStatedCategoryAndExcludedLevelsAreRead) {
  const ReportedDxa report =
      report_of({"Hologic Horizon", "WHO Classification: Osteopenia", "L4 excluded: fracture"});
  EXPECT_EQ(report.stated.category, DxaCategory::low_bone_mass);
  EXPECT_EQ(report.stated.excluded_levels, std::vector<std::string>{"L4"});
  EXPECT_EQ(report_of({"Hologic Horizon", "Impression: Bone density is normal."}).stated.category,
            DxaCategory::normal);
}

TEST(DxaFacts, ACategoryThatIsDeniedOrExplainedIsNone) {
  for (const char* words : {"Impression: no osteoporosis", "Diagnosis: osteopenia or osteoporosis",
                            "WHO Classification: Normal above -1, Osteopenia, Osteoporosis below -2.5",
                            "Assessment: family history of osteoporosis", "Osteoporosis Clinic"})
    EXPECT_FALSE(report_of({"Hologic Horizon", words}).stated.category) << words;
}

}  // namespace
}  // namespace osteon
