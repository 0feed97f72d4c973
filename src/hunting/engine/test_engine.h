// Test support: a ClickHouse to talk to, and nothing of it left behind.
//
// Without further ado it starts the engine (engine_program, from the build folder) on a Unix socket
// in a temporary folder. With BACKSTAMP_TEST_CLICKHOUSE=host:port the same tests go to that server.
//
//   class MyTest : public testing::Test {
//    protected:
//     void SetUp() override {
//       if (!engine_.ready()) GTEST_SKIP() << engine_.why_not();
//     }
//     TestEngine engine_;
//   };
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "http/endpoint.h"

namespace backstamp::hunting::engine {

struct TestEngineSettings {
  std::uint64_t memory_bytes_max = 2ull * 1024 * 1024 * 1024;
  unsigned queries_max = 16;
};

class TestEngine {
 public:
  explicit TestEngine(const TestEngineSettings& settings = {});
  ~TestEngine();  // stops it and removes its folder
  TestEngine(const TestEngine&) = delete;
  TestEngine& operator=(const TestEngine&) = delete;

  // False where the library or the program is missing, or the engine does not start.
  bool ready() const { return why_not_.empty(); }
  const std::string& why_not() const { return why_not_; }

  const http::Endpoint& endpoint() const { return endpoint_; }
  // True for a server of BACKSTAMP_TEST_CLICKHOUSE: it can't be killed or restarted.
  bool is_external() const { return external_; }
  int pid() const { return pid_; }

  // SIGKILL, and waits until it is gone. What it held is in the folder.
  void kill();
  // SIGTERM, and the exit status; -1 when a signal ended it.
  int stop();
  // Starts it again on the same folder; ready() tells.
  void restart();

  // The command that starts it, for a Supervisor.
  std::vector<std::string> command() const;

 private:
  void start();

  TestEngineSettings settings_;
  std::filesystem::path folder_, library_, program_;
  http::Endpoint endpoint_;
  std::string why_not_;
  bool external_ = false;
  int pid_ = 0;
};

// An empty database of a name of its own, for tests that share a server. Plain identifier.
std::string fresh_database_name();

}  // namespace backstamp::hunting::engine
