#include "casework/migration.h"

#include <charconv>

#include "casework/statement.h"

namespace backstamp::casework {
namespace {

// Times are milliseconds since 1970, ids and JSON are text, flags 0 or 1. A ..._key column is what
// index_key() makes of its neighbour.
constexpr const char* first_schema[] = {
    "create table alerts (id text primary key, policy text not null, title text not null, "
    "severity text not null, category text not null, status text not null, "
    "created bigint not null, raised_by text not null, entities text not null, "
    "investigation_id text, deduplication_key text not null, deduplication_index text, "
    "detail text not null)",
    "create unique index alerts_deduplication on alerts (deduplication_index)",
    "create index alerts_created on alerts (created)",

    "create table investigations (id text primary key, name text not null, "
    "playbook_id text not null, playbook_name text not null, playbook_version text not null, "
    "status text not null, result text not null, started_by text not null, "
    "root_kind text not null, root_value text not null, root_key text not null, "
    "variables text not null, alerts text not null, started bigint not null, ended bigint, "
    "pending_since bigint, run_finished bigint not null)",
    "create index investigations_started on investigations (started)",
    "create index investigations_status on investigations (status, started)",
    "create index investigations_root on investigations (root_kind, root_key)",
    "create index investigations_unfinished on investigations (id) where run_finished = 0",

    "create table evidence (id text not null, "
    "investigation_id text not null references investigations (id), "
    "entity_kind text not null, entity_value text not null, entity_key text not null, "
    "verdict text not null, threat_types text not null, remediation_status text not null, "
    "first_seen bigint not null, invocation text not null, reasons text not null, "
    "primary key (investigation_id, entity_kind, entity_key))",

    "create table clusters (id text primary key, "
    "investigation_id text not null references investigations (id), "
    "kind text not null, cluster_by text not null, value text not null, "
    "value_key text not null, query text not null, verdict text not null, "
    "threat_types text not null, arithmetic text not null, volume_anomaly bigint not null, "
    "queried bigint not null, invocation text not null, by_location text not null, "
    "by_threat text not null, copies bigint not null, "
    "unique (investigation_id, cluster_by, value_key))",
    "create table cluster_members (cluster_id text not null references clusters (id), "
    "position bigint not null, network_message_id text not null, recipient text not null, "
    "original_location text not null, latest_location text not null, folder text not null, "
    "name text not null, why text not null, primary key (cluster_id, position))",
    "create index cluster_members_message on cluster_members (network_message_id)",

    "create table actions (id text primary key, type text not null, status text not null, "
    "title text not null, reason text not null, investigation_id text, "
    "target_kind text not null, target_query text not null, reversible bigint not null, "
    "inverse text not null, copies bigint not null, mailboxes bigint not null, "
    "users bigint not null, created bigint not null, expires bigint not null, "
    "decided_by text, decided_at bigint, decision_comment text, decision_verdict text, "
    "undo_by text, undo_at bigint, undo_comment text, undo_verdict text, "
    "invocation text not null, deduplication_key text not null, deduplication_index text)",
    "create unique index actions_deduplication on actions (investigation_id, "
    "deduplication_index)",
    "create index actions_created on actions (created)",
    "create index actions_status on actions (status, created)",
    "create table action_targets (action_id text not null references actions (id), "
    "network_message_id text not null, recipient text not null, recipient_key text not null, "
    "instance bigint not null, folder text not null, name text not null, state text not null, "
    "place text not null, detail text not null, at bigint, "
    "primary key (action_id, network_message_id, recipient_key, instance))",
    "create index action_targets_copy on action_targets (network_message_id, recipient_key)",

    "create table journal (investigation_id text not null, sequence bigint not null, "
    "kind text not null, invocation text not null, step_id text not null, "
    "step_name text not null, command text not null, at bigint not null, detail text not null, "
    "previous_hash text not null, hash text not null, primary key (investigation_id, sequence))",

    "create table audit (sequence bigint primary key, at bigint not null, actor text not null, "
    "what text not null, target text not null, detail text not null, "
    "previous_hash text not null, hash text not null)",

    "create table indicators (id text not null, kind text not null, value text not null, "
    "value_key text not null, verdict text not null, comment text not null, "
    "added_by text not null, added bigint not null, expires bigint, "
    "primary key (kind, value_key))",

    "create table imports (id text primary key, source text not null, mailbox text not null, "
    "direction text not null, status text not null, why text not null, files bigint not null, "
    "files_imported bigint not null, files_refused bigint not null, messages bigint not null, "
    "copies_added bigint not null, copies_known bigint not null, refused text not null, "
    "started bigint not null, ended bigint)",
    "create index imports_status on imports (status)",

    "create table mailboxes (address text not null, address_key text primary key, "
    "kind text not null, path text not null)",
};

constexpr const char* rejudging[] = {
    "create table rejudgings (id text primary key, kind text not null, value text not null, "
    "value_key text not null, cause text not null, requested_by text not null, "
    "status text not null, why text not null, shares bigint not null, "
    "shares_done bigint not null, messages bigint not null, copies bigint not null, "
    "messages_worse bigint not null, copies_worse bigint not null, "
    "messages_better bigint not null, copies_better bigint not null, purge text, "
    "purges_undone bigint not null, requested bigint not null, ended bigint)",
    "create index rejudgings_status on rejudgings (status)",
    "create index rejudgings_indicator on rejudgings (kind, value_key)",
    "alter table actions add column origin text not null default ''",
};

constexpr const char* feeds[] = {
    "create table feeds (name text primary key, format text not null, updated bigint not null, "
    "updated_by text not null, entries bigint not null, refused text not null)",
    "create table feed_entries (feed text not null, kind text not null, value text not null, "
    "value_key text not null, confidence bigint not null, seen bigint, expires bigint, "
    "comment text not null, primary key (feed, kind, value_key))",
    "create index feed_entries_expires on feed_entries (expires)",
    "create table rejudging_entries (rejudging_id text not null, position bigint not null, "
    "kind text not null, value text not null, primary key (rejudging_id, position))",
};

constexpr const char* playbooks_and_replies[] = {
    "create table playbooks (id text not null, version text not null, document text not null, "
    "imported_by text not null, imported bigint not null, primary key (id, version))",
    "create table replies (investigation_id text not null, position bigint not null, "
    "kind text not null, invocation text not null, given text not null, replied_by text not null, "
    "comment text not null, at bigint not null, primary key (investigation_id, position))",
};

constexpr const char* letters_read_again[] = {
    "alter table rejudgings add column since bigint",
    "alter table rejudgings add column until bigint",
    "create table judging_states (name text primary key, value text not null, at bigint not null)",
    "create index action_targets_message on action_targets (network_message_id)",
};

constexpr const char* imap_sync[] = {
    "create table imap_folders (mailbox_key text not null, wire_key text not null, "
    "wire text not null, name text not null, uid_validity bigint not null, "
    "uid_next bigint not null, messages bigint not null, modseq bigint not null, "
    "primary key (mailbox_key, wire_key))",
    "create table imap_messages (mailbox_key text not null, wire_key text not null, "
    "uid bigint not null, network_message_id text not null, seen bigint not null, "
    "primary key (mailbox_key, wire_key, uid))",
    "create index imap_messages_message on imap_messages (mailbox_key, network_message_id)",
    "create table guards (guard text primary key, network_message_id text not null, "
    "at bigint not null)",
    "create index guards_at on guards (at)",
};

constexpr const char* saved_hunts[] = {
    "create table saved_hunts (id text primary key, name text not null, name_key text not null, "
    "query text not null, about text not null, saved_by text not null, saved bigint not null, "
    "every_minutes bigint not null, severity text, next_run bigint, last_run bigint, "
    "last_status text not null, last_why text not null, last_rows bigint not null, "
    "failures bigint not null)",
    "create unique index saved_hunts_name on saved_hunts (name_key)",
    "create index saved_hunts_next_run on saved_hunts (next_run)",
    "create table hunt_runs (hunt_id text not null, position bigint not null, "
    "started bigint not null, ended bigint not null, cause text not null, status text not null, "
    "why text not null, row_count bigint not null, fresh_count bigint not null, alert_id text, "
    "primary key (hunt_id, position))",
    "create table hunt_findings (hunt_id text not null, finding text not null, "
    "seen bigint not null, primary key (hunt_id, finding))",
};

constexpr const char* cluster_volumes[] = {
    "alter table clusters add column by_original_location text not null default '{}'",
    "alter table clusters add column by_day text not null default '{}'",
    "alter table clusters add column earlier_copies bigint not null default 0",
};

constexpr const char* campaigns[] = {
    "create table campaigns (id text primary key, name text not null, "
    "first_seen bigint not null, last_seen bigint not null, messages bigint not null, "
    "copies bigint not null, by_threat text not null, by_day text not null, merged_into text)",
    "create index campaigns_last_seen on campaigns (last_seen, id)",
    "create table campaign_members (network_message_id text primary key, "
    "campaign_id text not null, delivered bigint not null, why text not null)",
    "create index campaign_members_campaign on campaign_members (campaign_id, delivered)",
    "create table campaign_traits (campaign_id text not null, kind text not null, "
    "value text not null, value_key text not null, copies bigint not null, "
    "primary key (campaign_id, kind, value_key))",
    "create table campaign_sketches (campaign_id text not null, sketch text not null, "
    "sketch_key text not null, primary key (campaign_id, sketch_key))",
    "create table campaign_clusters (cluster_id text primary key, campaign_id text)",
    "create index campaign_clusters_campaign on campaign_clusters (campaign_id)",
    "create table campaign_cursor (id bigint primary key, seen bigint not null)",
};

constexpr const char* alert_policies[] = {
    "create table alert_policies (id text primary key, document text not null, "
    "changed_by text not null, changed bigint not null)",
    "create table policy_marks (name text primary key, at bigint not null)",
};

// `wake` is when a free run is to be looked at; `called`: somebody wanted it while a node had it.
constexpr const char* run_claims[] = {
    "create table run_claims (investigation_id text primary key, node text not null, "
    "wake bigint, called bigint not null)",
    "create index run_claims_node on run_claims (node)",
    "create table run_nodes (node text primary key, beat bigint not null)",
};

constexpr const char* mail_rules[] = {
    "create table mail_rules (mailbox text not null, mailbox_key text not null, "
    "kind text not null, name text not null, name_key text not null, active bigint not null, "
    "sha256 text not null, findings text not null, suspicious bigint not null, "
    "since bigint not null, until bigint, "
    "primary key (mailbox_key, kind, name_key, since))",
};

constexpr Migration all[] = {
    {1, "the tables of the first release", first_schema},
    {2, "re-judging, and what began an action", rejudging},
    {3, "threat feeds", feeds},
    {4, "imported playbooks, and what people reply to runs", playbooks_and_replies},
    {5, "letters read again when rules and engines change", letters_read_again},
    {6, "what lies where on IMAP servers, and guards of links", imap_sync},
    {7, "saved and scheduled hunts", saved_hunts},
    {8, "volumes of clusters", cluster_volumes},
    {9, "campaigns", campaigns},
    {10, "the organisation's own alert policies", alert_policies},
    {11, "which node works on which run", run_claims},
    {12, "rules of mailboxes", mail_rules},
};

Result<void> lock_schema(Connection& connection) {
  if (!connection.postgresql()) return connection.run("begin immediate");
  TRY(connection.run("begin"));
  return connection.run("select pg_advisory_xact_lock(7021986550416141)");
}

Result<int> present_version(Connection& connection) {
  TRY(connection.run("create table if not exists schema_version (version bigint primary key)"));
  Session session(connection);
  int version = 0;
  TRY(for_each_row(session, {"version", "from schema_version order by version"}, {},
                   [&](Row& row) { version = static_cast<int>(row.number()); }));
  return version;
}

Result<void> migrate_locked(Connection& connection) {
  const int known = migrations().back().version;
  const int present = TRY(present_version(connection));
  if (present > known) {
    return fail(Fault::conflict, "case store " + connection.url().shown +
                                     " was written by a newer backstamp (schema " +
                                     std::to_string(present) + ", this one knows " +
                                     std::to_string(known) +
                                     "): run that version or restore a backup");
  }
  Session session(connection);
  for (const Migration& migration : migrations()) {
    if (migration.version <= present) continue;
    for (const char* statement : migration.statements) TRY(connection.run(statement));
    TRY(insert(session, {.table = "schema_version", .columns = "version"}, {migration.version}));
  }
  return connection.commit();
}

}  // namespace

std::span<const Migration> migrations() { return all; }

Result<void> migrate(Connection& connection) {
  auto migrated = lock_schema(connection);
  if (migrated) migrated = migrate_locked(connection);
  if (!migrated) connection.roll_back();
  return migrated;
}

}  // namespace backstamp::casework
