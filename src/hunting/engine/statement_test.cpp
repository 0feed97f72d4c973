#include "hunting/engine/statement.h"

#include <gtest/gtest.h>

namespace backstamp::hunting::engine {
namespace {

using Kind = Statement::Kind;

TEST(Statement, KnowsHowToRunIt) {
  const std::vector<std::pair<std::string, Kind>> cases{
      {"SELECT 1", Kind::select},
      {" /* c */ -- d\n ((select 1))", Kind::select},
      {"WITH 1 AS x SELECT x", Kind::select},
      {"FROM t SELECT 1", Kind::select},
      {"CREATE TABLE t (a Int8) ENGINE = Memory", Kind::other},
      {"INSERT INTO t SELECT 1", Kind::other},
      {"INSERT INTO t (a) WITH 1 AS x SELECT x", Kind::other},
      {"INSERT INTO t FORMAT TSV\n1", Kind::insert_data},
      {"insert into t (a, b) values (1, 2)", Kind::insert_data},
      {"", Kind::other},
  };
  for (const auto& [text, kind] : cases) EXPECT_EQ(scan_statement(text).kind, kind) << text;
}

TEST(Statement, FindsTheDataOfAnInsert) {
  struct Case {
    std::string text, before, clause, format, data;
  };
  const std::vector<Case> cases{
      {"INSERT INTO t FORMAT JSONEachRow\n{\"a\":1};\n\nDROP", "INSERT INTO t ", "", "JSONEachRow",
       "{\"a\":1};\n\nDROP"},
      {"INSERT INTO d.format (`a)`, b) SETTINGS x=1 FORMAT CSV \n\n1",
       "INSERT INTO d.format (`a)`, b) ", "SETTINGS x=1 ", "CSV", "\n1"},
      {"INSERT INTO TABLE values VALUES (1);DROP", "INSERT INTO TABLE values ", "", "Values",
       " (1);DROP"},
      {"INSERT INTO t FORMAT TSV", "INSERT INTO t ", "", "TSV", ""},
  };
  for (const auto& [text, before, clause, format, data] : cases) {
    const Statement found = scan_statement(text);
    ASSERT_EQ(found.kind, Kind::insert_data) << text;
    EXPECT_EQ(text.substr(0, found.clause_at), before);
    EXPECT_EQ(text.substr(found.clause_at, found.format_at - found.clause_at), clause);
    EXPECT_EQ(found.format, format);
    EXPECT_EQ(text.substr(found.data_at), data);
    EXPECT_FALSE(found.several);
  }
}

TEST(Statement, FindsTheFormatOfTheOutput) {
  EXPECT_EQ(scan_statement("SELECT 1 FORMAT JSON").format, "JSON");
  EXPECT_EQ(scan_statement("SELECT 1 FORMAT JSON SETTINGS max_threads=1;").format, "JSON");
  EXPECT_EQ(scan_statement("SHOW TABLES FORMAT CSV").format, "CSV");
  EXPECT_EQ(scan_statement("SELECT ' FORMAT JSON '").format, "");
}

TEST(Statement, FindsWhatIsNotAllowed) {
  EXPECT_TRUE(scan_statement("SELECT 1; SELECT 2").several);
  EXPECT_TRUE(scan_statement("INSERT INTO t SELECT 1; DROP TABLE t").several);
  for (const std::string text : {"SELECT 1;", "SELECT 1; -- x", "SELECT ';x'", "SELECT `;` FROM t",
                                 "SELECT \"a\\\";\"", "SELECT 1 /* ; x */", "SELECT $a$ ; x $a$",
                                 "SELECT 'it\\'s; x'", "SELECT 'it''s; x'", "SELECT '\\\\'"}) {
    EXPECT_FALSE(scan_statement(text).several) << text;
  }
  EXPECT_TRUE(scan_statement("SELECT 1 INTO OUTFILE '/tmp/x'").client_file);
  EXPECT_TRUE(scan_statement("INSERT INTO t FROM INFILE '/etc/passwd' FORMAT CSV").client_file);
  EXPECT_FALSE(scan_statement("SELECT 'INTO OUTFILE'").client_file);
  EXPECT_TRUE(scan_statement("kill query where 1 sync").kill_sync);
  EXPECT_FALSE(scan_statement("KILL QUERY WHERE 1 ASYNC").kill_sync);
}

TEST(Statement, UnfinishedTextIsNoTrouble) {
  for (const std::string text : {"'", "\"", "`a\\", "/*", "--", "$a$", "$", "(((", ")))", "INSERT",
                                 "INSERT INTO", "INSERT INTO t FORMAT", "\xff\xfe", "SELECT '\\"}) {
    EXPECT_FALSE(scan_statement(text).several) << text;
  }
}

}  // namespace
}  // namespace backstamp::hunting::engine
