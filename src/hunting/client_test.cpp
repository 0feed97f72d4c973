#include "hunting/client.h"

#include <gtest/gtest.h>

#include <random>

#include "hunting/engine/test_engine.h"
#include "hunting/row_text.h"

namespace backstamp::hunting {
namespace {

Deadline soon() { return deadline_in(Duration(60'000)); }

TEST(RowTextTest, TellsNullFromText) {
  const auto rows = read_rows("a\tb\n\\N\t\\\\N\n\tx\\ty\\n\\0\n");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_TRUE(rows->is_null(0, "a"));
  EXPECT_EQ(rows->text(0, "b"), "\\N");
  EXPECT_FALSE(rows->is_null(1, "a"));
  EXPECT_EQ(rows->text(1, "b"), std::string_view("x\ty\n\0", 5));
}

TEST(RowTextTest, ReadsNumbersAndTimes) {
  const auto rows = read_rows("n\td\tt\n-7\t2.5\t2006-01-02T03:04:05.678Z\nx\ty\tz\n");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->integer(0, "n"), -7);
  EXPECT_EQ(rows->number(0, "d"), 2.5);
  EXPECT_EQ(rfc3339(rows->time(0, "t")), "2006-01-02T03:04:05.678Z");
  EXPECT_EQ(rows->integer(1, "n"), 0);
  EXPECT_EQ(rows->time(1, "t"), Time());
}

TEST(RowTextTest, RefusesLinesOfAnotherWidth) {
  EXPECT_EQ(read_rows("a\tb\n1\n").error().fault, Fault::corrupt);
  EXPECT_EQ(read_rows("")->size(), 0u);
}

TEST(RowTextTest, FindsWhatCameLate) {
  const auto late = read_late_exception(
      "n\n1\n\r\n__exception__\r\nabc\r\nCode: 159. DB::Exception: slow\n31 "
      "abc\r\n__exception__\r\n");
  ASSERT_TRUE(late);
  EXPECT_EQ(late->code, 159);
  EXPECT_FALSE(read_late_exception("n\n__exception__\n"));
}

class ClientTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!engine_.ready()) GTEST_SKIP() << engine_.why_not();
    run("CREATE DATABASE " + client_.database(), {{"database", "default"}});
  }
  void TearDown() override {
    if (engine_.is_external()) run("DROP DATABASE " + client_.database(), {});
  }
  void run(const std::string& sql, std::map<std::string, std::string> settings = {}) {
    const auto done = client_.execute({sql, {}, std::move(settings)}, soon());
    ASSERT_TRUE(done) << done.error().what;
  }
  Fault fault_of(const std::string& sql, std::map<std::string, std::string> settings = {}) {
    const auto rows = client_.query({sql, {}, std::move(settings)}, soon());
    EXPECT_FALSE(rows) << sql;
    return rows ? Fault::conflict : rows.error().fault;
  }

  engine::TestEngine engine_;
  Client client_{engine_.endpoint(), engine::fresh_database_name()};
};

std::string random_bytes(std::mt19937_64& random, std::size_t length) {
  static constexpr std::string_view awkward("\0\t\n\r\b\f\\'\"`N[],{}%&+=\x7f\x80\xff", 24);
  std::string text;
  for (std::size_t i = 0; i < length; ++i) {
    const bool odd = random() % 2 == 0;
    text += odd ? awkward[random() % awkward.size()] : static_cast<char>(random() % 256);
  }
  return text;
}

TEST_F(ClientTest, ParametersComeBackAsTheyWent) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 40; ++round) {
    std::vector<std::string> texts;
    for (int i = 0; i < 20; ++i) texts.push_back(random_bytes(random, random() % 24));
    texts.insert(texts.end(), {"", "\\N", "NULL", "\\", "'", std::string(1, '\0')});
    const auto rows = client_.query(
        {.sql = "SELECT {one:String} AS one, "
                "arrayJoin({all:Array(String)}) AS each",
         .parameters = {{"one", text_parameter(texts[0])}, {"all", array_parameter(texts)}},
         .settings = {}},
        soon());
    ASSERT_TRUE(rows) << rows.error().what;
    ASSERT_EQ(rows->size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      EXPECT_EQ(rows->text(i, "each"), texts[i]) << "round " << round << " text " << i;
      EXPECT_EQ(rows->text(i, "one"), texts[0]);
    }
  }
}

TEST_F(ClientTest, TimesAndNumbersComeBackAsTheyWent) {
  const Time time = *parse_rfc3339("2006-01-02T03:04:05.678Z");
  const auto rows = client_.query(
      {.sql = "SELECT {t:DateTime64(3)} AS t, arraySum({n:Array(UInt32)}) AS n, "
              "CAST(NULL AS Nullable(String)) AS nothing",
       .parameters = {{"t", time_parameter(time)},
                      {"n", array_parameter(std::vector<std::uint32_t>{1, 4'294'967'295})}},
       .settings = {}},
      soon());
  ASSERT_TRUE(rows) << rows.error().what;
  EXPECT_EQ(rows->time(0, "t"), time);
  EXPECT_EQ(rows->integer(0, "n"), 4'294'967'296);
  EXPECT_TRUE(rows->is_null(0, "nothing"));
}

TEST_F(ClientTest, LongValuesAreNeverReadAsSql) {
  std::mt19937_64 random(2);
  std::vector<std::string> texts = {"{one:String}", "{all:Array(String)}", "') SELECT 1 --"};
  for (int i = 0; i < 3'000; ++i) texts.push_back(random_bytes(random, random() % 24));
  std::string one = "{one:String}' {all:Array(String)}";
  while (one.size() < 9'000) one += random_bytes(random, 100);
  const auto rows =
      client_.query({.sql = "SELECT {one:String} AS one, arrayJoin({all:Array(String)}) AS each, "
                            "length({all:Array(String)}) AS n",
                     .parameters = {{"one", text_parameter(one)}, {"all", array_parameter(texts)}},
                     .settings = {}},
                    soon());
  ASSERT_TRUE(rows) << rows.error().what;
  ASSERT_EQ(rows->size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(rows->text(i, "each"), texts[i]) << i;
  EXPECT_EQ(rows->text(0, "one"), one);
  EXPECT_EQ(rows->integer(0, "n"), static_cast<std::int64_t>(texts.size()));
}

TEST_F(ClientTest, AsksForManyIdsAtOnceWithinABound) {
  std::vector<std::string> ids(50'000, "00000000-0000-0000-0000-000000000000");
  const auto ask = [&] {
    return client_.query({.sql = "SELECT length({ids:Array(String)}) AS n",
                          .parameters = {{"ids", array_parameter(ids)}},
                          .settings = {}},
                         soon());
  };
  const auto rows = ask();
  ASSERT_TRUE(rows) << rows.error().what;
  EXPECT_EQ(rows->integer(0, "n"), 50'000);
  ids.resize(500'000, ids.front());
  EXPECT_EQ(ask().error().fault, Fault::limit);
}

TEST_F(ClientTest, FaultsFollowTheEnginesCodes) {
  EXPECT_EQ(fault_of("SELECT nonsense"), Fault::invalid);
  EXPECT_EQ(fault_of("SELECT 1 FROM nowhere"), Fault::not_found);
  EXPECT_EQ(fault_of("SELECT number FROM numbers(10)",
                     {{"max_result_rows", "3"}, {"result_overflow_mode", "throw"}}),
            Fault::limit);
  EXPECT_EQ(fault_of("SELECT sum(sipHash64(number)) FROM numbers(100000000000)",
                     {{"max_execution_time", "0.3"}}),
            Fault::timeout);
  EXPECT_EQ(fault_of("SELECT * FROM numbers(100000000) AS a GROUP BY number",
                     {{"max_memory_usage", "50000000"},
                      {"max_bytes_before_external_group_by", "0"},
                      {"max_bytes_ratio_before_external_group_by", "0"}}),
            Fault::limit);
  EXPECT_EQ(fault_of("SELECT number, throwIf(number = 5000000) FROM numbers(10000000)"),
            Fault::invalid);
}

TEST_F(ClientTest, SameTokenAddsNothingTwice) {
  run("CREATE TABLE t (a UInt64, s String) ENGINE = MergeTree ORDER BY a "
      "SETTINGS non_replicated_deduplication_window = 100");
  const std::string lines = "{\"a\":1,\"s\":\"x\"}\n{\"a\":2,\"s\":\"\\u0000\\ud800\"}\n";
  for (int i = 0; i < 3; ++i) {
    const auto done = client_.insert("t", lines, "token", soon());
    ASSERT_TRUE(done) << done.error().what;
  }
  EXPECT_EQ(client_.query({"SELECT count() AS n FROM t", {}, {}}, soon())->integer(0, "n"), 2);
  EXPECT_EQ(client_.insert("t", "{\"b\":1}\n", "other", soon()).error().fault, Fault::invalid);
}

TEST(ClientWithoutEngineTest, SaysThatNobodyAnswers) {
  const Client client(http::UnixEndpoint{"/nonexistent/engine.sock"}, "b");
  EXPECT_EQ(client.query({"SELECT 1", {}, {}}, soon()).error().fault, Fault::unavailable);
  EXPECT_EQ(client.ping(soon()).error().fault, Fault::unavailable);
}

}  // namespace
}  // namespace backstamp::hunting
