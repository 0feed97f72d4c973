#include "intake/tray_reader.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/check.h"
#include "base/log.h"

namespace backstamp::intake {
namespace {

constexpr std::size_t items_max = 500;
constexpr std::uint64_t bytes_max = 16ull * 1024 * 1024;
constexpr Duration look_every{100}, retry_first{500}, retry_max{30'000};

class Reader final : public TrayReader {
 public:
  Reader(const Tray& tray, Use use)
      : tray_(tray),
        use_(std::move(use)),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  void run(const std::stop_token& stop) {
    Duration retry = retry_first;
    while (!stop.stop_requested()) {
      const auto taken = take();
      if (taken) {
        retry = retry_first;
        if (*taken == 0) pause(look_every, stop);
        continue;
      }
      log(LogLevel::warning, "items wait in their folder", {{"why", taken.error().what}});
      pause(retry, stop);
      retry = std::min(retry * 2, retry_max);
    }
  }

  Result<std::size_t> take() {
    const auto items = TRY(tray_.oldest(items_max, bytes_max));
    if (items.empty()) return std::size_t{0};
    const std::vector<bool> good = TRY(use_(items));
    CHECK(good.size() == items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (good[i]) {
        TRY(tray_.remove(items[i]));
      } else {
        log(LogLevel::error, "item set aside", {{"name", items[i].name}});
        TRY(tray_.set_aside(items[i]));
      }
    }
    return items.size();
  }

  static void pause(Duration time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_for(lock, stop, time, [] { return false; });
  }

  const Tray& tray_;
  const Use use_;
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<TrayReader> TrayReader::start(const Tray& tray, Use use) {
  return std::make_unique<Reader>(tray, std::move(use));
}

}  // namespace backstamp::intake
