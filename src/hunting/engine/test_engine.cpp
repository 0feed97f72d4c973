#include "hunting/engine/test_engine.h"

#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <thread>

#include "base/check.h"
#include "base/uuid.h"
#include "http/client.h"
#include "hunting/engine/child.h"

namespace backstamp::hunting::engine {
namespace {

constexpr Duration start_ms_max{60'000};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool built_with_sanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool built_with_sanitizer = true;
#else
constexpr bool built_with_sanitizer = false;
#endif
#else
constexpr bool built_with_sanitizer = false;
#endif

std::filesystem::path library_path() {
  if (const char* named = std::getenv("BACKSTAMP_LIBCHDB")) return named;
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const std::filesystem::path root = cache != nullptr
                                         ? std::filesystem::path(cache)
                                         : std::filesystem::path(home ? home : "/") / ".cache";
  return root / "backstamp" / "chdb-26.5.3" / "libchdb.so";
}

// Programs of one build lie in one folder.
std::filesystem::path program_path() {
  if (const char* named = std::getenv("BACKSTAMP_ENGINE_PROGRAM")) return named;
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "engine_program";
}

bool answers(const http::Endpoint& endpoint) {
  const auto pong = http::Client(endpoint).send({.target = "/ping"}, deadline_in(Duration(1'000)));
  return pong && pong->status == 200;
}

bool ended(int pid) {
  siginfo_t information{};
  return ::waitid(P_PID, static_cast<id_t>(pid), &information, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         information.si_pid != 0;
}

}  // namespace

TestEngine::TestEngine(const TestEngineSettings& settings)
    : settings_(settings), library_(library_path()), program_(program_path()) {
  if (const char* server = std::getenv("BACKSTAMP_TEST_CLICKHOUSE")) {
    external_ = true;
    const auto endpoint = http::parse_endpoint(server);
    if (endpoint) endpoint_ = *endpoint;
    if (!endpoint || !answers(endpoint_)) why_not_ = std::string("no ClickHouse at ") + server;
    return;
  }
  if (built_with_sanitizer && std::getenv("BACKSTAMP_ENGINE_PROGRAM") == nullptr) {
    why_not_ =
        "libchdb can't live with a sanitizer: set BACKSTAMP_ENGINE_PROGRAM to the "
        "engine_program of another build";
    return;
  }
  if (!std::filesystem::exists(library_)) {
    why_not_ = "no engine library at " + library_.string() + ": run scripts/setup";
  } else if (!std::filesystem::exists(program_)) {
    why_not_ = "no " + program_.string() + ": build engine_program";
  } else {
    folder_ = std::filesystem::temp_directory_path() / ("backstamp-" + Uuid::random().text());
    std::filesystem::create_directory(folder_);
    endpoint_ = http::UnixEndpoint{folder_ / "engine.sock"};
    start();
  }
}

TestEngine::~TestEngine() {
  if (pid_ != 0) stop();
  std::error_code error;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, error);
}

std::vector<std::string> TestEngine::command() const {
  return {program_.string(),
          (folder_ / "data").string(),
          library_.string(),
          http::text_of(endpoint_),
          std::to_string(settings_.memory_bytes_max),
          std::to_string(settings_.queries_max)};
}

void TestEngine::start() {
  why_not_.clear();
  const auto child = spawn_child(command(), Errors::inherited);
  pid_ = child ? child->pid : 0;
  const Deadline deadline = deadline_in(start_ms_max);
  while (pid_ != 0 && !answers(endpoint_)) {
    if (ended(pid_) || std::chrono::steady_clock::now() > deadline) {
      kill();
      break;
    }
    std::this_thread::sleep_for(Duration(10));
  }
  if (pid_ == 0) why_not_ = "the engine does not start; its reason stands on standard error";
}

void TestEngine::restart() {
  CHECK(!external_ && pid_ == 0);
  start();
}

void TestEngine::kill() {
  CHECK(!external_ && pid_ != 0);
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

int TestEngine::stop() {
  CHECK(!external_ && pid_ != 0);
  ::kill(pid_, SIGTERM);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string fresh_database_name() {
  return "test_" + Uuid::random().text().substr(0, 8) + Uuid::random().short_text();
}

}  // namespace backstamp::hunting::engine
