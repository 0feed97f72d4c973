// Speaks only HTTP: with BACKSTAMP_TEST_CLICKHOUSE=host:port the same tests run against a server.
#include "hunting/engine/engine.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "http/client.h"
#include "hunting/engine/test_engine.h"

namespace backstamp::hunting::engine {
namespace {

Deadline soon() { return deadline_in(Duration(60'000)); }

class EngineTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!engine_.ready()) GTEST_SKIP() << engine_.why_not();
    ask("CREATE DATABASE " + database_);
  }
  void TearDown() override {
    if (engine_.is_external()) ask("DROP DATABASE IF EXISTS " + database_);
  }

  http::Response post(const std::string& sql, http::Parameters parameters = {}) {
    parameters.emplace_back("database", database_);
    return post_to_default(sql, parameters);
  }

  http::Response post_to_default(const std::string& sql, const http::Parameters& parameters = {}) {
    auto response = client_.send(
        {.method = "POST", .target = "/?" + http::write_query(parameters), .body = sql}, soon());
    EXPECT_TRUE(response) << sql << ": " << response.error().what;
    return response ? *response : http::Response{.status = 0};
  }

  // The result of a statement that must succeed, without its final newline.
  std::string ask(const std::string& sql, http::Parameters parameters = {}) {
    auto response = sql.starts_with("CREATE DATABASE") ? post_to_default(sql, parameters)
                                                       : post(sql, std::move(parameters));
    EXPECT_EQ(response.status, 200) << sql << ": " << response.body;
    if (response.body.ends_with('\n')) response.body.pop_back();
    return response.body;
  }

  std::string code_of(const http::Response& response) {
    return response.field("X-ClickHouse-Exception-Code").value_or("none");
  }

  http::Response insert(const std::string& data, http::Parameters parameters = {},
                        const std::string& into = "INSERT INTO t FORMAT JSONEachRow") {
    parameters.emplace_back("query", into);
    return post(data, std::move(parameters));
  }

  void make_table(const std::string& settings = "") {
    ask("CREATE TABLE t (a UInt64, s String) ENGINE = MergeTree ORDER BY a " + settings);
  }

  TestEngine engine_;
  http::Client client_{engine_.endpoint()};
  const std::string database_ = fresh_database_name();
};

TEST_F(EngineTest, IsAlive) {
  for (const std::string target : {"/", "/ping"}) {
    const auto response = client_.send({.target = target}, soon());
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "Ok.\n");
  }
  EXPECT_EQ(client_.send({.target = "/nowhere"}, soon())->status, 404);
}

TEST_F(EngineTest, QueriesComeInTheParameterTheBodyOrBoth) {
  EXPECT_EQ(ask("SELECT 1"), "1");
  EXPECT_EQ(ask("", {{"query", "SELECT 2"}}), "2");
  EXPECT_EQ(ask("3", {{"query", "SELECT"}}), "3");
}

TEST_F(EngineTest, FormatsAreNamedInTheQueryOrBeside) {
  EXPECT_EQ(ask("SELECT 1 AS x FORMAT JSONEachRow"), "{\"x\":1}");
  EXPECT_EQ(ask("SELECT 1 AS x", {{"default_format", "JSONEachRow"}}), "{\"x\":1}");
  const auto response = post("SELECT 'a' AS x FORMAT JSONCompactEachRowWithNames");
  EXPECT_EQ(response.body, "[\"x\"]\n[\"a\"]\n");
  EXPECT_EQ(response.field("X-ClickHouse-Format"), "JSONCompactEachRowWithNames");
  EXPECT_EQ(ask("SELECT 1 WHERE 0"), "");
  EXPECT_EQ(ask("SHOW TABLES"), "");
}

TEST_F(EngineTest, ParametersAreBoundAndNeverSql) {
  const std::string hostile = "'); DROP TABLE t; --";
  EXPECT_EQ(ask("SELECT {x:String}", {{"param_x", hostile}}), "\\'); DROP TABLE t; --");
  EXPECT_EQ(ask("SELECT {x:String}", {{"param_x", "tab\\tnewline\\nback\\\\"}}),
            "tab\\tnewline\\nback\\\\");
  EXPECT_EQ(ask("SELECT length({x:Array(String)})", {{"param_x", "['a','b\\'c']"}}), "2");
  EXPECT_EQ(ask("SELECT {x:UInt32} + 1", {{"param_x", "41"}}), "42");
  EXPECT_EQ(code_of(post("SELECT {missing:String}")), "456");
}

TEST_F(EngineTest, ErrorsHaveClickHousesStatusHeaderAndText) {
  struct Case {
    std::string sql;
    http::Parameters parameters;
    int status;
    std::string code;
  };
  const std::vector<Case> cases{
      {"SELECT * FROM nowhere", {}, 404, "60"},
      {"SELEC 1", {}, 400, "62"},
      {"SELECT 1; SELECT 2", {}, 400, "62"},
      {"SELECT 1", {{"no_such_setting", "1"}}, 404, "115"},
      {"SELECT nope", {}, 404, "47"},
      {"SELECT throwIf(1)", {}, 500, "395"},
      {"SELECT sleepEachRow(0.3) FROM numbers(30) SETTINGS max_block_size = 1",
       {{"max_execution_time", "1"}},
       408,
       "159"},
  };
  for (const auto& [sql, parameters, status, number] : cases) {
    const auto response = post(sql, parameters);
    EXPECT_EQ(response.status, status) << sql << response.body;
    EXPECT_EQ(code_of(response), number) << sql;
    EXPECT_TRUE(response.body.starts_with("Code: " + number + ". DB::Exception: "))
        << response.body;
  }
  EXPECT_EQ(post_to_default("SELECT 1", {{"database", "nowhere"}}).status, 404);
}

TEST_F(EngineTest, AGetChangesNothing) {
  make_table();
  const auto response = client_.send(
      {.target = "/?" + http::write_query({{"query", "DROP TABLE t"}, {"database", database_}})},
      soon());
  ASSERT_TRUE(response);
  EXPECT_EQ(code_of(*response), "164");
  EXPECT_EQ(ask("EXISTS TABLE t"), "1");
}

TEST_F(EngineTest, SettingsEndWithTheirRequest) {
  EXPECT_EQ(ask("SELECT getSetting('max_threads')", {{"max_threads", "7"}}), "7");
  EXPECT_NE(ask("SELECT getSetting('max_threads')"), "7");
  ask("SET max_threads = 7");
  EXPECT_NE(ask("SELECT getSetting('max_threads')"), "7");
  EXPECT_EQ(code_of(post("CREATE TABLE x (a Int8) ENGINE = Memory", {{"readonly", "1"}})), "164");
  EXPECT_EQ(code_of(post("SELECT 1 SETTINGS max_threads = 1", {{"readonly", "1"}})), "164");
  ask("CREATE TABLE x (a Int8) ENGINE = Memory");
}

TEST_F(EngineTest, DataOfAnInsertIsOnlyData) {
  make_table();
  // Empty lines end the data for the bare library, which runs the rest as statements.
  EXPECT_EQ(insert("{\"a\":1,\"s\":\"x\"}\n\n\n{\"a\":2,\"s\":\"; DROP TABLE t\"}\n\n").status,
            200);
  EXPECT_EQ(code_of(insert("{\"a\":3}\n\nDROP TABLE t")), "27");
  EXPECT_EQ(insert("4,\"line\n\n; DROP TABLE t\n\"\n", {}, "INSERT INTO t FORMAT CSV").status, 200);
  ask("INSERT INTO t VALUES (5, 'a;b'), (6, '')");
  ask("INSERT INTO t (a) SETTINGS async_insert = 0 FORMAT TabSeparated\n7\n8\n");
  EXPECT_EQ(ask("SELECT count(), max(a) FROM t"), "7\t8");
  EXPECT_EQ(ask("SELECT s FROM t WHERE a = 4"), "line\\n\\n; DROP TABLE t\\n");
}

TEST_F(EngineTest, ASecondInsertWithTheSameTokenIsDropped) {
  make_table("SETTINGS non_replicated_deduplication_window = 1000");
  const http::Parameters token{{"insert_deduplication_token", "batch-1"}};
  const auto first = insert("{\"a\":1}\n{\"a\":2}\n", token);
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_TRUE(first.field("X-ClickHouse-Summary").value_or("").contains("\"written_rows\":\"2\""));
  EXPECT_EQ(insert("{\"a\":1}\n{\"a\":2}\n", token).status, 200);
  EXPECT_EQ(ask("SELECT count() FROM t"), "2");
  EXPECT_EQ(insert("{\"a\":1}\n{\"a\":2}\n", {{"insert_deduplication_token", "batch-2"}}).status,
            200);
  EXPECT_EQ(ask("SELECT count() FROM t"), "4");
}

TEST_F(EngineTest, LargeResultsAreStreamed) {
  std::uint64_t bytes = 0;
  std::size_t largest = 0;
  const auto response =
      client_.stream({.method = "POST", .body = "SELECT number FROM numbers(5000000)"}, soon(),
                     [&](std::string_view piece) {
                       bytes += piece.size();
                       largest = std::max(largest, piece.size());
                       return true;
                     });
  ASSERT_TRUE(response) << response.error().what;
  EXPECT_EQ(bytes, 38'888'890U);
  EXPECT_LT(largest, 4'000'000U);
}

TEST_F(EngineTest, AnErrorAfterTheStreamBeganIsToldAtItsEnd) {
  std::string tail;
  const auto response =
      client_.stream({.method = "POST",
                      .target = "/?http_write_exception_in_output_format=0",
                      .body = "SELECT throwIf(number = 4000000) FROM numbers(5000000)"},
                     soon(), [&](std::string_view piece) {
                       tail += piece;
                       if (tail.size() > 2000) tail.erase(0, tail.size() - 2000);
                       return true;
                     });
  EXPECT_FALSE(response);  // cut off: nobody can take it for the whole result
  EXPECT_TRUE(tail.contains("__exception__")) << tail;
  EXPECT_TRUE(tail.contains("Code: 395. DB::Exception: ")) << tail;
}

TEST_F(EngineTest, RunsSeveralQueriesAtOnce) {
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 4; ++i) {
    answers.push_back(std::async(std::launch::async, [this] {
      return ask("SELECT sum(sleepEachRow(0.5)) FROM numbers(4) SETTINGS max_block_size = 1");
    }));
  }
  // The engine itself says that all of them are there together.
  std::string together;
  const Deadline deadline = soon();
  while (together != "4" && std::chrono::steady_clock::now() < deadline) {
    together = ask("SELECT count() FROM system.processes WHERE query LIKE 'SELECT sum(sleep%'");
  }
  EXPECT_EQ(together, "4");
  for (auto& answer : answers) EXPECT_EQ(answer.get(), "0");
}

TEST_F(EngineTest, AClientThatLeavesEndsItsQuery) {
  const std::string endless = "SELECT sum(sipHash64(number)) FROM numbers(1000000000000)";
  http::Client leaving(engine_.endpoint());
  const auto response =
      leaving.send({.method = "POST",
                    .target = "/?cancel_http_readonly_queries_on_client_close=1&readonly=1",
                    .body = endless},
                   deadline_in(Duration(700)));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().fault, Fault::timeout);
  const Deadline deadline = soon();
  std::string running = "1";
  while (running != "0" && std::chrono::steady_clock::now() < deadline) {
    running = ask("SELECT count() FROM system.processes WHERE query LIKE 'SELECT sum(sip%'");
  }
  EXPECT_EQ(running, "0");
}

// What only the engine itself promises.
class OwnEngineTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (engine_.is_external()) GTEST_SKIP() << "a server of somebody else is not killed";
  }
};

TEST_F(OwnEngineTest, WhatWasAcknowledgedSurvivesSigkill) {
  make_table();
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(insert("{\"a\":" + std::to_string(i) + "}\n").status, 200);
  }
  engine_.kill();
  engine_.restart();
  ASSERT_TRUE(engine_.ready()) << engine_.why_not();
  EXPECT_EQ(ask("SELECT count(), max(a) FROM t"), "20\t19");
  EXPECT_EQ(ask("SELECT name FROM system.merge_tree_settings WHERE value = '1' AND name IN "
                "('fsync_after_insert', 'fsync_part_directory') ORDER BY name"),
            "fsync_after_insert\nfsync_part_directory");
}

TEST_F(OwnEngineTest, KilledAmidInsertsItLosesNoneAndTakesNoneTwice) {
  make_table("SETTINGS non_replicated_deduplication_window = 1000");
  const auto deliver = [&](int batch) {
    const auto response = client_.send(
        {.method = "POST",
         .target =
             "/?" + http::write_query({{"query", "INSERT INTO t FORMAT JSONEachRow"},
                                       {"database", database_},
                                       {"insert_deduplication_token", std::to_string(batch)}}),
         .body = "{\"a\":" + std::to_string(batch) + "}\n"},
        soon());
    return response && response->status == 200;
  };
  int batch = 0;
  for (int round = 0; round < 4; ++round) {
    std::jthread killer([&, after = Duration(60 + 37 * round)] {
      std::this_thread::sleep_for(after);
      engine_.kill();
    });
    while (deliver(batch)) ++batch;
    killer.join();
    engine_.restart();
    ASSERT_TRUE(engine_.ready()) << engine_.why_not();
    // All that was acknowledged; the one in flight perhaps, and with its token not a second time.
    ASSERT_TRUE(deliver(batch));
    ++batch;
    EXPECT_EQ(
        ask("SELECT count(), uniqExact(a), max(a) FROM t"),
        std::to_string(batch) + "\t" + std::to_string(batch) + "\t" + std::to_string(batch - 1));
  }
}

// Killed between the two steps of an insert (token_log.h): the token is there, the part is not.
TEST_F(OwnEngineTest, ATokenWithoutItsPartDoesNotSwallowTheBatch) {
  make_table("SETTINGS non_replicated_deduplication_window = 1000");
  for (const std::string batch : {"1", "2", "3"}) {
    ASSERT_EQ(insert("{\"a\":" + batch + "}\n", {{"insert_deduplication_token", batch}}).status,
              200);
  }
  const std::filesystem::path table =
      ask("SELECT arrayElement(data_paths, 1) FROM system.tables "
          "WHERE name = 't' AND database = currentDatabase()");
  ASSERT_TRUE(std::filesystem::exists(table / "all_3_3_0"));
  engine_.kill();
  std::filesystem::rename(table / "all_3_3_0", table / "tmp_insert_all_3_3_0");
  engine_.restart();
  ASSERT_TRUE(engine_.ready()) << engine_.why_not();
  EXPECT_EQ(ask("SELECT count() FROM t"), "2");
  for (const std::string batch : {"1", "2", "3", "3"}) {
    ASSERT_EQ(insert("{\"a\":" + batch + "}\n", {{"insert_deduplication_token", batch}}).status,
              200);
  }
  EXPECT_EQ(ask("SELECT count(), uniqExact(a) FROM t"), "3\t3");
  // Tokens of merged parts stay known.
  ask("OPTIMIZE TABLE t FINAL");
  engine_.kill();
  engine_.restart();
  ASSERT_TRUE(engine_.ready()) << engine_.why_not();
  for (const std::string batch : {"1", "2", "3"}) {
    insert("{\"a\":" + batch + "}\n", {{"insert_deduplication_token", batch}});
  }
  EXPECT_EQ(ask("SELECT count(), uniqExact(a) FROM t"), "3\t3");
}

TEST_F(OwnEngineTest, StopsCleanlyWhileQueriesRun) {
  std::promise<void> begun;
  auto endless = std::async(std::launch::async, [&] {
    http::Client other(engine_.endpoint());
    return other.send(
        {.method = "POST", .body = "SELECT sum(sipHash64(number)) FROM numbers(1000000000000)"},
        soon());
  });
  while (ask("SELECT count() FROM system.processes WHERE query LIKE 'SELECT sum(sip%'") == "0") {
  }
  EXPECT_EQ(engine_.stop(), 0);
  const auto response = endless.get();
  ASSERT_TRUE(response) << response.error().what;
  EXPECT_EQ(code_of(*response), "394");
  engine_.restart();
  EXPECT_TRUE(engine_.ready()) << engine_.why_not();
}

TEST_F(OwnEngineTest, FilesOfItsProcessAreOutOfReach) {
  EXPECT_EQ(code_of(post("SELECT 1 INTO OUTFILE '/tmp/backstamp-outfile'")), "358");
  EXPECT_EQ(code_of(post("INSERT INTO t FROM INFILE '/etc/hostname' FORMAT TSV")), "358");
  EXPECT_EQ(code_of(post("KILL QUERY WHERE 1 SYNC")), "48");
}

TEST(Engine, ALargeQueryMeetsTheMemoryLimitAndTheEngineLivesOn) {
  TestEngine engine({.memory_bytes_max = 600ull * 1024 * 1024});
  if (!engine.ready() || engine.is_external()) GTEST_SKIP() << engine.why_not();
  http::Client client(engine.endpoint());
  const auto ask = [&](const std::string& sql) {
    return client.send({.method = "POST", .body = sql}, soon()).value_or(http::Response{});
  };
  const std::string in_memory = " SETTINGS max_bytes_ratio_before_external_group_by = 0";
  const std::string grouped =
      "SELECT count() FROM (SELECT number, count() FROM numbers(40000000) GROUP BY number)";
  const auto refused = ask(grouped + in_memory);
  EXPECT_EQ(refused.field("X-ClickHouse-Exception-Code"), "241") << refused.body;
  EXPECT_EQ(ask("SELECT 1").body, "1\n");
  // Two together share the one limit.
  auto other = std::async(std::launch::async, [&] { return ask(grouped + in_memory); });
  EXPECT_EQ(ask(grouped + in_memory).status, 500);
  EXPECT_EQ(other.get().status, 500);
  EXPECT_EQ(ask("SELECT 2").body, "2\n");
}

TEST(Engine, TooManyQueriesWaitAndAreRefused) {
  TestEngine engine({.queries_max = 1});
  if (!engine.ready() || engine.is_external()) GTEST_SKIP() << engine.why_not();
  http::Client client(engine.endpoint());
  const auto ask = [&](const std::string& sql) {
    return client.send({.method = "POST", .body = sql}, soon()).value_or(http::Response{});
  };
  std::vector<std::future<http::Response>> waiting;
  for (int i = 0; i < 5; ++i) {
    waiting.push_back(std::async(std::launch::async, [&] { return ask("SELECT 1"); }));
  }
  for (auto& each : waiting) EXPECT_EQ(each.get().status, 200);
  auto busy = std::async(std::launch::async, [&] {
    return ask("SELECT sleepEachRow(1) FROM numbers(8) SETTINGS max_block_size = 1");
  });
  std::this_thread::sleep_for(Duration(300));
  const auto refused = ask("SELECT 2");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.field("X-ClickHouse-Exception-Code"), "202");
  EXPECT_EQ(busy.get().status, 200);
}

TEST(Engine, SaysWhyItDoesNotStart) {
  const auto folder = std::filesystem::temp_directory_path() / fresh_database_name();
  const EngineSettings settings{.data = folder,
                                .library = folder / "no-library.so",
                                .listen = http::UnixEndpoint{folder / "x.sock"}};
  const auto result = run(settings, {});
  std::filesystem::remove_all(folder);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::not_found);
  EXPECT_TRUE(result.error().what.contains("no-library.so")) << result.error().what;
}

TEST_F(EngineTest, AResultOfSeveralBlocksHasOneHead) {
  const std::string blocks =
      "SELECT number AS n FROM numbers(2) UNION ALL SELECT 7 FROM numbers(2)";
  for (const char* format : {"TSVWithNames", "CSVWithNames", "JSONCompactEachRowWithNames"}) {
    const std::string body = ask(blocks + " FORMAT " + format);
    EXPECT_EQ(std::ranges::count(body, 'n'), 1) << format << ": " << body;
    EXPECT_EQ(std::ranges::count(body, '7'), 2) << format << ": " << body;
  }
  const std::string json = ask(blocks + " FORMAT JSON");
  const std::size_t first = json.find("\"meta\"");
  ASSERT_NE(first, json.npos);
  EXPECT_EQ(json.find("\"meta\"", first + 1), json.npos) << json;
}

}  // namespace
}  // namespace backstamp::hunting::engine
