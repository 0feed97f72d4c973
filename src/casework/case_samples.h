// Cases with every field set to something of its own, for tests and benchmarks.
#pragma once

#include <string>
#include <utility>

#include "casework/action.h"
#include "casework/alert.h"
#include "casework/audit_table.h"
#include "casework/import_table.h"
#include "casework/indicator_table.h"
#include "casework/investigation.h"
#include "casework/journal_table.h"
#include "casework/rejudging_table.h"

namespace backstamp::casework {

inline Time sample_time(int seconds) {
  return Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 24)) +
         std::chrono::seconds(seconds);
}

inline Text sample_address(int number) {
  return Text::trusted("user" + std::to_string(number) + "@example.org");
}

inline Alert sample_alert(int seconds = 0, std::string key = "") {
  Alert alert;
  alert.id = AlertId(Uuid::random());
  alert.policy = "user_reported";
  alert.title = "E-mail reported by user: \"Rechnung\" — 請求書";
  alert.severity = Severity::medium;
  alert.category = "ThreatManagement";
  alert.status = AlertStatus::in_progress;
  alert.created = sample_time(seconds);
  alert.raised_by = sample_address(1);
  alert.entities = {{EntityKind::message, Text::trusted(Uuid::random().text())},
                    {EntityKind::url, Text::trusted("https://example.org/?a=\"b\"&c='d'")}};
  alert.investigation = InvestigationId(Uuid::random());
  alert.deduplication_key = std::move(key);
  alert.detail = R"({"as":"phish"})";
  return alert;
}

inline Investigation sample_investigation(int seconds = 0) {
  Investigation investigation;
  investigation.id = InvestigationId(Uuid::random());
  investigation.name = "User-reported message";
  investigation.playbook_id = "playbook--1";
  investigation.playbook_name = "Reported message";
  investigation.playbook_version = "1";
  investigation.status = InvestigationStatus::running;
  investigation.result = "still running";
  investigation.started_by = "system";
  investigation.root = {EntityKind::message, Text::trusted(Uuid::random().text())};
  investigation.variables = R"({"message":"x"})";
  investigation.alerts = {AlertId(Uuid::random()), AlertId(Uuid::random())};
  investigation.started = sample_time(seconds);
  return investigation;
}

inline Evidence sample_evidence(InvestigationId id, std::string url = "https://example.org/") {
  Evidence evidence;
  evidence.id = Uuid::random();
  evidence.investigation = id;
  evidence.entity = {EntityKind::url, Text::trusted(std::move(url))};
  evidence.verdict = "Malicious";
  evidence.threat_types = {"Phish", "MaliciousUrl"};
  evidence.remediation_status = "Pending";
  evidence.first_seen = sample_time(5);
  evidence.invocation = "root/1";
  evidence.reasons = R"([{"rule":"r","detail":"d","entity":"e","points":40}])";
  return evidence;
}

inline ClusterMember sample_member(int number) {
  ClusterMember member;
  member.copy = {Uuid::of_hash(std::to_string(number)), sample_address(number)};
  member.original_location = "Inbox";
  member.latest_location = "JunkFolder";
  member.folder = "INBOX";
  member.name = "1795." + std::to_string(number) + ":2,S";
  member.why = "J 0.42";
  return member;
}

inline Cluster sample_cluster(InvestigationId id, int members, std::string value = "subject") {
  Cluster cluster;
  cluster.id = Uuid::random();
  cluster.investigation = id;
  cluster.kind = "similarity";
  cluster.cluster_by = "Subject;SenderIp";
  cluster.value = std::move(value);
  cluster.query = "EmailEvents | where Subject == 'x'";
  cluster.verdict = "Malicious";
  cluster.threat_types = {"Phish"};
  cluster.arithmetic = "26 of 30 judged phish; rule: at least 3";
  cluster.volume_anomaly = true;
  cluster.queried = sample_time(9);
  cluster.invocation = "root/2";
  cluster.by_location = {{"Inbox", 20}, {"JunkFolder", 10}};
  cluster.by_threat = {{"Phish", 26}};
  for (int i = 0; i < members; ++i) cluster.members.push_back(sample_member(i));
  return cluster;
}

inline Action sample_action(std::optional<InvestigationId> id, int seconds = 0,
                            std::string key = "") {
  Action action;
  action.id = ActionId(Uuid::random());
  action.type = "soft_delete_messages";
  action.origin = "zero_hour_purge";
  action.title = "Soft delete 30 messages";
  action.reason = "26 of 30 judged phish";
  action.investigation = id;
  action.target_kind = "cluster";
  action.target_query = "EmailEvents | take 1";
  action.inverse = "Put each message back";
  action.copies = 30;
  action.mailboxes = 27;
  action.users = 26;
  action.created = sample_time(seconds);
  action.expires = sample_time(seconds + 3600);
  action.invocation = "root/3";
  action.deduplication_key = std::move(key);
  return action;
}

inline ActionTarget sample_target(int number) {
  ActionTarget target;
  target.copy = {Uuid::of_hash(std::to_string(number)), sample_address(number)};
  target.folder = "INBOX";
  target.name = "1795." + std::to_string(number);
  return target;
}

inline JournalEntry sample_entry(std::int64_t sequence) {
  JournalEntry entry;
  entry.sequence = sequence;
  entry.kind = "step_finished";
  entry.invocation = "root/" + std::to_string(sequence);
  entry.step_id = "action--1";
  entry.step_name = "Find similar mail";
  entry.command = "similarity_clusters";
  entry.at = sample_time(static_cast<int>(sequence));
  entry.detail = R"({"status":"succeeded","found":{"clusters":3}})";
  return entry;
}

inline AuditEntry sample_audit() {
  AuditEntry entry;
  entry.at = sample_time(1);
  entry.actor = "analyst";
  entry.what = "action approved";
  entry.target = "bd4c2e";
  entry.detail = R"({"comment":"yes"})";
  return entry;
}

inline Import sample_import(ImportId id = ImportId(Uuid::random())) {
  Import import;
  import.id = id;
  import.source = "/srv/mail";
  import.mailbox = "user1@example.org";
  import.direction = "inbound";
  import.files = 10;
  import.files_imported = 8;
  import.files_refused = 2;
  import.messages = 7;
  import.copies_added = 6;
  import.copies_known = 1;
  import.refused = R"({"not a message":2})";
  import.started = sample_time(0);
  return import;
}

inline Rejudging sample_rejudging(int seconds = 0) {
  Rejudging rejudging;
  rejudging.id = RejudgingId(Uuid::random());
  rejudging.kind = "url";
  rejudging.value = Text::trusted("https://evil.example/a");
  rejudging.cause = "added";
  rejudging.requested_by = "ann@example.org";
  rejudging.shares = 4;
  rejudging.shares_done = 1;
  rejudging.messages = 50;
  rejudging.copies = 60;
  rejudging.messages_worse = 40;
  rejudging.copies_worse = 45;
  rejudging.messages_better = 1;
  rejudging.copies_better = 2;
  rejudging.purges_undone = 3;
  rejudging.requested = sample_time(seconds);
  rejudging.since = sample_time(1);
  rejudging.until = sample_time(2);
  return rejudging;
}

inline Indicator sample_indicator(std::string value) {
  Indicator indicator;
  indicator.id = IndicatorId(Uuid::random());
  indicator.kind = "domain";
  indicator.value = Text::trusted(std::move(value));
  indicator.verdict = "block";
  indicator.comment = "seen in a case";
  indicator.added_by = "analyst";
  indicator.added = sample_time(0);
  return indicator;
}

}  // namespace backstamp::casework
