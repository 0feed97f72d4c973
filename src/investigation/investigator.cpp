#include "investigation/investigator.h"

#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/guarded.h"
#include "base/log.h"
#include "base/queue.h"
#include "casework/action_table.h"
#include "casework/alert_table.h"
#include "casework/investigation_table.h"
#include "investigation/case_journal.h"
#include "investigation/conclusion.h"
#include "investigation/dry_run.h"
#include "investigation/playbook_commands/list.h"
#include "investigation/run_share.h"
#include "investigation/stuck_runs.h"

namespace backstamp::investigation {
namespace {

using casework::Investigation;
using casework::InvestigationId;

// Waits longer than this give their thread to other investigations.
constexpr std::chrono::seconds patience{2};
// After the store failed, or another process wrote to the journal.
constexpr std::chrono::seconds retry_after{10};

// The external variables it was started with, as far as the playbook declares them.
playbook::Variables external_variables(const Investigation& investigation,
                                       const playbook::Document& document) {
  playbook::Variables variables;
  const auto kept = nlohmann::json::parse(investigation.variables, nullptr, false);
  if (!kept.is_object() || !kept.contains("variables")) return variables;
  for (const auto& [name, value] : kept["variables"].items()) {
    const auto declared = document.variables.find(name);
    if (declared == document.variables.end() || !declared->second.external || !value.is_string())
      continue;
    variables[name] = declared->second;
    variables[name].value = value.get<std::string>();
  }
  return variables;
}

// Of what the investigation is about.
bool is_root(const casework::Evidence& evidence, const casework::Entity& root) {
  return evidence.entity.kind == root.kind &&
         ascii_equal(evidence.entity.value.view(), root.value.view());
}

std::string root_verdict(const std::vector<casework::Evidence>& evidence,
                         const casework::Entity& root) {
  const auto found = std::ranges::find_if(
      evidence, [&](const casework::Evidence& one) { return is_root(one, root); });
  return found == evidence.end() ? "Unknown" : found->verdict;
}

Result<void> mark_evidence(casework::Session& session,
                           const std::vector<casework::Evidence>& evidence,
                           const casework::Entity& root, const std::string& remediation_status) {
  for (casework::Evidence one : evidence) {
    const bool bad = one.verdict == "Malicious" || one.verdict == "Suspicious";
    if (!bad || !is_root(one, root) || one.remediation_status == remediation_status) continue;
    one.remediation_status = remediation_status;
    TRY(put_evidence(session, one));
  }
  return {};
}

Result<void> settle_alerts(casework::Session& session, const Investigation& investigation,
                           bool ended) {
  for (const casework::AlertId& alert : investigation.alerts) {
    TRY(set_alert_status(
        session, alert,
        ended ? casework::AlertStatus::resolved : casework::AlertStatus::in_progress));
  }
  return {};
}

// Reads all, concludes, writes what changed: in one transaction, so no decision is overlooked.
Result<void> bring_up_to_date(casework::Session& session, InvestigationId id,
                              const std::optional<playbook::RunEnd>& run, Time now) {
  auto investigation = TRY(find_investigation(session, id));
  if (!investigation) return fail(Fault::not_found, "no investigation " + id.value().text());
  investigation->run_finished = investigation->run_finished || run.has_value();
  const auto ended = run                           ? run
                     : investigation->run_finished ? std::optional(playbook::RunEnd{})
                                                   : std::nullopt;
  const auto evidence = TRY(list_evidence(session, id));
  const auto clusters = TRY(list_clusters(session, id, /*with_members=*/true));
  const auto actions = TRY(actions_of(session, id));
  const Standing standing =
      conclude(ended, root_verdict(evidence, investigation->root), clusters, actions);
  if (standing.status == casework::InvestigationStatus::pending_action) {
    if (!investigation->pending_since) investigation->pending_since = now;
  } else {
    investigation->pending_since.reset();
  }
  const bool was_failed = investigation->status == casework::InvestigationStatus::failed && !run;
  if (!was_failed || standing.status != casework::InvestigationStatus::no_threats_found) {
    investigation->status = standing.status;
    investigation->result = standing.result;
  }
  if (standing.ended && !investigation->ended) investigation->ended = now;
  if (!standing.ended) investigation->ended.reset();
  TRY(update_investigation(session, *investigation));
  TRY(mark_evidence(session, evidence, investigation->root, standing.remediation_status));
  return settle_alerts(session, *investigation, standing.ended);
}

class RunningInvestigator final : public Investigator {
 public:
  RunningInvestigator(const Instruments& instruments, unsigned threads,
                      const playbook::Shelf& playbooks)
      : instruments_(instruments),
        playbooks_(playbooks),
        journal_(instruments.store),
        read_case_(
            stored_cases(instruments_.store, instruments_.letters, instruments_.surroundings)),
        analyzers_(instruments_, read_case_),
        commands_(all_commands({.analyzers = analyzers_,
                                .hunting = instruments_.hunting,
                                .clock = instruments_.clock,
                                .read_case = read_case_},
                               instruments_.reach)) {
    share_.start();
    for (unsigned i = 0; i < threads; ++i) {
      workers_.emplace_back([this](std::stop_token stop) { work(stop); });
    }
    watch_ = std::jthread([this](std::stop_token stop) { watch_stuck(stop); });
  }

  ~RunningInvestigator() override {
    share_.stop();
    for (std::jthread& worker : workers_) worker.request_stop();
    queue_.close();
  }

  void run(InvestigationId id) override {
    // One under way is looked at again when it is through: a reply may have come too late for it.
    const bool fresh = under_way_.with([&](std::map<InvestigationId, bool>& ids) {
      const auto [found, added] = ids.emplace(id, false);
      if (!added) found->second = true;
      return added;
    });
    if (fresh) queue_.push(id);
  }

  Result<std::string> dry_run(const playbook::Document& playbook, const Bytes& letter) override {
    return investigation::dry_run(instruments_, playbooks_, playbook, letter);
  }

  // As run(), but what is under way is left alone.
  void offer(InvestigationId id) {
    const bool fresh = under_way_.with(
        [&](std::map<InvestigationId, bool>& ids) { return ids.emplace(id, false).second; });
    if (fresh) queue_.push(id);
  }

  Result<void> refresh(InvestigationId id) override { return update(id, std::nullopt); }

 private:
  void work(std::stop_token stop) {
    while (const auto id = queue_.pop(stop)) {
      const Result<bool> through = take_turn(*id, stop);
      if (!through) {
        log(LogLevel::error, "investigation interrupted",
            {{"investigation", id->value().text()}, {"why", through.error().what}});
      }
      const bool again = under_way_.with(
          [&](std::map<InvestigationId, bool>& ids) { return ids.extract(*id).mapped(); });
      if (again || (through && !*through)) run(*id);
    }
  }

  // False: it was called for meanwhile, and is to be run once more.
  Result<bool> take_turn(InvestigationId id, const std::stop_token& stop) {
    if (!TRY(share_.claim(id))) return true;  // another node has it, and knows now
    const auto standing = investigate(id, stop);
    if (!standing) {
      (void)share_.release(id, instruments_.clock.now() + retry_after);
      return std::unexpected(standing.error());
    }
    switch (standing->status) {
      case playbook::RunStatus::waiting: return share_.release(id, standing->wake);
      case playbook::RunStatus::stopped: return true;  // kept until this node frees all it has
      default: TRY(share_.end(id)); return true;
    }
  }

  void watch_stuck(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    const Duration look = std::min<Duration>(instruments_.stuck_after, std::chrono::minutes(1));
    std::unique_lock lock(mutex);
    while (!never.wait_for(lock, stop, look, [] { return false; }) && !stop.stop_requested()) {
      const auto raised = alert_stuck_runs(instruments_.store, journal_, playbooks_,
                                           instruments_.stuck_after, instruments_.clock.now());
      if (!raised) {
        log(LogLevel::error, "stuck runs not looked for", {{"why", raised.error().what}});
      }
    }
  }

  // How it stands when its thread is free again.
  Result<playbook::RunEnd> investigate(InvestigationId id, const std::stop_token& stop) {
    const auto investigation = TRY(instruments_.store.reading<std::optional<Investigation>>(
        [&](casework::Session& session) { return find_investigation(session, id); }));
    if (!investigation) return fail(Fault::not_found, "no such investigation");
    const auto document =
        playbooks_.find(investigation->playbook_id, investigation->playbook_version);
    if (!document) {
      const playbook::RunEnd end{playbook::RunStatus::failed,
                                 "playbook " + investigation->playbook_id + " of " +
                                     investigation->playbook_version + " is not there any more"};
      TRY(update(id, end));
      return end;
    }
    TRY(update(id, std::nullopt));
    playbook::RunEnd end = TRY(runner_.run(playbook::RunId(id.value()), *document,
                                           external_variables(*investigation, *document), stop));
    const bool ended =
        end.status != playbook::RunStatus::stopped && end.status != playbook::RunStatus::waiting;
    if (ended) TRY(update(id, end));
    return end;
  }

  Result<void> update(InvestigationId id, const std::optional<playbook::RunEnd>& run) {
    return instruments_.store.transact([&](casework::Session& session) {
      return bring_up_to_date(session, id, run, instruments_.clock.now());
    });
  }

  const Instruments instruments_;
  const playbook::Shelf& playbooks_;
  CaseJournal journal_;
  const CaseReader read_case_;
  AnalyzerCommands analyzers_;
  const std::unique_ptr<playbook::Commands> commands_;
  Queue<InvestigationId> queue_{1'000'000};
  Guarded<std::map<InvestigationId, bool>> under_way_;  // true: to be run once more
  RunShare share_{instruments_.store, instruments_.clock, instruments_.node,
                  [this](InvestigationId id) { offer(id); }};
  // Its end waits for commands that were left behind: only then may others have their runs.
  playbook::Runner runner_{
      journal_, *commands_, instruments_.clock, {.patience = patience}, &playbooks_};
  std::vector<std::jthread> workers_;
  std::jthread watch_;  // last: the threads use all of the above
};

}  // namespace

std::unique_ptr<Investigator> Investigator::start(const Instruments& instruments, unsigned threads,
                                                  const playbook::Shelf& playbooks) {
  return std::make_unique<RunningInvestigator>(instruments, threads, playbooks);
}

}  // namespace backstamp::investigation
