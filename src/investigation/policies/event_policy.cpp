#include "investigation/policies/event_policy.h"

#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/content.h"
#include "base/text.h"
#include "casework/alert_table.h"
#include "hunting/table_spec.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kql_bytes_max = 64 * 1024;

class Members {
 public:
  explicit Members(const Json& object) : object_(object) {}

  std::string text(const char* name, bool needed = true) {
    const auto found = object_.find(name);
    if (found == object_.end()) {
      if (needed) note(name, "is missing");
      return {};
    }
    if (!found->is_string()) note(name, "must be a text");
    return found->is_string() ? found->get<std::string>() : std::string();
  }
  double number(const char* name, double otherwise, double least, double most) {
    const auto found = object_.find(name);
    if (found == object_.end()) return otherwise;
    const double value = found->is_number() ? found->get<double>() : -1;
    if (value >= least && value <= most) return value;
    note(name, "must be a number from " + std::to_string(static_cast<long>(least)) + " to " +
                   std::to_string(static_cast<long>(most)));
    return otherwise;
  }
  bool flag(const char* name, bool otherwise) {
    const auto found = object_.find(name);
    if (found == object_.end()) return otherwise;
    if (!found->is_boolean()) note(name, "must be true or false");
    return found->is_boolean() ? found->get<bool>() : otherwise;
  }
  std::vector<std::string> texts(const char* name) {
    std::vector<std::string> all;
    const auto found = object_.find(name);
    if (found == object_.end()) return all;
    if (!found->is_array() || found->size() > 100) note(name, "must be a list of texts");
    for (const Json& one : *found) {
      if (one.is_string()) all.push_back(one.get<std::string>());
    }
    return all;
  }
  void note(const std::string& name, const std::string& what) {
    if (problem_.empty()) problem_ = "'" + name + "' " + what;
  }
  const std::string& problem() const { return problem_; }

 private:
  const Json& object_;
  std::string problem_;
};

TriggerMode mode_of(Members& members) {
  const std::string name = members.text("mode", false);
  if (name.empty() || name == "each") return TriggerMode::each;
  if (name == "threshold") return TriggerMode::threshold;
  if (name == "unusual") return TriggerMode::unusual;
  members.note("mode", "must be each, threshold or unusual");
  return TriggerMode::each;
}

std::string_view name_of(TriggerMode mode) {
  if (mode == TriggerMode::threshold) return "threshold";
  return mode == TriggerMode::unusual ? "unusual" : "each";
}

Result<Trigger> read_trigger(const Json& json) {
  Members members(json);
  Trigger trigger;
  trigger.mode = mode_of(members);
  trigger.within =
      std::chrono::minutes(static_cast<long>(members.number("within_minutes", 1, 1, 43'200)));
  trigger.count = static_cast<std::size_t>(members.number("count", 1, 1, 1'000'000));
  trigger.days = static_cast<std::size_t>(members.number("days", 7, 2, 90));
  trigger.factor = members.number("factor", 5, 1, 1'000);
  if (!members.problem().empty()) return fail(Fault::invalid, "trigger: " + members.problem());
  return trigger;
}

bool plain_id(const std::string& id) {
  return !id.empty() && id.size() <= 80 &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

Result<EventPolicy> read(const Json& json) {
  if (!json.is_object()) return fail(Fault::invalid, "the policy is no JSON object");
  Members members(json);
  EventPolicy policy{.id = members.text("id"),
                     .title = members.text("title"),
                     .category = members.text("category"),
                     .enabled = members.flag("enabled", true),
                     .about = members.text("about", false),
                     .table = members.text("table"),
                     .condition = members.text("where"),
                     .then = members.text("then", false),
                     .entity = members.text("entity"),
                     .event = members.text("event", false),
                     .trigger = {},
                     .playbook = members.text("playbook", false),
                     .notify = members.texts("notify"),
                     .source = {}};
  const std::string severity = members.text("severity");
  const std::string kind = members.text("kind", false);
  if (!plain_id(policy.id)) members.note("id", "must be of a-z, 0-9 and -");
  if (hunting::table_spec(policy.table) == nullptr) members.note("table", "names no hunting table");
  if (policy.condition.size() + policy.then.size() > kql_bytes_max)
    members.note("where", "is too long");
  if (!policy.then.empty() && !trim(policy.then).starts_with('|'))
    members.note("then", "must begin with |");
  if (!members.problem().empty())
    return fail(Fault::invalid, Text::lossy(policy.id).cut(80).str() + ": " + members.problem());
  policy.severity = TRY_IN(policy.id, casework::severity(severity));
  if (!kind.empty()) policy.kind = TRY_IN(policy.id, casework::entity_kind(kind));
  if (json.contains("trigger")) policy.trigger = TRY_IN(policy.id, read_trigger(json["trigger"]));
  if (policy.event.empty()) policy.event = "ReportId";
  return policy;
}

}  // namespace

Result<EventPolicy> parse_event_policy(std::string_view json) {
  return read(Json::parse(json, nullptr, false));
}

Result<std::vector<EventPolicy>> parse_event_policies(std::string_view json) {
  const Json file = Json::parse(json, nullptr, false);
  if (!file.is_object() || !file.contains("policies") || !file["policies"].is_array())
    return fail(Fault::invalid, "no JSON object with a list 'policies'");
  std::vector<EventPolicy> policies;
  for (const Json& one : file["policies"]) policies.push_back(TRY(read(one)));
  return policies;
}

std::string to_json(const EventPolicy& policy) {
  const Trigger& trigger = policy.trigger;
  const Json json = {{"id", policy.id},
                     {"title", policy.title},
                     {"severity", casework::name_of(policy.severity)},
                     {"category", policy.category},
                     {"enabled", policy.enabled},
                     {"about", policy.about},
                     {"table", policy.table},
                     {"where", policy.condition},
                     {"then", policy.then},
                     {"entity", policy.entity},
                     {"event", policy.event},
                     {"kind", casework::name_of(policy.kind)},
                     {"trigger",
                      {{"mode", name_of(trigger.mode)},
                       {"within_minutes", trigger.within.count()},
                       {"count", trigger.count},
                       {"days", trigger.days},
                       {"factor", trigger.factor}}},
                     {"playbook", policy.playbook},
                     {"notify", policy.notify},
                     {"source", policy.source}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string kql_of(const EventPolicy& policy, const std::string& bounds) {
  const bool account =
      policy.kind == casework::EntityKind::user || policy.kind == casework::EntityKind::mailbox;
  const std::string entity = "tostring(" + policy.entity + ")";
  return policy.table + " " + bounds + " | where " + policy.condition + " " + policy.then +
         " | project Timestamp, Entity = " + (account ? "tolower(" + entity + ")" : entity) +
         ", Event = tostring(" + policy.event + ") | where isnotempty(Entity)" +
         " | sort by Timestamp asc";
}

AlertPolicy alert_policy(const EventPolicy& policy) {
  AlertPolicy alert;
  alert.id = policy.id;
  alert.title = policy.title;
  alert.category = policy.category;
  alert.severity = policy.severity;
  alert.playbook = policy.playbook;
  return alert;
}

std::vector<EventPolicy> built_in_event_policies() {
  const auto bytes = content_file("policies/events.json");
  CHECK(bytes.has_value());
  auto parsed = parse_event_policies(*bytes);
  CHECK(parsed.has_value());
  for (EventPolicy& policy : *parsed) policy.source = "built-in";
  return std::move(*parsed);
}

}  // namespace backstamp::investigation
