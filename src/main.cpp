// The program: arguments -> what to run -> exit status.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "cli/commands.h"
#include "hunting/engine/engine.h"
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

int run_engine(const fs::path& data) {
  const sigset_t signals = block_signals();
  std::stop_source stop;
  std::jthread waiting([&] {
    wait_for_signal(signals);
    stop.request_stop();
  });
  const hunting::engine::EngineSettings settings{
      .data = data / "engine",
      .library = engine_library(),
      .listen = http::UnixEndpoint{data / "engine.sock"}};
  const auto ended = hunting::engine::run(settings, stop.get_token());
  ::kill(::getpid(), SIGTERM);  // ends the waiting thread where run() returned by itself
  return ended ? 0 : cli::complain(ended.error());
}

int run_server(const fs::path& data, const std::string& listen) {
  const sigset_t signals = block_signals();
  ServerSettings settings{.data = data, .program = this_program(), .listen = {}};
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

class OwnServer final : public cli::LocalServer {
 public:
  explicit OwnServer(std::unique_ptr<Server> server) : server_(std::move(server)) {}

 private:
  std::unique_ptr<Server> server_;
};

Result<std::unique_ptr<cli::LocalServer>> start_here(const fs::path& data) {
  std::unique_ptr<Server> server =
      TRY(Server::start({.data = data, .program = this_program(), .listen = {}}));
  return std::make_unique<OwnServer>(std::move(server));
}

std::string default_data() {
  const char* data = std::getenv("BACKSTAMP_DATA");
  return data != nullptr ? data : "/var/lib/backstamp";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Automated incident response for e-mail.", "backstamp"};
  app.set_version_flag("--version", BACKSTAMP_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  std::string data = default_data(), listen;
  cli::Place place;
  app.add_option("--data", data, "folder of all embedded stores");
  app.add_flag("--json", place.json, "print JSON, one object a line for lists");

  auto* serve = app.add_subcommand("serve", "run the server");
  serve->add_option("--listen", listen,
                    "also listen on ADDR:PORT (loopback), with the token of the data folder");
  auto* engine = app.add_subcommand("engine", "run the hunting engine (serve starts it by itself)");
  std::vector<std::string> files;
  auto* parse =
      app.add_subcommand("parse", "print each message's facts: backstamp parse FILE...|-");
  parse->add_option("FILE", files, "files, or - for standard input")->required();
  cli::ImportOptions import_options;
  auto* import =
      app.add_subcommand("import", "import a Maildir, mbox, folder of .eml or organisation tree");
  import->add_option("SOURCE", import_options.source, "where the mail lies")->required();
  import->add_option("--mailbox", import_options.mailbox, "address whose mail it is");
  import->add_option("--direction", import_options.direction, "inbound, outbound or intra-org");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  place.data = fs::absolute(data);
  if (*serve) return run_server(place.data, listen);
  if (*engine) return run_engine(place.data);
  if (*parse) return cli::parse_files(files);
  return cli::import_source(place, import_options, start_here);
}
