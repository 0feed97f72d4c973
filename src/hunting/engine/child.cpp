#include "hunting/engine/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace backstamp::hunting::engine {
namespace {

// Between fork() and exec() of a process with threads: system calls only.
[[noreturn]] void become(char* const* arguments, int parent, int errors, int nothing) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it died before the line above
  sigset_t none;
  sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  if (errors >= 0) ::dup2(errors, STDERR_FILENO);
  // The engine's library takes what stands on standard input for data to insert.
  ::dup2(nothing, STDIN_FILENO);
  ::execv(arguments[0], arguments);
  constexpr std::string_view message = "cannot execute the program\n";
  [[maybe_unused]] const auto wrote = ::write(STDERR_FILENO, message.data(), message.size());
  ::_exit(127);
}

}  // namespace

Result<Child> spawn_child(const std::vector<std::string>& command, Errors errors) {
  std::array<int, 2> ends{-1, -1};
  if (errors == Errors::captured && ::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return std::unexpected(errno_error("cannot make a pipe", errno));
  }
  Child child{.pid = 0, .ended = {}, .errors = Fd(ends[0])};
  const Fd writing(ends[1]);
  if (child.errors.open()) ::fcntl(child.errors.get(), F_SETFL, O_NONBLOCK);
  std::vector<char*> arguments;
  for (const std::string& each : command) arguments.push_back(const_cast<char*>(each.c_str()));
  arguments.push_back(nullptr);
  const Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!nothing.open()) return std::unexpected(errno_error("cannot open /dev/null", errno));
  const int parent = ::getpid();
  child.pid = ::fork();
  if (child.pid == 0) become(arguments.data(), parent, writing.get(), nothing.get());
  if (child.pid < 0) return std::unexpected(errno_error("cannot start " + command.front(), errno));
  child.ended = Fd(static_cast<int>(::syscall(SYS_pidfd_open, child.pid, 0)));
  if (child.ended.open()) return child;
  const int error_number = errno;
  ::kill(child.pid, SIGKILL);
  ::waitpid(child.pid, nullptr, 0);
  return std::unexpected(errno_error("cannot watch " + command.front(), error_number));
}

}  // namespace backstamp::hunting::engine
