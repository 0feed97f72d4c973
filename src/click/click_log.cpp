#include "click/click_log.h"

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/log.h"

namespace backstamp::click {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::seconds sync_every{1};

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

// Clicks that are written together. Whoever comes first writes; who comes meanwhile is in the next.
struct Share {
  std::string lines;
  bool written = false;
  Result<void> outcome;
};

class Log final : public ClickLog {
 public:
  explicit Log(Tray& tray)
      : tray_(tray), thread_([this](const std::stop_token& stop) { keep_synced(stop); }) {}

  Result<void> add(const Click& click) override {
    const std::string line = to_line(click);
    std::unique_lock lock(mutex_);
    const std::shared_ptr<Share> own = next_;
    own->lines += line;
    changed_.wait(lock, [&] { return own->written || !writing_; });
    if (own->written) return own->outcome;
    writing_ = true;
    next_ = std::make_shared<Share>();
    lock.unlock();
    Result<void> outcome = tray_.put(own->lines);
    lock.lock();
    writing_ = false;
    unsynced_ = true;
    own->written = true;
    own->outcome = std::move(outcome);
    changed_.notify_all();
    return own->outcome;
  }

 private:
  void keep_synced(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      changed_.wait_for(lock, stop, sync_every, [] { return false; });
      if (!std::exchange(unsynced_, false)) continue;
      lock.unlock();
      const auto synced = tray_.sync();
      if (!synced) log(LogLevel::warning, "clicks not synced", {{"why", synced.error().what}});
      lock.lock();
    }
  }

  Tray& tray_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<Share> next_ = std::make_shared<Share>();
  bool writing_ = false, unsynced_ = false;
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
      const std::size_t end = std::min(lines.find('\n', at), lines.size());
      clicks.push_back(TRY(read(Json::parse(lines.substr(at, end - at)))));
      at = end + 1;
    }
  } catch (const nlohmann::json::exception& error) {
    return fail(Fault::corrupt, std::string("clicks cannot be read: ") + error.what());
  }
  return clicks;
}

std::unique_ptr<ClickLog> ClickLog::start(Tray& tray) { return std::make_unique<Log>(tray); }

}  // namespace backstamp::click
