#include "investigation/hunt_schedule.h"

#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/log.h"
#include "casework/alert_table.h"
#include "casework/audit_table.h"
#include "hunting/kql/hunt.h"

namespace backstamp::investigation {
namespace {

namespace kql = hunting::kql;
using casework::HuntRun;
using casework::SavedHunt;

constexpr std::int64_t rows_max = 1'000;
constexpr std::size_t entities_max = 100;
constexpr std::int64_t ticks_a_millisecond = 10'000;
constexpr std::chrono::days findings_kept{90};
constexpr std::chrono::seconds look_again{5};  // the clock may be set, another node may have saved

// What makes a row the same finding in another run: its message and mailbox where it has them, else
// all of it.
struct Findings {
  std::vector<std::string> keys;           // of each row
  std::vector<casework::Entity> entities;  // of each row; an empty value: none
  std::int64_t rows = 0;
};

std::optional<std::size_t> column_of(const kql::Compiled& compiled, std::string_view name) {
  for (std::size_t i = 0; i < compiled.columns.size(); ++i) {
    if (compiled.columns[i].name == name) return i;
  }
  return std::nullopt;
}

Findings findings_of(const kql::Compiled& compiled, const kql::HuntAnswer& answer) {
  const auto message = column_of(compiled, "NetworkMessageId");
  const auto recipient = column_of(compiled, "RecipientEmailAddress");
  Findings findings;
  for (const auto& row : answer.rows) {
    std::string identity;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (message && i != *message && (!recipient || i != *recipient)) continue;
      identity += row[i] ? std::to_string(row[i]->size()) + ":" + *row[i] : "null;";
    }
    findings.keys.push_back(sha256_hex(identity));
    findings.entities.push_back({casework::EntityKind::message,
                                 message ? Text::lossy(row[*message].value_or("")) : Text()});
  }
  findings.rows = static_cast<std::int64_t>(answer.rows.size());
  return findings;
}

Result<Findings> ask(const HuntBench& bench, const SavedHunt& hunt, std::stop_token stop) {
  const kql::HuntBounds bounds{.rows_max = rows_max};
  const auto compiled =
      kql::compile(hunt.query.view(),
                   {.database = bench.hunting.database(),
                    .now_ticks = bench.clock.now().time_since_epoch().count() * ticks_a_millisecond,
                    .rows_max = bounds.rows_max,
                    .look = kql::look_at(bench.hunting, bounds, stop)});
  if (!compiled) return fail(Fault::invalid, kql::text_of(compiled.error()));
  const auto answer = TRY(kql::run(bench.hunting, *compiled, bounds, std::move(stop)));
  return findings_of(*compiled, answer);
}

casework::Alert alert_of(const SavedHunt& hunt, const Findings& findings,
                         const std::vector<std::string>& fresh, Time now) {
  casework::Alert alert;
  alert.id = casework::AlertId(Uuid::random());
  alert.policy = "scheduled-hunt";
  alert.title = hunt.name.str();
  alert.severity = *hunt.severity;
  alert.category = "ThreatManagement";
  alert.created = now;
  alert.raised_by = hunt.saved_by;
  std::string all;
  for (const std::string& key : fresh) all += key;
  alert.deduplication_key = "scheduled-hunt/" + hunt.id.value().text() + "/" + sha256_hex(all);
  for (std::size_t i = 0; i < findings.keys.size(); ++i) {
    if (findings.entities[i].value.empty() || alert.entities.size() >= entities_max) continue;
    if (!std::ranges::binary_search(fresh, findings.keys[i])) continue;
    if (std::ranges::find(alert.entities, findings.entities[i]) != alert.entities.end()) continue;
    alert.entities.push_back(findings.entities[i]);
  }
  alert.detail = nlohmann::ordered_json{
      {"hunt_id", hunt.id.value().text()},
      {"query", hunt.query.cut(10'000).str()},
      {"rows", findings.rows},
      {"fresh",
       fresh.size()}}.dump();
  return alert;
}

Result<void> raise(casework::Session& session, const SavedHunt& hunt, const Findings& findings,
                   const std::vector<std::string>& fresh, Time now, HuntRun& run) {
  const casework::Alert alert = alert_of(hunt, findings, fresh, now);
  const casework::Alert stored = TRY(add_alert(session, alert));
  run.alert = stored.id;
  if (stored.id != alert.id) return {};
  return append_audit(session, {.sequence = 0,
                                .at = now,
                                .actor = "scheduled hunt " + hunt.name.str(),
                                .what = "alert raised: scheduled-hunt",
                                .target = alert.id.value().text(),
                                .detail = alert.detail,
                                .previous_hash = {},
                                .hash = {}});
}

Result<void> keep(casework::Session& session, SavedHunt hunt, const Result<Findings>& findings,
                  HuntRun& run, Time now) {
  if (findings) {
    std::vector<std::string> fresh = TRY(fresh_findings(session, hunt.id, findings->keys, now));
    std::ranges::sort(fresh);
    TRY(forget_findings(session, hunt.id, now - findings_kept));
    run.status = "Done";
    run.rows = findings->rows;
    run.fresh = static_cast<std::int64_t>(fresh.size());
    if (!fresh.empty() && hunt.severity) {
      TRY(raise(session, hunt, *findings, fresh, now, run));
    }
  } else {
    run.status = "Failed";
    run.why = Text::lossy(findings.error().what).cut(1'000).str();
  }
  hunt.last_run = run.started;
  hunt.last_status = run.status;
  hunt.last_why = run.why;
  hunt.last_rows = run.rows;
  hunt.failures = findings ? 0 : hunt.failures + 1;
  if (hunt.every_minutes > 0 && hunt.next_run && *hunt.next_run <= now) {
    hunt.next_run = next_run_after(*hunt.next_run, hunt.every_minutes, now);
  }
  TRY(update_saved_hunt(session, hunt));
  return add_hunt_run(session, hunt.id, run);
}

}  // namespace

Time next_run_after(Time planned, std::int64_t every_minutes, Time now) {
  const std::chrono::minutes every(std::max<std::int64_t>(1, every_minutes));
  if (planned > now) return planned;
  return planned + every * ((now - planned) / every + 1);
}

Result<HuntRun> run_saved_hunt(const HuntBench& bench, casework::SavedHuntId id,
                               const std::string& cause, std::stop_token stop) {
  const auto read = [&](casework::Session& session) -> Result<SavedHunt> {
    auto hunt = TRY(find_saved_hunt(session, id));
    if (!hunt) return fail(Fault::not_found, "no saved hunt " + id.value().text());
    return std::move(*hunt);
  };
  const SavedHunt hunt = TRY(bench.store.reading<SavedHunt>(read));
  const Time started = bench.clock.now();
  const auto findings = ask(bench, hunt, stop);
  // Asked to stop, it did not fail: it runs again when somebody asks, or at the next start.
  if (!findings && stop.stop_requested()) return std::unexpected(findings.error());
  const Time now = bench.clock.now();
  return bench.store.writing<HuntRun>([&](casework::Session& session) -> Result<HuntRun> {
    HuntRun run{
        .started = started, .ended = now, .cause = cause, .status = {}, .why = {}, .alert = {}};
    // As it is by now: it may have been changed or removed while it ran.
    TRY(keep(session, TRY(read(session)), findings, run, now));
    return run;
  });
}

HuntSchedule::HuntSchedule(HuntBench bench) : bench_(bench) {
  thread_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

void HuntSchedule::look() {
  const std::scoped_lock lock(mutex_);
  look_ = true;
  changed_.notify_all();
}

void HuntSchedule::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void HuntSchedule::watch(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto due = bench_.store.reading<std::vector<SavedHunt>>(
        [&](casework::Session& session) { return due_saved_hunts(session, bench_.clock.now()); });
    if (!due) log(LogLevel::error, "scheduled hunts not read", {{"why", due.error().what}});
    for (const SavedHunt& hunt : due.value_or(std::vector<SavedHunt>())) {
      if (stop.stop_requested()) return;
      const auto run = run_saved_hunt(bench_, hunt.id, "schedule", stop);
      const std::string why = run ? run->why : run.error().what;
      if (!why.empty() && !stop.stop_requested()) {
        log(LogLevel::warning, "scheduled hunt failed",
            {{"hunt", hunt.id.value().text()}, {"why", why}});
      }
    }
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, look_again, [this] { return look_; });
    look_ = false;
  }
}

}  // namespace backstamp::investigation
