#include "click/click_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <shared_mutex>
#include <thread>

#include "base/file.h"
#include "base/log.h"

namespace backstamp::click {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::milliseconds turn_every{200};

Result<Click> read(const Json& json) {
  const auto text = [&](const char* key) { return Text::parse(json.at(key).get<std::string>()); };
  Click click;
  click.id = TRY(Uuid::parse(json.at("id").get<std::string>()));
  click.at = TRY(parse_rfc3339(json.at("at").get<std::string>()));
  click.target = json.at("target").get<std::string>();
  click.guard = TRY(Uuid::parse(json.at("guard").get<std::string>()));
  click.recipient = TRY(text("recipient"));
  click.action = json.at("action").get<std::string>();
  click.through = json.at("through").get<bool>();
  click.ip = TRY(text("ip"));
  click.agent = TRY(text("agent"));
  click.threat_types = json.at("threat_types").get<std::string>();
  click.visitor = json.at("visitor").get<std::string>();
  click.reason = json.at("reason").get<std::string>();
  return click;
}

Result<Fd> open_new(const std::filesystem::path& path) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600));
  if (fd.open()) return fd;
  return std::unexpected(errno_error("cannot create " + path.string(), errno));
}

class Log final : public ClickLog {
 public:
  explicit Log(Tray& tray) : tray_(tray) {}
  ~Log() override {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
    turn_over();
  }

  Result<void> open() {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(tray_.folder(), error)) {
      if (entry.path().filename().string().starts_with(open_name)) TRY(tray_.adopt(entry.path()));
    }
    file_ = TRY(open_new(path_of(number_)));
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    return {};
  }

  // One write of one line: appending is atomic, so threads need not wait for each other.
  Result<void> add(const Click& click) override {
    const std::string line = to_line(click);
    const std::shared_lock lock(mutex_);
    const ssize_t wrote = ::write(file_.get(), line.data(), line.size());
    if (wrote < 0) return std::unexpected(errno_error("cannot keep a click", errno));
    if (static_cast<std::size_t>(wrote) != line.size()) {
      return fail(Fault::limit, "cannot keep a click: no space");
    }
    used_ = true;
    return {};
  }

 private:
  static constexpr std::string_view open_name = "open-";
  std::filesystem::path path_of(std::uint64_t number) const {
    return tray_.folder() /
           (std::string(open_name) + std::to_string(::getpid()) + "-" + std::to_string(number));
  }

  void run(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any pause;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      pause.wait_for(lock, stop, turn_every, [] { return false; });
      if (used_) turn_over();
    }
  }

  // The file becomes an item, and another one is begun.
  void turn_over() {
    auto next = open_new(path_of(number_ + 1));
    if (!next) return log(LogLevel::error, "clicks stay open", {{"why", next.error().what}});
    {
      const std::unique_lock lock(mutex_);
      std::swap(file_, *next);
      used_ = false;
    }
    const std::filesystem::path full = path_of(number_++);
    ::fdatasync(next->get());
    const auto adopted = tray_.adopt(full);
    if (!adopted) log(LogLevel::error, "clicks stay open", {{"why", adopted.error().what}});
  }

  Tray& tray_;
  std::shared_mutex mutex_;
  Fd file_;
  std::uint64_t number_ = 0;
  std::atomic<bool> used_{false};
  std::jthread thread_;
};

}  // namespace

std::string to_line(const Click& click) {
  Json json;
  json["id"] = click.id.text();
  json["at"] = rfc3339(click.at);
  json["target"] = click.target;
  json["guard"] = click.guard.text();
  json["recipient"] = click.recipient.str();
  json["action"] = click.action;
  json["through"] = click.through;
  json["ip"] = click.ip.str();
  json["agent"] = click.agent.str();
  json["threat_types"] = click.threat_types;
  json["visitor"] = click.visitor;
  json["reason"] = click.reason;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<std::vector<Click>> clicks_of(std::string_view lines) {
  std::vector<Click> clicks;
  try {
    for (std::size_t at = 0; at < lines.size();) {
      const std::size_t end = lines.find('\n', at);
      if (end == std::string_view::npos) break;
      clicks.push_back(TRY(read(Json::parse(lines.substr(at, end - at)))));
      at = end + 1;
    }
  } catch (const nlohmann::json::exception& error) {
    return fail(Fault::corrupt, std::string("clicks cannot be read: ") + error.what());
  }
  return clicks;
}

Result<std::unique_ptr<ClickLog>> ClickLog::start(Tray& tray) {
  auto log = std::make_unique<Log>(tray);
  TRY(log->open());
  return log;
}

}  // namespace backstamp::click
