// What a query, an insert and several of them at once cost over the Unix socket.
#include <benchmark/benchmark.h>

#include <fstream>
#include <thread>

#include "http/client.h"
#include "hunting/engine/test_engine.h"

namespace backstamp::hunting::engine {
namespace {

Deadline soon() { return deadline_in(Duration(60'000)); }

TestEngine& engine() {
  static TestEngine running;
  return running;
}

bool post(http::Client& client, const std::string& target, const std::string& body) {
  const auto response = client.send({.method = "POST", .target = target, .body = body}, soon());
  return response && response->status == 200;
}

void select_1(benchmark::State& state) {
  http::Client client(engine().endpoint());
  for (auto _ : state) {
    if (!post(client, "/", "SELECT 1")) state.SkipWithError("no answer");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(select_1)->UseRealTime();
BENCHMARK(select_1)->UseRealTime()->Threads(4);

void insert_10000_rows(benchmark::State& state) {
  http::Client client(engine().endpoint());
  post(client, "/",
       "CREATE TABLE IF NOT EXISTS bench (a UInt64, s String, t DateTime64(3, 'UTC')) "
       "ENGINE = MergeTree ORDER BY a");
  std::string lines;
  for (int i = 0; i < 10'000; ++i) {
    lines += "{\"a\":" + std::to_string(i) + ",\"s\":\"user" + std::to_string(i) +
             "@example.test wrote a line of fair length\",\"t\":\"2026-01-02 03:04:05.678\"}\n";
  }
  for (auto _ : state) {
    if (!post(client, "/?query=INSERT%20INTO%20bench%20FORMAT%20JSONEachRow", lines)) {
      state.SkipWithError("no answer");
    }
  }
  state.SetItemsProcessed(state.iterations() * 10'000);
}
BENCHMARK(insert_10000_rows)->UseRealTime();

void group_a_million(benchmark::State& state) {
  http::Client client(engine().endpoint());
  for (auto _ : state) {
    if (!post(client, "/",
              "SELECT number % 1000 AS k, count(), sum(number) FROM numbers(1000000) GROUP BY k "
              "FORMAT Null")) {
      state.SkipWithError("no answer");
    }
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(group_a_million)->UseRealTime();
BENCHMARK(group_a_million)->UseRealTime()->Threads(4);

}  // namespace
}  // namespace backstamp::hunting::engine
