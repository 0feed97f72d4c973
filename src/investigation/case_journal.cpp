#include "investigation/case_journal.h"

#include <nlohmann/json.hpp>

#include "casework/action_table.h"
#include "casework/investigation_table.h"
#include "casework/journal_table.h"
#include "casework/reply_table.h"
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
  writer_.forget(id);  // another node may have had the run
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
  casework::JournalWriter::Batch batch{.id = id, .entries = {}};
  bool has_findings = false;
  for (const auto& [entry, found] : entries) {
    batch.entries.push_back(stored(entry));
    has_findings = has_findings || std::any_cast<Findings>(&found) != nullptr;
  }
  if (has_findings) {
    batch.with = [&](casework::Session& session) -> Result<void> {
      for (const auto& [entry, found] : entries) {
        const auto* findings = std::any_cast<Findings>(&found);
        if (findings) TRY(keep(session, id, entry, *findings));
      }
      return {};
    };
  }
  return writer_.append(batch);
}

Result<std::vector<playbook::Reply>> CaseJournal::replies(playbook::RunId run) {
  const casework::InvestigationId id(run.value());
  const auto stored = TRY(store_.reading<std::vector<casework::Reply>>(
      [&](casework::Session& session) { return list_replies(session, id); }));
  std::vector<playbook::Reply> replies;
  for (const casework::Reply& one : stored) {
    playbook::Reply reply{.position = static_cast<std::int64_t>(replies.size()) + 1,
                          .kind = TRY(playbook::reply_kind(one.kind)),
                          .invocation = one.invocation,
                          .values = {},
                          .by = one.by.str(),
                          .comment = one.comment.str()};
    const auto values = nlohmann::json::parse(one.values, nullptr, false);
    if (values.is_object()) {
      for (const auto& [name, value] : values.items()) {
        if (value.is_string()) reply.values[name] = value.get<std::string>();
      }
    }
    replies.push_back(std::move(reply));
  }
  return replies;
}

}  // namespace backstamp::investigation
