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
#include "investigation/alarms.h"
#include "investigation/case_journal.h"
#include "investigation/conclusion.h"
#include "investigation/playbook_commands/list.h"

namespace backstamp::investigation {
namespace {

using casework::Investigation;
using casework::InvestigationId;

// Waits longer than this give their thread to other investigations.
constexpr std::chrono::seconds patience{2};

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
        analyzers_(instruments_),
        commands_(all_commands(analyzers_, instruments_.commands_allowed)) {
    const auto left = instruments_.store.reading<std::vector<InvestigationId>>(
        [](casework::Session& session) { return unfinished_investigations(session); });
    if (left) {
      for (const InvestigationId& id : *left) run(id);
    }
    for (unsigned i = 0; i < threads; ++i) {
      workers_.emplace_back([this](std::stop_token stop) { work(stop); });
    }
  }

  ~RunningInvestigator() override {
    alarms_.stop();
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

  Result<void> refresh(InvestigationId id) override { return update(id, std::nullopt); }

 private:
  void work(std::stop_token stop) {
    while (const auto id = queue_.pop(stop)) {
      const Result<void> done = investigate(*id, stop);
      if (!done) {
        log(LogLevel::error, "investigation interrupted",
            {{"investigation", id->value().text()}, {"why", done.error().what}});
      }
      const bool again = under_way_.with(
          [&](std::map<InvestigationId, bool>& ids) { return ids.extract(*id).mapped(); });
      if (again) run(*id);
    }
  }

  Result<void> investigate(InvestigationId id, std::stop_token stop) {
    const auto investigation = TRY(instruments_.store.reading<std::optional<Investigation>>(
        [&](casework::Session& session) { return find_investigation(session, id); }));
    if (!investigation) return fail(Fault::not_found, "no such investigation");
    const auto document =
        playbooks_.find(investigation->playbook_id, investigation->playbook_version);
    if (!document) {
      return update(
          id, playbook::RunEnd{playbook::RunStatus::failed,
                               "playbook " + investigation->playbook_id + " of " +
                                   investigation->playbook_version + " is not there any more"});
    }
    TRY(update(id, std::nullopt));
    playbook::Runner runner(journal_, *commands_, instruments_.clock, {.patience = patience},
                            &playbooks_);
    const playbook::RunEnd end =
        TRY(runner.run(playbook::RunId(id.value()), *document,
                       external_variables(*investigation, *document), stop));
    if (end.status == playbook::RunStatus::stopped) return {};
    if (end.status == playbook::RunStatus::waiting) {
      alarms_.set(id, end.wake);
      return {};
    }
    return update(id, end);
  }

  Result<void> update(InvestigationId id, const std::optional<playbook::RunEnd>& run) {
    return instruments_.store.transact([&](casework::Session& session) {
      return bring_up_to_date(session, id, run, instruments_.clock.now());
    });
  }

  const Instruments instruments_;
  const playbook::Shelf& playbooks_;
  CaseJournal journal_;
  AnalyzerCommands analyzers_;
  const std::unique_ptr<playbook::Commands> commands_;
  Queue<InvestigationId> queue_{1'000'000};
  Guarded<std::map<InvestigationId, bool>> under_way_;  // true: to be run once more
  Alarms alarms_{instruments_.clock, [this](InvestigationId id) { run(id); }};
  std::vector<std::jthread> workers_;  // last: they use all of the above
};

}  // namespace

std::unique_ptr<Investigator> Investigator::start(const Instruments& instruments, unsigned threads,
                                                  const playbook::Shelf& playbooks) {
  return std::make_unique<RunningInvestigator>(instruments, threads, playbooks);
}

}  // namespace backstamp::investigation
