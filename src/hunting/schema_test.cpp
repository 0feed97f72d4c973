#include "hunting/schema.h"

#include <gtest/gtest.h>

#include "hunting/engine/test_engine.h"
#include "hunting/table_spec.h"

namespace backstamp::hunting {
namespace {

Deadline soon() { return deadline_in(Duration(60'000)); }

class SchemaTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!engine_.ready()) GTEST_SKIP() << engine_.why_not();
  }
  void TearDown() override {
    if (engine_.is_external()) run("DROP DATABASE IF EXISTS " + client_.database());
  }
  void run(const std::string& sql) {
    const auto done = client_.execute({sql, {}, {}}, soon());
    ASSERT_TRUE(done) << done.error().what;
  }
  std::int64_t number(const std::string& sql) {
    const auto rows = client_.query({"SELECT " + sql, {}, {}}, soon());
    EXPECT_TRUE(rows) << rows.error().what;
    return rows && rows->size() == 1 ? rows->integer(0, rows->columns().front()) : -1;
  }
  std::string made_by(const std::string& table) {
    const auto rows = client_.query({"SHOW CREATE TABLE " + table, {}, {}}, soon());
    EXPECT_TRUE(rows) << rows.error().what;
    return rows ? std::string(rows->text(0, rows->columns().front())) : "";
  }
  void migrated(std::chrono::days retention = std::chrono::days(30)) {
    const auto done = migrate(client_, {.retention = retention});
    ASSERT_TRUE(done) << done.error().what;
  }

  engine::TestEngine engine_;
  Client client_{engine_.endpoint(), engine::fresh_database_name()};
};

TEST_F(SchemaTest, MakesEveryTableOnceHoweverOftenItRuns) {
  migrated();
  migrated();
  for (const TableSpec& table : table_specs()) {
    EXPECT_EQ(
        number("count() FROM system.columns WHERE database = currentDatabase() AND table = '" +
               table.name + "'"),
        static_cast<std::int64_t>(table.columns.size()))
        << table.name;
    EXPECT_EQ(number("count() FROM " + table.name), 0);
  }
  EXPECT_EQ(number("count() FROM BackstampSchema"), 1);
}

TEST_F(SchemaTest, AddsWhatIsMissingAtItsPlace) {
  migrated();
  run("ALTER TABLE EmailUrlInfo DROP INDEX UrlBloom");
  run("ALTER TABLE EmailUrlInfo DROP COLUMN UrlLocation");
  migrated();
  EXPECT_EQ(number("position FROM system.columns WHERE database = currentDatabase() AND table = "
                   "'EmailUrlInfo' AND name = 'UrlLocation'"),
            5);
  EXPECT_EQ(number("count() FROM system.data_skipping_indices WHERE database = currentDatabase() "
                   "AND table = 'EmailUrlInfo' AND name = 'UrlBloom'"),
            1);
}

TEST_F(SchemaTest, RetentionFollowsTheSettings) {
  migrated();
  EXPECT_NE(made_by("EmailEvents").find("toIntervalDay(30)"), std::string::npos);
  migrated(std::chrono::days(3));
  EXPECT_NE(made_by("EmailEvents").find("toIntervalDay(3)"), std::string::npos);
  migrated(std::chrono::days(30));
  EXPECT_NE(made_by("EmailEvents").find("toIntervalDay(30)"), std::string::npos);
  EXPECT_EQ(migrate(client_, {.retention = std::chrono::days(0)}).error().fault, Fault::invalid);
}

TEST_F(SchemaTest, RowsLeaveByWhenTheyCameNotByTheAgeOfTheMail) {
  migrated();
  const auto inserted =
      client_.insert("AlertInfo",
                     "{\"Timestamp\":\"2003-01-01T00:00:00.000Z\",\"AlertId\":\"old mail\"}\n"
                     "{\"Timestamp\":\"2026-01-01T00:00:00Z\",\"AlertId\":\"old row\","
                     "\"IngestedAt\":\"2020-01-01T00:00:00Z\"}\n",
                     "t", soon());
  ASSERT_TRUE(inserted) << inserted.error().what;
  run("OPTIMIZE TABLE AlertInfo FINAL");
  EXPECT_EQ(number("count() FROM AlertInfo"), 1);
  EXPECT_EQ(number("count() FROM AlertInfo WHERE AlertId = 'old mail'"), 1);
}

TEST_F(SchemaTest, LeavesTheStoreOfANewerVersionAlone) {
  migrated();
  run("INSERT INTO BackstampSchema (Version) VALUES (7)");
  const auto refused = migrate(client_, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::conflict);
  EXPECT_NE(refused.error().what.find("was written by a newer backstamp (version 7); run that "
                                      "version or restore a backup"),
            std::string::npos)
      << refused.error().what;
}

TEST_F(SchemaTest, MailOfTwentyYearsMakesOnePart) {
  migrated();
  std::string lines;
  for (int year = 2003; year < 2026; ++year) {
    lines += "{\"Timestamp\":\"" + std::to_string(year) + "-05-01T00:00:00.000Z\",\"Url\":\"u\"}\n";
  }
  ASSERT_TRUE(client_.insert("EmailUrlInfo", lines, "t", soon()));
  EXPECT_EQ(number("count() FROM system.parts WHERE active AND database = currentDatabase() AND "
                   "table = 'EmailUrlInfo'"),
            1);
}

}  // namespace
}  // namespace backstamp::hunting
