#include "account_program.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/time.h"
#include "investigation/playbook_commands/child.h"

namespace backstamp {
namespace {

constexpr std::chrono::seconds time_max{60};

}  // namespace

Result<platform::ProgramEnd> run_account_program(const std::vector<std::string>& words) {
  std::stop_source enough;
  std::mutex mutex;
  std::condition_variable_any ended;
  bool over = false;
  // Ends the program when its time is up, or this thread when the program has ended.
  const std::jthread watch([&] {
    std::unique_lock lock(mutex);
    if (!ended.wait_until(lock, deadline_in(time_max), [&] { return over; })) enough.request_stop();
  });
  const auto child = investigation::run_child(words, enough.get_token());
  {
    const std::scoped_lock lock(mutex);
    over = true;
  }
  ended.notify_all();
  if (!child) return std::unexpected(child.error());
  return platform::ProgramEnd{.status = child->status, .output = child->output};
}

}  // namespace backstamp
