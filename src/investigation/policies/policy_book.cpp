#include "investigation/policies/policy_book.h"

#include <algorithm>
#include <map>

#include "base/log.h"
#include "casework/alert_policy_table.h"
#include "casework/audit_table.h"
#include "investigation/policies/policy_hunt.h"
#include "investigation/policies/sigma_policy.h"

namespace backstamp::investigation {
namespace {

casework::AuditEntry audit_entry(const Text& by, Time now, std::string what, std::string id,
                                 std::string detail) {
  return {.sequence = 0,
          .at = now,
          .actor = by.str(),
          .what = std::move(what),
          .target = std::move(id),
          .detail = std::move(detail),
          .previous_hash = {},
          .hash = {}};
}

}  // namespace

std::vector<EventPolicy> built_in_policies() {
  std::vector<EventPolicy> policies = built_in_event_policies();
  std::ranges::move(built_in_sigma_policies(), std::back_inserter(policies));
  return policies;
}

PolicyBook::PolicyBook(std::vector<EventPolicy> built_in) : built_in_(std::move(built_in)) {}

Result<void> PolicyBook::read(const casework::Store& store) {
  const auto stored = TRY(store.reading<std::vector<casework::StoredAlertPolicy>>(
      [](casework::Session& session) { return list_alert_policies(session); }));
  std::vector<EventPolicy> own;
  for (const casework::StoredAlertPolicy& one : stored) {
    auto policy = parse_event_policy(one.document);
    if (!policy) {
      log(LogLevel::error, "alert policy not read",
          {{"policy", one.id}, {"why", policy.error().what}});
      continue;
    }
    policy->source = one.changed_by.str();
    own.push_back(std::move(*policy));
  }
  own_.with([&](std::vector<EventPolicy>& policies) { policies = std::move(own); });
  return {};
}

std::vector<EventPolicy> PolicyBook::all() const {
  std::map<std::string, EventPolicy> by_id;
  for (const EventPolicy& policy : built_in_) by_id[policy.id] = policy;
  own_.with([&](const std::vector<EventPolicy>& own) {
    for (const EventPolicy& policy : own) by_id[policy.id] = policy;
  });
  std::vector<EventPolicy> policies;
  for (auto& [id, policy] : by_id) policies.push_back(std::move(policy));
  return policies;
}

std::optional<EventPolicy> PolicyBook::find(const std::string& id) const {
  for (EventPolicy& policy : all()) {
    if (policy.id == id) return std::move(policy);
  }
  return std::nullopt;
}

Result<EventPolicy> PolicyBook::keep(casework::Store& store, EventPolicy policy, const Text& by,
                                     Time now) {
  policy.source = by.str();
  const std::string document = to_json(policy);
  TRY(store.transact([&](casework::Session& session) -> Result<void> {
    TRY(put_alert_policy(session, {policy.id, document, by, now}));
    return append_audit(session, audit_entry(by, now, "alert policy changed", policy.id, document));
  }));
  TRY(read(store));
  return policy;
}

Result<EventPolicy> PolicyBook::put(casework::Store& store, std::string_view json, const Text& by,
                                    Time now) {
  EventPolicy policy = TRY(parse_event_policy(json));
  TRY(PolicyHunt::check(policy));
  return keep(store, std::move(policy), by, now);
}

Result<EventPolicy> PolicyBook::put_sigma(casework::Store& store, std::string_view yaml,
                                          const Text& by, Time now) {
  EventPolicy policy = TRY(sigma_policy(yaml));
  TRY(PolicyHunt::check(policy));
  return keep(store, std::move(policy), by, now);
}

Result<EventPolicy> PolicyBook::enable(casework::Store& store, const std::string& id, bool enabled,
                                       const Text& by, Time now) {
  auto policy = find(id);
  if (!policy) return fail(Fault::not_found, "no alert policy " + Text::lossy(id).cut(80).str());
  policy->enabled = enabled;
  return keep(store, std::move(*policy), by, now);
}

Result<void> PolicyBook::reset(casework::Store& store, const std::string& id, const Text& by,
                               Time now) {
  const bool removed = TRY(store.writing<bool>([&](casework::Session& session) -> Result<bool> {
    const bool there = TRY(remove_alert_policy(session, id));
    if (there) TRY(append_audit(session, audit_entry(by, now, "alert policy reset", id, "{}")));
    return there;
  }));
  if (!removed) {
    return fail(Fault::not_found, "alert policy " + Text::lossy(id).cut(80).str() +
                                      " was not changed: there is nothing to reset");
  }
  return read(store);
}

}  // namespace backstamp::investigation
