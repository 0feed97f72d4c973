#include "hunting/engine/engine.h"

#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "base/file.h"
#include "base/log.h"
#include "http/server.h"
#include "hunting/engine/executor.h"
#include "hunting/engine/http_interface.h"
#include "hunting/engine/library.h"
#include "hunting/engine/token_log.h"

namespace backstamp::hunting::engine {
namespace {

constexpr std::uint64_t body_bytes_max = 128 * 1024 * 1024;

// An INSERT is answered when its part and the part's folder are on disk.
std::string configuration(const EngineSettings& settings) {
  return "<clickhouse>\n"
         "  <max_server_memory_usage>" +
         std::to_string(settings.memory_bytes_max) +
         "</max_server_memory_usage>\n"
         "  <merge_tree>\n"
         "    <fsync_after_insert>1</fsync_after_insert>\n"
         "    <fsync_part_directory>1</fsync_part_directory>\n"
         "  </merge_tree>\n"
         "</clickhouse>\n";
}

void wait_for(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait(lock, stop, [] { return false; });
}

// The engine of a server that was killed dies with it, but on a busy machine not before the next
// server asks.
Result<FileLock> take_over(const std::filesystem::path& path) {
  constexpr Duration wait_max{5'000};
  constexpr Duration wait{50};
  const Deadline deadline = deadline_in(wait_max);
  for (;;) {
    auto lock = FileLock::take(path);
    const bool held = !lock && lock.error().fault == Fault::conflict;
    if (!held || std::chrono::steady_clock::now() >= deadline) return lock;
    std::this_thread::sleep_for(wait);
  }
}

}  // namespace

Result<void> run(const EngineSettings& settings, std::stop_token stop) {
  TRY(make_folder(settings.data));
  const FileLock lock = TRY(take_over(settings.data / "engine.lock"));
  const auto configured = settings.data / "engine.xml";
  TRY(write_file(configured, configuration(settings)));
  TRY(withdraw_orphaned_tokens(settings.data / "store"));
  ::setenv("TZ", "UTC", /*replace=*/1);  // the library's default time zone, wherever it runs
  const ChdbAbi abi = TRY(load_library(settings.library));
  const auto executor =
      TRY(Executor::open(abi, settings.data / "store", configured, settings.queries_max));
  const auto server =
      TRY(http::Server::listen(settings.listen, {.body_bytes_max = body_bytes_max},
                               [&](const http::Request& request, http::Responder& responder) {
                                 answer(request, responder, *executor);
                               }));
  log(LogLevel::info, "engine started",
      {{"listen", http::text_of(server->endpoint())}, {"version", executor->version()}});
  wait_for(stop);
  executor->begin_stop();
  server->stop();
  log(LogLevel::info, "engine stopped");
  return {};
}

}  // namespace backstamp::hunting::engine
