#include "investigation/case_journal.h"

#include "casework/action_table.h"
#include "casework/investigation_table.h"
#include "casework/journal_table.h"
#include "investigation/analysis.h"

namespace backstamp::investigation {
namespace {

Uuid evidence_id(const casework::Evidence& evidence) {
  return Uuid::of_hash("evidence\n" + evidence.investigation.value().text() + '\n' +
                       std::string(casework::name_of(evidence.entity.kind)) + '\n' +
                       evidence.entity.value.str());
}

Result<void> keep(casework::Session& session, casework::InvestigationId id,
                  const playbook::Entry& entry, const Findings& findings) {
  for (casework::Evidence evidence : findings.evidence) {
    evidence.investigation = id;
    evidence.id = evidence_id(evidence);
    evidence.invocation = entry.invocation;
    evidence.first_seen = entry.at;
    if (evidence.reasons.empty()) evidence.reasons = "[]";
    TRY(put_evidence(session, evidence));
  }
  for (casework::Cluster cluster : findings.clusters) {
    cluster.invocation = entry.invocation;
    TRY(put_cluster(session, cluster));
  }
  for (const Recommendation& recommendation : findings.recommendations) {
    casework::Action action = recommendation.action;
    action.id = casework::ActionId(
        Uuid::of_hash("action\n" + id.value().text() + '\n' + action.deduplication_key));
    action.invocation = entry.invocation;
    TRY(add_action(session, action, recommendation.targets));
  }
  return {};
}

casework::JournalEntry stored(const playbook::Entry& entry) {
  return {.sequence = entry.sequence,
          .kind = std::string(playbook::name_of(entry.kind)),
          .invocation = entry.invocation,
          .step_id = entry.step_id,
          .step_name = entry.step_name,
          .command = entry.command,
          .at = entry.at,
          .detail = entry.detail,
          .previous_hash = {},
          .hash = {}};
}

}  // namespace

Result<std::vector<playbook::Entry>> CaseJournal::load(playbook::RunId run) {
  const casework::InvestigationId id(run.value());
  const auto rows = TRY(store_.reading<std::vector<casework::JournalEntry>>(
      [&](casework::Session& session) { return list_journal(session, id); }));
  std::vector<playbook::Entry> entries;
  entries.reserve(rows.size());
  for (const casework::JournalEntry& row : rows) {
    entries.push_back({.sequence = row.sequence,
                       .kind = TRY(playbook::entry_kind(row.kind)),
                       .invocation = row.invocation,
                       .step_id = row.step_id,
                       .step_name = row.step_name,
                       .command = row.command,
                       .at = row.at,
                       .detail = row.detail});
  }
  return entries;
}

Result<void> CaseJournal::append(playbook::RunId run, std::span<const playbook::Finding> entries) {
  const casework::InvestigationId id(run.value());
  return store_.transact([&](casework::Session& session) -> Result<void> {
    for (const auto& [entry, found] : entries) {
      TRY(append_journal(session, id, stored(entry)));
      const auto* findings = std::any_cast<Findings>(&found);
      if (findings) TRY(keep(session, id, entry, *findings));
    }
    return {};
  });
}

}  // namespace backstamp::investigation
