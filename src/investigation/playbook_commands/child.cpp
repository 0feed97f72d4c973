#include "investigation/playbook_commands/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/file.h"

namespace backstamp::investigation {
namespace {

constexpr std::size_t output_bytes_max = 48 * 1024;
constexpr int look_ms = 50;  // how often a stop is looked for

void limit(__rlimit_resource resource, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(resource, &both);
}

// After fork(): async-signal-safe calls only.
[[noreturn]] void become(char* const* arguments, char* const* environment, int output) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int null = ::open("/dev/null", O_RDWR);
  if (::dup2(null, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(null, 2) < 0) ::_exit(126);
  ::close_range(3, ~0U, 0);
  limit(RLIMIT_AS, 1ull << 30);
  limit(RLIMIT_NOFILE, 256);
  limit(RLIMIT_CORE, 0);
  if (::chdir("/") != 0) ::_exit(126);
  ::execve(arguments[0], arguments, environment);
  ::_exit(127);
}

// Reads until the pipe is closed by all that hold it. False when the stop came first.
bool read_output(int pipe, std::string& output, const std::stop_token& stop) {
  char bytes[4096];
  while (!stop.stop_requested()) {
    pollfd ready{pipe, POLLIN, 0};
    if (::poll(&ready, 1, look_ms) <= 0) continue;
    const auto count = ::read(pipe, bytes, sizeof bytes);
    if (count == 0 || (count < 0 && errno != EINTR)) return true;
    if (count > 0 && output.size() < output_bytes_max) {
      output.append(bytes, std::min<std::size_t>(static_cast<std::size_t>(count),
                                                 output_bytes_max - output.size()));
    }
  }
  return false;
}

// False when the stop came first. The process stays known, so that its group can be killed.
bool wait_until_ended(pid_t child, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    siginfo_t info{};
    const int waited =
        ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT | WNOHANG);
    if (waited == 0 && info.si_pid == child) return true;
    if (waited < 0 && errno != EINTR) return true;
    ::poll(nullptr, 0, 5);
  }
  return false;
}

int status_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Result<ChildEnd> run_child(const std::vector<std::string>& words, std::stop_token stop) {
  std::vector<std::string> held = words;
  std::vector<char*> arguments;
  for (std::string& word : held) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::string path = "PATH=/usr/local/bin:/usr/bin:/bin";
  char* environment[] = {path.data(), nullptr};
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return std::unexpected(errno_error("cannot make a pipe for " + words[0], errno));
  }
  const Fd reading(ends[0]);
  Fd writing(ends[1]);
  const pid_t child = ::fork();
  if (child == 0) become(arguments.data(), environment, ends[1]);
  if (child < 0) return std::unexpected(errno_error("cannot start " + words[0], errno));
  writing = Fd();
  ChildEnd end;
  ::setpgid(child, child);  // whoever of the two comes first
  const bool over = read_output(ends[0], end.output, stop) && wait_until_ended(child, stop);
  ::kill(-child, SIGKILL);  // what it left running too
  end.status = status_of(child);
  if (over) return end;
  return fail(Fault::timeout, words[0] + " was stopped before it ended");
}

}  // namespace backstamp::investigation
