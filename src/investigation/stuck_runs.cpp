#include "investigation/stuck_runs.h"

#include <nlohmann/json.hpp>

#include "base/log.h"
#include "casework/alert_table.h"
#include "casework/audit_table.h"
#include "casework/investigation_table.h"
#include "casework/journal_table.h"
#include "playbook/standstill.h"

namespace backstamp::investigation {
namespace {

using casework::Session;
using Json = nlohmann::ordered_json;

constexpr std::size_t runs_a_look_max = 100;
constexpr std::size_t steps_told_max = 3;

std::string shown(const playbook::Overdue& step) {
  const std::string& name = step.step_name.empty() ? step.step_id : step.step_name;
  if (step.invocation.empty()) return "its end is not on record";
  return "step " + Text::lossy(name).cut(100).str() + " (" +
         Text::lossy(step.invocation).cut(200).str() + ")" +
         (step.begun ? " did not end in its time" : " was not begun");
}

// Where the run is stuck, in words; empty when it is not.
std::string where_stuck(const casework::Investigation& investigation, CaseJournal& journal,
                        const playbook::Shelf& playbooks, Time now) {
  const auto document = playbooks.find(investigation.playbook_id, investigation.playbook_version);
  if (!document) return "its playbook is not there";
  const auto entries = journal.load(playbook::RunId(investigation.id.value()));
  if (!entries) return entries.error().what;
  const auto steps = playbook::overdue_steps(*entries, *document, &playbooks, now);
  if (!steps) return steps.error().what;
  std::string text;
  for (std::size_t at = 0; at < std::min(steps->size(), steps_told_max); ++at) {
    text += (at > 0 ? "; " : "") + shown((*steps)[at]);
  }
  if (steps->size() > steps_told_max) {
    text += "; and " + std::to_string(steps->size() - steps_told_max) + " more";
  }
  return text;
}

casework::Alert alert_for(const casework::Investigation& investigation,
                          const casework::StillJournal& still, const std::string& where, Time now) {
  casework::Alert alert;
  alert.id = casework::AlertId(Uuid::random());
  alert.policy = "playbook-run-stuck";
  alert.title = "Stuck playbook run: " + Text::lossy(where).cut(300).str();
  alert.severity = casework::Severity::medium;
  alert.category = "Operations";
  alert.created = now;
  alert.raised_by = Text::trusted("backstamp");
  alert.entities = {investigation.root};
  alert.investigation = investigation.id;
  alert.deduplication_key = "playbook-run-stuck\n" + investigation.id.value().text() + "\n" +
                            std::to_string(still.sequence);
  alert.detail = Json{{"investigation", investigation.id.value().text()},
                      {"playbook", investigation.playbook_id},
                      {"where", Text::lossy(where).str()},
                      {"last_entry", still.sequence},
                      {"since", rfc3339(still.since)}}
                     .dump();
  return alert;
}

// True when the alert is new.
Result<bool> raise(Session& session, casework::Investigation investigation,
                   const casework::Alert& alert) {
  const casework::Alert kept = TRY(add_alert(session, alert));
  if (kept.id != alert.id) return false;
  TRY(append_audit(session, {.sequence = 0,
                             .at = alert.created,
                             .actor = alert.raised_by.str(),
                             .what = "alert raised: " + alert.policy,
                             .target = investigation.id.value().text(),
                             .detail = alert.detail,
                             .previous_hash = {},
                             .hash = {}}));
  investigation.alerts.push_back(alert.id);
  TRY(update_investigation(session, investigation));
  return true;
}

}  // namespace

Result<std::size_t> alert_stuck_runs(casework::Store& store, CaseJournal& journal,
                                     const playbook::Shelf& playbooks, Duration still, Time now) {
  const auto candidates = TRY(store.reading<std::vector<casework::StillJournal>>(
      [&](Session& session) { return still_journals(session, now - still, runs_a_look_max); }));
  std::size_t raised = 0;
  for (const casework::StillJournal& one : candidates) {
    const auto investigation = TRY(store.reading<std::optional<casework::Investigation>>(
        [&](Session& session) { return find_investigation(session, one.id); }));
    if (!investigation) continue;
    const std::string where = where_stuck(*investigation, journal, playbooks, now);
    if (where.empty()) continue;
    const casework::Alert alert = alert_for(*investigation, one, where, now);
    const bool fresh = TRY(store.writing<bool>([&](Session& session) -> Result<bool> {
      const auto present = TRY(find_investigation(session, one.id));
      if (!present || present->run_finished) return false;
      return raise(session, *present, alert);
    }));
    if (!fresh) continue;
    ++raised;
    log(LogLevel::error, "playbook run stuck",
        {{"investigation", one.id.value().text()}, {"where", where}});
  }
  return raised;
}

}  // namespace backstamp::investigation
