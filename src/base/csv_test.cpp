#include "base/csv.h"

#include <gtest/gtest.h>

namespace backstamp {
namespace {

TEST(CsvTest, QuotesWhatNeedsIt) {
  EXPECT_EQ(csv_cell("plain"), "plain");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_cell(""), "");
}

TEST(CsvTest, FormulasBecomeTextsAndNumbersStay) {
  EXPECT_EQ(csv_cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
  for (const char* text : {"+1", "-1", "@x", "\tx"}) EXPECT_EQ(csv_cell(text)[0], '\'') << text;
  EXPECT_EQ(csv_cell("\rx"), "\"'\rx\"");
  EXPECT_EQ(csv_cell("-1", CsvCell::number), "-1");
}

}  // namespace
}  // namespace backstamp
