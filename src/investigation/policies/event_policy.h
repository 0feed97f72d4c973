// When an event raises an alert: content/policies/events.json, Sigma rules, and the organisation's
// own.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "casework/alert.h"
#include "casework/entity.h"
#include "investigation/policy.h"

namespace backstamp::investigation {

enum class TriggerMode {
  each,       // every event; those of one span of time are one alert
  threshold,  // so many events of one entity within a time
  unusual     // far more events of one entity in a day than on the days before
};

struct Trigger {
  TriggerMode mode = TriggerMode::each;
  std::chrono::minutes within{1};  // each: the span that is one alert; threshold: the time
  std::size_t count = 1;           // threshold, and the least that can be unusual
  std::size_t days = 7;            // unusual: the days that are the baseline
  double factor = 5;               // unusual: times the baseline's mean
};

struct EventPolicy {
  std::string id, title, category;
  casework::Severity severity = casework::Severity::low;
  bool enabled = true;
  std::string about;      // one sentence
  std::string table;      // hunting table whose new rows are looked at
  std::string condition;  // KQL, behind `where`
  std::string then;       // KQL behind that, from its first |; may be empty
  std::string entity;     // KQL: whom or what it is about
  std::string event;      // KQL: the id of the event
  casework::EntityKind kind = casework::EntityKind::user;
  Trigger trigger;
  std::string playbook;             // file name in content/playbooks; empty: alert only
  std::vector<std::string> notify;  // mail addresses
  std::string source;               // "built-in", "sigma", or who changed it
};

// One policy from its JSON object. Error: invalid, with the member.
Result<EventPolicy> parse_event_policy(std::string_view json);
Result<std::vector<EventPolicy>> parse_event_policies(std::string_view json);
std::string to_json(const EventPolicy& policy);

// The KQL whose rows are its events: Timestamp, Entity, Event; by time. `bounds` is KQL that
// follows the table, from its first |.
std::string kql_of(const EventPolicy& policy, const std::string& bounds);

// What raise_alert() asks of a policy.
AlertPolicy alert_policy(const EventPolicy& policy);

std::vector<EventPolicy> built_in_event_policies();

}  // namespace backstamp::investigation
