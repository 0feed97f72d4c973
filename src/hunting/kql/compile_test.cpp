// What needs no engine: diagnostics, bounds, and that nothing of a query becomes SQL but as a text.
#include "hunting/kql/compile.h"

#include <gtest/gtest.h>

#include "hunting/kql/plan/sql_guard.h"

namespace backstamp::hunting::kql {
namespace {

Checked<Compiled> made(const std::string& query) { return compile(query, {}); }

TEST(CompileTest, SaysWhereAndWhat) {
  struct Case {
    std::string query, says;
  };
  const Case cases[] = {
      {"", "line 1, column 1: the query asks nothing"},
      {"EmailEvents | where", "line 1, column 20: the query ends here; expected an expression"},
      {"EmailEvents\n| where Subject = 'x'", "line 2, column 17: unexpected ="},
      {"EmailEvents | where Subject has \"x", "this text has no end"},
      {"EmailEvents | where Subject has \u201cx\u201d", "is a typographic mark"},
      {"EmailEvents | extend x = strlenn(Subject)", "did you mean strlen?"},
      {"EmailEvents | extend x = strlen()", "expected 1"},
      {"EmailEvents | where Timestamp > 5", "a datetime can't be compared with a long"},
      {"EmailEvents | where Timestamp > EmailDirection + 1", "string + long has no meaning"},
      {"EmailEvents | where ago(1)", "ago() needs a timespan"},
      {"EmailEvents | where Subject matches regex \"(\"", "missing )"},
      {"EmailEvents | extend a = 1, a = 2", "the column a comes twice"},
      {"EmailEvents | summarize Subject", "stands outside an aggregate"},
      {"EmailEvents | extend x = count()", "count() is an aggregate"},
      {"CloudAppEvents | summarize count() by RawEventData", "can't be grouped by a dynamic"},
      {"EmailEvents | join kind=iner EmailUrlInfo on NetworkMessageId", "did you mean inner?"},
      {"EmailEvents | join EmailUrlInfo on $left.Timestamp == $right.Url", "keys of one type"},
      {"EmailEvents | evaluate bag_unpack(BodyKeys)", "the columns hang on the rows"},
      {"EmailEvents | evaluate autocluster()", "the plugin autocluster is not supported"},
      {"EmailEvents | extend n = row_number()", "needs rows in an order"},
      {"_GetWatchlist('x')", "the store has no watchlists"},
      {"let T = EmailEvents; T | where T == 1", "T is a table"},
  };
  for (const Case& one : cases) {
    const auto compiled = made(one.query);
    ASSERT_FALSE(compiled) << one.query;
    EXPECT_TRUE(text_of(compiled.error()).contains(one.says)) << one.query << "\n"
                                                              << text_of(compiled.error());
  }
}

TEST(CompileTest, TablesOfTheEngineAndInternalOnesAreNotThere) {
  for (const char* query :
       {"system.tables | take 1", "RejudgingEntries | count", "EmailBodyKeys | count",
        "BackstampSchema | count", "numbers | count", "['system.tables'] | count",
        "print file('/etc/passwd')", "table('system.tables') | count",
        "union * | where $table == 1 | project BodySketchKey"}) {
    EXPECT_FALSE(made(query)) << query;
  }
}

TEST(CompileTest, NamesAndTextsOfAQueryNeverBecomeSql) {
  const std::string wild = "x` FROM system.tables -- \\' INTO OUTFILE '/tmp/x' c12 s3";
  std::string escaped;
  for (const char c : wild)
    escaped += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  const auto compiled =
      made("let ['" + escaped + "'] = '" + escaped + "'; EmailEvents | extend ['" + escaped +
           "'] = strcat(Subject, ['" + escaped + "']) | summarize count() by ['" + escaped + "']");
  ASSERT_TRUE(compiled) << text_of(compiled.error());
  EXPECT_EQ(compiled->columns[0].name, wild);
  std::string outside;
  bool inside = false;
  for (std::size_t i = 0; i < compiled->sql.size(); ++i) {
    if (inside && compiled->sql[i] == '\\') {
      ++i;
    } else if (compiled->sql[i] == '\'') {
      inside = !inside;
    } else if (!inside) {
      outside += compiled->sql[i];
    }
  }
  EXPECT_FALSE(outside.contains("OUTFILE")) << outside;
  EXPECT_FALSE(outside.contains("system")) << outside;
}

TEST(CompileTest, TheGuardKnowsWhatMustNotPass) {
  const auto passes = [](const std::string& text) {
    return check_sql(text, "default", table_specs()).has_value();
  };
  EXPECT_TRUE(
      passes("SELECT c1 AS r0 FROM (SELECT t.Subject AS c1 FROM default.EmailEvents AS t)"));
  for (const char* text :
       {"SELECT file('/etc/passwd')", "SELECT c1 FROM system.tables", "SELECT 1 INTO OUTFILE 'x'",
        "SELECT c1 FROM default.EmailBodyKeys AS t", "SELECT c1 FROM default.BackstampSchema AS t",
        "SELECT c1 FROM url('http://x')", "SELECT c1 FROM merge('default', '.*')",
        "SELECT 1; SELECT 2", "SELECT 1 SETTINGS readonly = 0", "SELECT 1 -- x", "SELECT 1 /* x */",
        "SELECT `x`", "SELECT \"x\"", "SELECT t.Password FROM default.EmailEvents AS t",
        "SELECT {x:String}", "SELECT 1 FORMAT Null", "SELECT dictGet('x', 'y', 1)", "SELECT 'x",
        "SELECT sleep(3)"}) {
    EXPECT_FALSE(passes(text)) << text;
  }
}

TEST(CompileTest, SizeAndDepthAreBounded) {
  const auto limited = [](const std::string& query) {
    const auto compiled = made(query);
    ASSERT_FALSE(compiled);
    EXPECT_EQ(compiled.error().fault, Fault::limit) << text_of(compiled.error());
  };
  limited("print " + std::string(100'000, '(') + "1" + std::string(100'000, ')'));
  limited("print " + std::string(50'000, '-') + "1");
  limited(std::string(2'000'000, ' '));
  std::string lets = "let a0 = EmailEvents;";
  for (int i = 1; i < 20; ++i) {
    const std::string before = "a" + std::to_string(i - 1);
    lets += "let a" + std::to_string(i) + " = union " + before + ", " + before + ";";
  }
  limited(lets + "a19 | count");
  std::string doubled = "print a = x";
  std::string texts = "let x0 = tostring(now());";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "x" + std::to_string(i - 1);
    texts += "let x" + std::to_string(i) + " = strcat(" + before + ", " + before + ");";
  }
  limited(texts + "print toupper(x29)");
  std::string many = "EmailEvents";
  for (int i = 0; i < 300; ++i) many += " | take 5";
  limited(many);
}

TEST(CompileTest, ManyAlternativesAreOneLevel) {
  std::string query = "EmailEvents | where Subject == 'x'";
  for (int i = 0; i < 2'000; ++i) query += " or Subject == 'x" + std::to_string(i) + "'";
  const auto compiled = made(query);
  EXPECT_TRUE(compiled) << text_of(compiled.error());
}

TEST(CompileTest, TimeBoundsStayPlainSoThatTheKeyIsUsed) {
  const auto compiled = compile("EmailEvents | where Timestamp > ago(1d) | count",
                                {.now_ticks = *parse_datetime("2026-01-10")});
  ASSERT_TRUE(compiled);
  EXPECT_TRUE(
      compiled->sql.contains("(c1 > toDateTime64('2026-01-09 00:00:00.0000000', 7, 'UTC'))"))
      << compiled->sql;
}

}  // namespace
}  // namespace backstamp::hunting::kql
