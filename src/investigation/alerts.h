// From an event to an alert and the investigation that it starts.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "casework/alert.h"
#include "casework/store.h"
#include "investigation/policy.h"
#include "playbook/document.h"

namespace backstamp::investigation {

struct AlertEvent {
  std::string policy;  // id of content/policies/alerts.json
  Text raised_by;      // reporter or analyst
  Uuid network_message_id;
  Text subject;
  std::string letter;       // SHA-256 in the message store
  std::string reported_as;  // phish, junk, not-junk, or empty
  // An event that is about no message: what it is about, and how often and when it happened.
  std::optional<casework::Entity> about{};
  std::optional<Time> at{};
  std::string key{};     // what makes it one; empty: by whom it was raised
  std::string detail{};  // JSON object: what the policy saw
};

struct Raised {
  casework::Alert alert;
  std::optional<casework::InvestigationId> investigation;
  bool fresh_alert = false;          // otherwise the same event had raised it before
  bool fresh_investigation = false;  // otherwise the alert joined an open one
};

// Durable when it returns; in one transaction. A user who reports a message again raises no second
// alert; a second user's report of the same message joins the open investigation.
// `playbook` is the one the policy names, or null. Errors: invalid (unknown policy).
Result<Raised> raise_alert(casework::Store& store, const AlertPolicy& policy,
                           const AlertEvent& event, const playbook::Document* playbook, Time now);

// Error: invalid, with the known ids.
Result<const AlertPolicy*> find_alert_policy(std::string_view id);

}  // namespace backstamp::investigation
