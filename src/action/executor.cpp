#include "action/executor.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "action/execution.h"
#include "base/log.h"
#include "casework/action_table.h"
#include "casework/audit_table.h"

namespace backstamp::action {
namespace {

using casework::Action;
using casework::ActionId;
using casework::ActionStatus;
using casework::Decision;
using Settled = std::function<void(const Action&)>;

constexpr Duration expiry_every{10'000};
constexpr Duration retry_first{1'000}, retry_max{60'000};
constexpr Duration look_every{100};           // of wait(): what others changed in the store
constexpr std::size_t settled_again = 1'000;  // actions whose end is told again at start

bool is_open(ActionStatus status) {
  return status == ActionStatus::approved || status == ActionStatus::executing ||
         status == ActionStatus::undoing;
}

std::string lower_name(ActionStatus status) { return ascii_lower(casework::name_of(status)); }

casework::AuditEntry audit_entry(Time at, std::string actor, std::string what, ActionId id,
                                 const nlohmann::ordered_json& detail) {
  casework::AuditEntry entry;
  entry.at = at;
  entry.actor = std::move(actor);
  entry.what = std::move(what);
  entry.target = id.value().text();
  entry.detail = detail.dump();
  return entry;
}

casework::AuditEntry audit_of_decision(const Action& action, const Decision& decision,
                                       std::string what) {
  nlohmann::ordered_json detail;
  detail["type"] = action.type;
  detail["copies"] = action.copies;
  detail["mailboxes"] = action.mailboxes;
  detail["comment"] = Text::lossy(decision.comment).str();
  return audit_entry(decision.at, decision.by, std::move(what), action.id, detail);
}

Result<casework::AuditEntry> audit_of_end(casework::Session& session, const Action& action,
                                          Time now) {
  const casework::OutcomeCounts counts = TRY(casework::count_outcomes(session, action.id));
  nlohmann::ordered_json detail;
  detail["done"] = counts.done;
  detail["failed"] = counts.failed;
  detail["already"] = counts.already;
  detail["not_found"] = counts.not_found;
  detail["undone"] = counts.undone;
  return audit_entry(now, "system", "action " + lower_name(action.status), action.id, detail);
}

Result<Action> existing(casework::Session& session, ActionId id) {
  auto action = TRY(casework::find_action(session, id));
  if (action) return std::move(*action);
  return fail(Fault::not_found, "no action has the id " + id.value().text());
}

// What the worker is to do, and what waits for another try.
class Agenda {
 public:
  void add(ActionId id) {
    const std::scoped_lock lock(mutex_);
    ready_.push_back(id);
    ++busy_[id];
    changed_.notify_all();
  }

  // Unless it is to be done anyway.
  void add_once(ActionId id) {
    const std::scoped_lock lock(mutex_);
    if (busy_.contains(id)) return;
    ready_.push_back(id);
    ++busy_[id];
  }

  // The next one; nothing when `until` comes first or `stop` is requested.
  std::optional<ActionId> next(Deadline until, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    for (;;) {
      promote();
      if (!ready_.empty()) break;
      const Deadline due = later_.empty() ? until : std::min(until, later_.begin()->first);
      changed_.wait_until(lock, stop, due, [&] { return !ready_.empty(); });
      if (stop.stop_requested()) return std::nullopt;
      promote();
      if (ready_.empty() && std::chrono::steady_clock::now() >= until) return std::nullopt;
    }
    const ActionId id = ready_.front();
    ready_.pop_front();
    return id;
  }

  // Waits until then, or until `stop` is requested.
  void pause(Deadline until, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, stop, until, [] { return false; });
  }

  void finished(ActionId id) {
    const std::scoped_lock lock(mutex_);
    tries_.erase(id);
    if (--busy_[id] == 0) busy_.erase(id);
    changed_.notify_all();
  }

  // It stays busy; the pause doubles with each try.
  void again(ActionId id) {
    const std::scoped_lock lock(mutex_);
    const int tries = std::min(tries_[id]++, 6);
    later_.emplace(deadline_in(std::min(retry_first * (1 << tries), retry_max)), id);
    changed_.notify_all();
  }

  // Waits a little for a change. True when nothing is to be done for `id`.
  bool idle(ActionId id, Deadline until) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, std::min(until, deadline_in(look_every)),
                        [&] { return !busy_.contains(id); });
    return !busy_.contains(id);
  }

 private:
  void promote() {
    const Deadline now = std::chrono::steady_clock::now();
    while (!later_.empty() && later_.begin()->first <= now) {
      ready_.push_back(later_.begin()->second);
      later_.erase(later_.begin());
    }
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<ActionId> ready_;
  std::multimap<Deadline, ActionId> later_;
  std::map<ActionId, int> busy_, tries_;
};

class Worker final : public Executor {
 public:
  Worker(const Tools& tools, Settled settled)
      : tools_(tools),
        settled_(std::move(settled)),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  Result<void> approve(ActionId id, const Decision& decision) override {
    return decide(id, decision, "approved");
  }

  Result<void> reject(ActionId id, const Decision& decision) override {
    return decide(id, decision, "rejected");
  }

  Result<void> undo(ActionId id, const Decision& decision) override {
    const Decision dated = completed(decision, "approved");
    return record(id, dated, "action undo approved", [&](casework::Session& session) {
      return casework::decide_undo(session, id, dated);
    });
  }

  Result<void> wait(ActionId id, Deadline deadline) override {
    for (;;) {
      const bool idle = agenda_.idle(id, deadline);
      const Action action = TRY(load(id));
      if (idle && !is_open(action.status) && action.status != ActionStatus::pending) return {};
      if (std::chrono::steady_clock::now() >= deadline) {
        return fail(Fault::timeout,
                    "action " + id.value().short_text() + " is still " + lower_name(action.status));
      }
      // What another process has in hand is looked at again, not all the time.
      if (idle) std::this_thread::sleep_until(std::min(deadline, deadline_in(look_every)));
    }
  }

 private:
  Decision completed(Decision decision, std::string_view verdict) const {
    if (decision.at == Time()) decision.at = tools_.clock.now();
    decision.verdict = verdict;
    return decision;
  }

  Result<void> decide(ActionId id, const Decision& decision, std::string_view verdict) {
    const Decision dated = completed(decision, verdict);
    const std::string what = "action " + std::string(verdict);
    return record(id, dated, what, [&](casework::Session& session) {
      return casework::decide_action(session, id, dated);
    });
  }

  // The decision and its audit entry become durable together; then the work is queued.
  Result<void> record(ActionId id, const Decision& decision, const std::string& what,
                      const std::function<Result<void>(casework::Session&)>& decide_in) {
    auto recorded = tools_.store.transact([&](casework::Session& session) -> Result<void> {
      const Action action = TRY(existing(session, id));
      TRY(decide_in(session));
      return casework::append_audit(session, audit_of_decision(action, decision, what));
    });
    if (recorded) agenda_.add(id);
    return recorded;
  }

  Result<Action> load(ActionId id) const {
    return tools_.store.reading<Action>(
        [&](casework::Session& session) { return existing(session, id); });
  }

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested() && !resume()) agenda_.pause(deadline_in(retry_first), stop);
    Deadline expiry = std::chrono::steady_clock::now();
    while (!stop.stop_requested()) {
      if (std::chrono::steady_clock::now() >= expiry) {
        expire();
        expiry = deadline_in(expiry_every);
      }
      if (const auto id = agenda_.next(expiry, stop)) process(*id, stop);
    }
  }

  // What a former run left open, and the ends it may not have told of.
  bool resume() {
    std::vector<ActionId> ids;
    const auto read = tools_.store.read([&](casework::Session& session) -> Result<void> {
      ids = TRY(casework::open_actions(session));
      for (const Action& action : TRY(casework::list_actions(
               session, casework::ActionFilter::history, settled_again, std::nullopt))) {
        if (!is_open(action.status)) ids.push_back(action.id);
      }
      return {};
    });
    if (!read) log(LogLevel::error, "actions not resumed", {{"why", read.error().what}});
    if (!read) return false;
    for (const ActionId& id : ids) agenda_.add_once(id);
    return true;
  }

  void expire() {
    std::vector<ActionId> expired;
    const auto done = tools_.store.transact([&](casework::Session& session) -> Result<void> {
      expired = TRY(casework::expire_actions(session, tools_.clock.now()));
      for (const ActionId& id : expired) {
        const Action action = TRY(existing(session, id));
        const auto entry = TRY(audit_of_end(session, action, tools_.clock.now()));
        TRY(casework::append_audit(session, entry));
      }
      return {};
    });
    if (!done) log(LogLevel::warning, "actions not expired", {{"why", done.error().what}});
    if (!done) return;
    for (const ActionId& id : expired) agenda_.add(id);
  }

  void process(ActionId id, const std::stop_token& stop) {
    const auto worked = work(id, stop);
    if (worked) return agenda_.finished(id);
    if (worked.error().fault == Fault::cancelled) return;
    log(LogLevel::warning, "action is tried again",
        {{"action", id.value().text()}, {"why", worked.error().what}});
    agenda_.again(id);
  }

  Result<void> work(ActionId id, const std::stop_token& stop) {
    Action action = TRY(load(id));
    if (is_open(action.status)) TRY(bring_to_rest(action, stop));
    if (action.status == ActionStatus::pending || !settled_) return {};
    try {
      settled_(action);
    } catch (const std::exception& error) {
      return fail(Fault::unavailable, std::string("its end could not be told: ") + error.what());
    }
    return {};
  }

  Result<void> bring_to_rest(Action& action, const std::stop_token& stop) {
    const auto type = find_type(action.type);
    if (!type) {
      log(LogLevel::error, "action of an unknown type", {{"why", type.error().what}});
      return end(action, ActionStatus::failed);
    }
    if (action.status == ActionStatus::undoing) {
      return end(action, TRY(take_back(tools_, **type, action, stop)));
    }
    if (action.status == ActionStatus::approved) TRY(begin(action));
    return end(action, TRY(carry_out(tools_, **type, action, stop)));
  }

  Result<void> begin(Action& action) {
    TRY(tools_.store.transact([&](casework::Session& session) {
      return casework::move_action(session, action.id, action.status, ActionStatus::executing);
    }));
    action.status = ActionStatus::executing;
    return {};
  }

  Result<void> end(Action& action, ActionStatus status) {
    Action ended = action;
    ended.status = status;
    auto recorded = tools_.store.transact([&](casework::Session& session) -> Result<void> {
      TRY(casework::move_action(session, action.id, action.status, status));
      const auto entry = TRY(audit_of_end(session, ended, tools_.clock.now()));
      return casework::append_audit(session, entry);
    });
    if (recorded) action.status = status;
    return recorded;
  }

  const Tools tools_;
  const Settled settled_;
  Agenda agenda_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace

std::unique_ptr<Executor> Executor::start(
    casework::Store& store, const platform::Mailboxes& mailboxes,
    const message::MessageStore& letters, PostDeliveryEvents& events, const Clock& clock,
    std::function<void(const Action&)> settled, unsigned mailboxes_at_once,
    const platform::Accounts* accounts, const platform::MailRules* rules) {
  return std::make_unique<Worker>(
      Tools{store, mailboxes, letters, events, clock, mailboxes_at_once, accounts, rules},
      std::move(settled));
}

}  // namespace backstamp::action
