#include <osteon/imaging/csv_table.hpp>

#include <gtest/gtest.h>

namespace osteon {
namespace {

TEST(CsvTable, CommaSemicolonAndTabAreTold) {
  for (const char delimiter : {',', ';', '\t'}) {
    std::string text = "Subject|BMD 1| Region \r\nA|0.8|L1-L4\r\n\r\nB|0.9|\r\n";
    std::replace(text.begin(), text.end(), '|', delimiter);
    const CsvTable table = parse_csv(text).value();
    EXPECT_EQ(table.columns, (std::vector<std::string>{"subject", "bmd 1", "region"}));
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[1], (std::vector<std::string>{"B", "0.9", ""}));
    EXPECT_EQ(table.column("region"), 2U);
    EXPECT_FALSE(table.column("age"));
  }
}

TEST(CsvTable, QuotedCellsMayHoldAnything) {
  const CsvTable table = parse_csv(
                             "\xEF\xBB\xBF"
                             "a,b\n\"x, \"\"y\"\"\nz\",2")
                             .value();
  EXPECT_EQ(table.columns.front(), "a");
  EXPECT_EQ(table.rows.front().front(), "x, \"y\"\nz");
}

TEST(CsvTable, BrokenTablesAreRefusedWithoutTellingTheirContent) {
  EXPECT_EQ(parse_csv("").error().code, "table.empty");
  EXPECT_EQ(parse_csv("\n\n").error().code, "table.empty");
  EXPECT_EQ(parse_csv("a,b\n\"x,1\n").error().code, "table.broken");
  EXPECT_EQ(parse_csv("a,A\n1,2\n").error().code, "table.repeated-column");
  const Error error = parse_csv("a,b\n1,2\nSmith\n").error();
  EXPECT_EQ(error.code, "table.broken");
  EXPECT_NE(error.message.find("Row 3"), std::string::npos);
  EXPECT_EQ(error.message.find("Smith"), std::string::npos);
  EXPECT_EQ(load_csv("no/such/table.csv").error().code, "file.unreadable");
}

TEST(CsvTable, NumbersHaveAPointOrAComma) {
  EXPECT_EQ(decimal_number("0.845"), 0.845);
  EXPECT_EQ(decimal_number("0,845"), 0.845);
  EXPECT_EQ(decimal_number("-1.5"), -1.5);
  for (const char* text : {"", "x", "1.2 g", "1,234.5", "nan", "inf", "1e999"})
    EXPECT_FALSE(decimal_number(text)) << text;
}

}  // namespace
}  // namespace osteon
