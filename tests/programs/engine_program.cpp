// The hunting engine as a process of its own, for tests: DATA LIBRARY ENDPOINT [MEMORY_BYTES_MAX].
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "hunting/engine/engine.h"

int main(int argc, char** argv) {
  using namespace backstamp;
  const auto endpoint = http::parse_endpoint(argc < 4 ? "" : argv[3]);
  if (!endpoint) return 2;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::stop_source stop;
  std::jthread waiting([&] {
    int signal = 0;
    sigwait(&signals, &signal);
    stop.request_stop();
  });
  hunting::engine::EngineSettings settings{
      .data = argv[1], .library = argv[2], .listen = *endpoint};
  if (argc > 4) settings.memory_bytes_max = std::strtoull(argv[4], nullptr, 10);
  if (argc > 5) settings.queries_max = static_cast<unsigned>(std::atoi(argv[5]));
  const auto result = hunting::engine::run(settings, stop.get_token());
  ::kill(::getpid(), SIGTERM);  // ends the waiting thread where run() returned by itself
  if (result) return 0;
  std::fprintf(stderr, "engine: %s\n", result.error().what.c_str());
  return 2;
}
