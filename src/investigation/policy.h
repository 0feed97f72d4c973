// How far an investigation looks and when a cluster is bad: content/policies/investigation.json.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "casework/alert.h"

namespace backstamp::investigation {

struct NearnessPolicy {
  std::uint32_t words_min = 0;  // below, structure is compared instead of words
  double near = 0;              // estimated Jaccard that suffices by itself
  double possible = 0;          // that needs a second fact: sender, subject, URL shape, or time
  int hops = 0;                 // 2: near ones of near ones, too
  std::size_t hop_seeds_max = 0;
  std::chrono::hours together{0};  // deliveries this close count as a second fact
  // From so many unrelated sender domains a line of text is the store's common property.
  std::size_t boilerplate_senders = 0;
};

struct ClusterPolicy {
  int suspicious_points = 0, malicious_points = 0;
  std::size_t senders_min = 0, recipients_min = 0;
  std::chrono::hours burst{0};
  std::chrono::days known_after{0};  // a sender's mail this long before the message makes it known
  // Senders are called new only where the store holds so many copies from longer ago than this:
  // one message with a wrong date must not make a young store look old.
  std::chrono::days history{0};
  std::uint64_t history_copies = 0;
  double share = 0, majority = 0, volume_anomaly_factor = 0;
  std::map<std::string, int, std::less<>> points;
};

struct Policy {
  std::chrono::days window{0};           // before and after the message's delivery
  std::size_t copies_max = 0;            // of one cluster
  std::size_t looked_up_copies_max = 0;  // whose place is checked in the mailboxes themselves
  std::chrono::days pending{0};          // how long an action waits for a decision
  NearnessPolicy nearness;
  ClusterPolicy cluster;
};

struct AlertPolicy {
  std::string id, title, category, reported_as;
  casework::Severity severity = casework::Severity::low;
  std::string playbook;  // file name in content/playbooks without .json; empty: alert only
};

// Error: invalid, with the place in the file.
Result<Policy> parse_policy(std::string_view json);
Result<std::vector<AlertPolicy>> parse_alert_policies(std::string_view json);

// The ones built in.
const Policy& built_in_policy();
const std::vector<AlertPolicy>& built_in_alert_policies();

}  // namespace backstamp::investigation
