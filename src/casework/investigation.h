// Investigation: one run of a playbook, begun by an alert or an analyst. Evidence and clusters are
// what it found.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "casework/alert.h"
#include "casework/entity.h"

namespace backstamp::casework {

enum class InvestigationStatus {
  starting,
  running,
  pending_action,
  no_threats_found,
  partially_investigated,
  remediated,
  partially_remediated,
  terminated_by_system,
  terminated_by_user,
  failed,
  queued_by_throttling,
};

struct Investigation {
  InvestigationId id;
  std::string name;
  std::string playbook_id, playbook_name, playbook_version;
  InvestigationStatus status = InvestigationStatus::starting;
  std::string result;  // one sentence for a person
  std::string started_by;
  Entity root;            // what it is about
  std::string variables;  // JSON object of the external variables it was started with
  std::vector<AlertId> alerts;
  Time started;
  std::optional<Time> ended, pending_since;
  bool run_finished = false;  // the playbook reached its end
  bool operator==(const Investigation&) const = default;
};

// What a step thinks of an entity. Verdict and threat types by name (verdict/verdict.h).
struct Evidence {
  Uuid id;
  InvestigationId investigation;
  Entity entity;
  std::string verdict;
  std::vector<std::string> threat_types;
  std::string remediation_status = "None";
  Time first_seen;
  std::string invocation;  // the step that found it
  std::string reasons;     // JSON array of {rule, detail, entity, points}
  bool operator==(const Evidence&) const = default;
};

struct ClusterMember {
  Copy copy;
  std::string original_location, latest_location;  // Inbox, JunkFolder, Quarantine, ...
  std::string folder, name;  // where it was last seen in the mailbox; a hint, may be empty
  std::string why;           // how it came in, e.g. "J 0.42"; may be empty
  bool operator==(const ClusterMember&) const = default;
};

// Copies that share attributes (similarity), an indicator, or a near body.
struct Cluster {
  Uuid id;
  InvestigationId investigation;
  std::string kind;        // "similarity", "indicator", "nearness"
  std::string cluster_by;  // "Subject;SenderIp", "FileHash", "Url", "BodyNearness"
  std::string value;       // joined by ";"
  std::string query;       // KQL that finds it, for people
  std::string verdict;
  std::vector<std::string> threat_types;
  std::string arithmetic;  // one sentence: the thresholds and the counts behind the verdict
  bool volume_anomaly = false;
  Time queried;
  std::string invocation;
  std::map<std::string, std::int64_t> by_location, by_threat;  // latest location
  std::map<std::string, std::int64_t> by_original_location;
  std::map<std::string, std::int64_t> by_day;  // "2026-11-24": copies delivered that day, UTC
  std::int64_t earlier_copies = 0;             // of the nine days before the eve of the message
  std::vector<ClusterMember> members;
  std::int64_t copies = 0;  // how many members are stored; set by reading alone
  bool operator==(const Cluster&) const = default;
};

}  // namespace backstamp::casework
