#include "click_process.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/file.h"
#include "base/guarded.h"
#include "base/log.h"
#include "click/gateway.h"
#include "http/server.h"
#include "milter_process.h"
#include "verdict/entries_file.h"

namespace backstamp {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t clicks_bytes_max = 1024ull * 1024 * 1024;

// The keys of the file as it is now.
class Keys {
 public:
  explicit Keys(fs::path file) : file_(std::move(file)) {}

  Result<void> read() {
    auto ring = std::make_shared<const click::KeyRing>(TRY(click::KeyRing::read_or_make(file_)));
    state_.with([&](State& state) {
      std::error_code error;
      state = {deadline_in(std::chrono::seconds(1)), fs::last_write_time(file_, error), ring};
    });
    return {};
  }

  std::shared_ptr<const click::KeyRing> now() {
    if (is_old()) {
      const auto again = read();
      if (!again) log(LogLevel::error, "link keys not read", {{"why", again.error().what}});
    }
    return state_.with([](const State& state) { return state.ring; });
  }

 private:
  struct State {
    Deadline look{};
    fs::file_time_type written{};
    std::shared_ptr<const click::KeyRing> ring;
  };

  // Looks no more than once a second.
  bool is_old() {
    return state_.with([&](State& state) {
      if (std::chrono::steady_clock::now() < state.look) return false;
      state.look = deadline_in(std::chrono::seconds(1));
      std::error_code error;
      return fs::last_write_time(file_, error) != state.written && !error;
    });
  }

  const fs::path file_;
  Guarded<State> state_;
};

class Running final : public ClickGateway {
 public:
  Running(const fs::path& data, const Settings& settings, click::Visitors visitors,
          std::unique_ptr<Tray> tray, std::unique_ptr<click::ClickLog> clicks)
      : tray_(std::move(tray)),
        keys_(data / "link.keys"),
        entries_(data / entries_file),
        visitors_(std::move(visitors)),
        log_(std::move(clicks)),
        parts_{.keys = [this] { return keys_.now(); },
               .entries = [this] { return entries_.now(); },
               .visitors = visitors_,
               .clicks = *log_,
               .clock = clock_,
               .policy = {.block = {"Malicious"},
                          .warn = {"Suspicious"},
                          .may_go_on = settings.click_go_on != 0},
               .organisation = Text::lossy(settings.click_organisation)} {}

  ~Running() override {
    if (server_) server_->stop();
  }

  Result<void> open(const Settings& settings) {
    TRY(keys_.read());
    const auto endpoint =
        TRY_IN("setting click.listen", http::parse_endpoint(settings.click_listen));
    server_ = TRY(http::Server::listen(
        endpoint,
        {.connections_max = 1'000, .header_bytes_max = 32 * 1024, .body_bytes_max = 16 * 1024},
        click::make_gateway(parts_)));
    log(LogLevel::info, "gateway listening", {{"address", http::text_of(server_->endpoint())}});
    return {};
  }

 private:
  const SystemClock clock_;
  const std::unique_ptr<Tray> tray_;
  Keys keys_;
  const verdict::EntriesFile entries_;
  click::Visitors visitors_;
  const std::unique_ptr<click::ClickLog> log_;
  const click::GatewayParts parts_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace

Result<std::unique_ptr<ClickGateway>> ClickGateway::start(const fs::path& data,
                                                          const Settings& settings) {
  static const SystemClock clock;
  TRY(make_folder(data));
  auto tray = TRY(Tray::open(data / clicks_folder, clock, clicks_bytes_max));
  auto clicks = TRY(click::ClickLog::start(*tray));
  auto running = std::make_unique<Running>(data, settings, TRY(click::Visitors::built_in()),
                                           std::move(tray), std::move(clicks));
  TRY(running->open(settings));
  return running;
}

Result<void> rotate_link_keys(const fs::path& data) {
  TRY(make_folder(data));
  TRY(click::KeyRing::rotate(data / "link.keys"));
  return {};
}

}  // namespace backstamp
