// The program: arguments -> what to run -> exit status.
#include <malloc.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "base/settings.h"
#include "cli/program.h"
#include "click_process.h"
#include "hunting/engine/engine.h"
#include "milter_process.h"
#include "server.h"

namespace {

using namespace backstamp;
namespace fs = std::filesystem;

// Blocks SIGTERM and SIGINT for all threads to come, so that one place waits for them.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a peer that went away is an error of the write
  return signals;
}

void wait_for_signal(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
}

fs::path this_program() { return fs::read_symlink("/proc/self/exe"); }

fs::path engine_library() {
  if (const char* path = std::getenv("BACKSTAMP_LIBCHDB")) return path;
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const fs::path base =
      cache != nullptr ? fs::path(cache) : fs::path(home != nullptr ? home : "/root") / ".cache";
  return base / "backstamp/chdb-26.5.3/libchdb.so";
}

// Mail and its rows are read into large buffers that come and go. Kept by the process, they are not
// asked of the kernel page by page each time.
void keep_large_buffers() {
  constexpr int mib = 1024 * 1024;
  mallopt(M_MMAP_THRESHOLD, 32 * mib);
  mallopt(M_TRIM_THRESHOLD, 64 * mib);
  mallopt(M_TOP_PAD, mib);
}

int run_engine(const fs::path& data, std::uint64_t memory_mib) {
  const sigset_t signals = block_signals();
  std::stop_source stop;
  std::jthread waiting([&] {
    wait_for_signal(signals);
    stop.request_stop();
  });
  const hunting::engine::EngineSettings settings{.data = data / "engine",
                                                 .library = engine_library(),
                                                 .listen = http::UnixEndpoint{data / "engine.sock"},
                                                 .memory_bytes_max = memory_mib * 1024 * 1024};
  const auto ended = hunting::engine::run(settings, stop.get_token());
  ::kill(::getpid(), SIGTERM);  // ends the waiting thread where run() returned by itself
  return ended ? 0 : cli::complain(ended.error());
}

int run_server(const fs::path& data, const std::string& config, const std::string& listen) {
  const sigset_t signals = block_signals();
  ServerSettings settings{.data = data, .program = this_program(), .settings = {}, .listen = {}};
  auto read = read_settings(config);
  if (!read) return cli::complain(read.error());
  settings.settings = std::move(*read);
  if (!listen.empty()) {
    const auto endpoint = http::parse_endpoint(listen);
    if (!endpoint) return cli::complain(endpoint.error());
    settings.listen = *endpoint;
  }
  const auto server = Server::start(settings);
  if (!server) return cli::complain(server.error());
  wait_for_signal(signals);
  return 0;
}

int run_milter_process(const fs::path& data, const std::string& config) {
  std::signal(SIGPIPE, SIG_IGN);  // SIGTERM and SIGINT are libmilter's
  const auto settings = read_settings(config);
  if (!settings) return cli::complain(settings.error());
  const auto ended = run_milter(data, *settings);
  return ended ? 0 : cli::complain(ended.error());
}

int run_click(const fs::path& data, const std::string& config) {
  const sigset_t signals = block_signals();
  const auto settings = read_settings(config);
  if (!settings) return cli::complain(settings.error());
  const auto gateway = ClickGateway::start(data, *settings);
  if (!gateway) return cli::complain(gateway.error());
  wait_for_signal(signals);
  return 0;
}

int rotate_keys(const fs::path& data) {
  const auto rotated = rotate_link_keys(data);
  return rotated ? 0 : cli::complain(rotated.error());
}

class OwnServer final : public cli::LocalServer {
 public:
  explicit OwnServer(std::unique_ptr<Server> server) : server_(std::move(server)) {}

 private:
  std::unique_ptr<Server> server_;
};

Result<std::unique_ptr<cli::LocalServer>> start_here(const fs::path& data) {
  std::unique_ptr<Server> server =
      TRY(Server::start({.data = data, .program = this_program(), .settings = {}, .listen = {}}));
  return std::make_unique<OwnServer>(std::move(server));
}

}  // namespace

int main(int argc, char** argv) {
  keep_large_buffers();
  return cli::run(argc, argv,
                  {.serve = run_server,
                   .engine = run_engine,
                   .milter = run_milter_process,
                   .click = run_click,
                   .rotate_link_keys = rotate_keys,
                   .start_server = start_here});
}
