#include "hunting/engine/supervisor.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <thread>

#include "base/guarded.h"
#include "base/log.h"
#include "base/text.h"
#include "http/client.h"
#include "http/socket.h"
#include "hunting/engine/child.h"

namespace backstamp::hunting::engine {
namespace {

constexpr Duration wait_ms_min{100}, wait_ms_max{5'000};
constexpr Duration steady_ms_min{60'000};
constexpr Duration stop_ms_max{10'000};
constexpr Duration ping_ms_max{1'000}, between_pings_ms{20};
constexpr std::size_t line_bytes_max = 1024;

int milliseconds_until(Deadline deadline) {
  const auto left = std::chrono::ceil<Duration>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(0, left.count()));
}

// Passes a child's standard error on and remembers its last line.
class ErrorLines {
 public:
  void pass_on(const Fd& errors) {
    std::array<char, 4096> room;
    for (;;) {
      const ssize_t got = ::read(errors.get(), room.data(), room.size());
      if (got <= 0) return;
      const std::string_view bytes(room.data(), static_cast<std::size_t>(got));
      [[maybe_unused]] const auto wrote = ::write(STDERR_FILENO, bytes.data(), bytes.size());
      remember(bytes);
    }
  }
  std::string last() const { return std::string(trim(line_.empty() ? last_ : line_)); }

 private:
  void remember(std::string_view bytes) {
    for (const char c : bytes) {
      if (c == '\n') {
        if (!trim(line_).empty()) last_ = std::move(line_);
        line_.clear();
      } else if (line_.size() < line_bytes_max) {
        line_ += c;
      }
    }
  }
  std::string line_, last_;
};

// An engine that somebody left running on the same socket answers too, but under another id.
bool is_from(const http::Response& pong, int pid) {
  return pid != 0 &&
         pong.field("X-Backstamp-Pid").value_or(std::to_string(pid)) == std::to_string(pid);
}

class ThreadSupervisor final : public Supervisor {
 public:
  explicit ThreadSupervisor(std::vector<std::string> command)
      : command_(std::move(command)), thread_([this] { run(); }) {}
  ~ThreadSupervisor() override { stop_.raise(); }

  int pid() const override {
    return state_.with([](const State& state) { return state.pid; });
  }
  unsigned restarts() const override {
    return state_.with([](const State& state) { return state.starts > 1 ? state.starts - 1 : 0; });
  }

  // The last line of the first child, once it has ended.
  std::optional<std::string> first_failed() const {
    return state_.with([](const State& state) { return state.failed; });
  }

 private:
  struct State {
    int pid = 0;
    unsigned starts = 0;
    std::optional<std::string> failed;
  };

  // The children's parent is this thread, which ends last of all that the supervisor has.
  void run() {
    Duration wait = wait_ms_min;
    while (!stop_.raised()) {
      const auto begun = std::chrono::steady_clock::now();
      run_child();
      if (stop_.raised()) return;
      if (std::chrono::steady_clock::now() - begun >= steady_ms_min) wait = wait_ms_min;
      pollfd waiting{.fd = stop_.fd(), .events = POLLIN, .revents = 0};
      ::poll(&waiting, 1, static_cast<int>(wait.count()));
      wait = std::min(wait * 2, wait_ms_max);
    }
  }

  void run_child() {
    auto child = spawn_child(command_, Errors::captured);
    if (!child) {
      log(LogLevel::error, "engine not started", {{"what", child.error().what}});
      state_.with([&](State& state) { state.failed = child.error().what; });
      return;
    }
    state_.with([&](State& state) {
      state.pid = child->pid;
      ++state.starts;
    });
    const auto [status, last_line] = watch(*child);
    state_.with([&](State& state) {
      state.pid = 0;
      state.failed = last_line;
    });
    const bool wanted = stop_.raised();
    log(wanted ? LogLevel::info : LogLevel::warning, "engine ended",
        {{"pid", child->pid},
         {"status", WIFEXITED(status) ? WEXITSTATUS(status) : -1},
         {"signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0}});
  }

  // Until the child has ended: by itself, or because stop asked it to. It is only ever reaped
  // here, so its id can't have become another's when it is sent a signal.
  std::pair<int, std::string> watch(const Child& child) {
    ErrorLines lines;
    std::array<pollfd, 3> waiting{{{.fd = child.ended.get(), .events = POLLIN, .revents = 0},
                                   {.fd = child.errors.get(), .events = POLLIN, .revents = 0},
                                   {.fd = stop_.fd(), .events = POLLIN, .revents = 0}}};
    Deadline patience = Deadline::max();
    while (waiting[0].revents == 0) {
      const int ms = patience == Deadline::max() ? -1 : milliseconds_until(patience);
      const int ready = ::poll(waiting.data(), waiting.size(), ms);
      if (ready == 0) ::kill(child.pid, SIGKILL);
      if (ready == 0) patience = Deadline::max();
      if (waiting[2].revents != 0) {
        ::kill(child.pid, SIGTERM);
        patience = deadline_in(stop_ms_max);
        waiting[2] = {.fd = -1, .events = 0, .revents = 0};
      }
      if (waiting[1].revents != 0) lines.pass_on(child.errors);
      if ((waiting[1].revents & POLLHUP) != 0) waiting[1].fd = -1;
    }
    int status = 0;
    ::waitpid(child.pid, &status, 0);
    lines.pass_on(child.errors);
    return {status, lines.last()};
  }

  const std::vector<std::string> command_;
  http::Signal stop_;
  Guarded<State> state_;
  std::jthread thread_;  // last: joined before anything it uses goes
};

}  // namespace

Result<std::unique_ptr<Supervisor>> Supervisor::start(std::vector<std::string> command,
                                                      const http::Endpoint& endpoint,
                                                      Deadline deadline) {
  if (command.empty()) return fail(Fault::invalid, "no command to start the engine with");
  auto supervisor = std::make_unique<ThreadSupervisor>(std::move(command));
  http::Client client(endpoint);
  for (;;) {
    if (const auto why = supervisor->first_failed()) {
      return fail(Fault::unavailable, "the hunting engine ended at its start: " + *why);
    }
    const auto until = std::min(deadline, deadline_in(ping_ms_max));
    const auto pong = client.send({.target = "/ping"}, until);
    if (pong && pong->status == 200 && is_from(*pong, supervisor->pid())) return supervisor;
    if (std::chrono::steady_clock::now() >= deadline) {
      return fail(Fault::timeout, "the hunting engine did not answer in time at its start");
    }
    std::this_thread::sleep_for(between_pings_ms);
  }
}

}  // namespace backstamp::hunting::engine
