#include "rejudging/purge_policy.h"

#include <nlohmann/json.hpp>

#include "action/catalogue.h"
#include "base/check.h"
#include "base/content.h"

namespace backstamp::rejudging {
namespace {

using Json = nlohmann::json;

Result<std::size_t> count(const Json& policy, const char* name) {
  const auto found = policy.find(name);
  if (found == policy.end() || !found->is_number_unsigned() || found->get<std::size_t>() == 0) {
    return fail(Fault::invalid, std::string(name) + " must be a number above 0");
  }
  return found->get<std::size_t>();
}

}  // namespace

Result<PurgePolicy> parse_purge_policy(std::string_view json) {
  const Json all = Json::parse(json, nullptr, false);
  if (!all.is_object()) return fail(Fault::invalid, "not a JSON object");
  PurgePolicy policy;
  const auto enabled = all.find("enabled");
  if (enabled == all.end() || !enabled->is_boolean()) {
    return fail(Fault::invalid, "enabled must be true or false");
  }
  policy.enabled = enabled->get<bool>();
  const auto action = all.find("action");
  if (action == all.end() || !action->is_string()) {
    return fail(Fault::invalid, "action must be the name of an action");
  }
  policy.action = action->get<std::string>();
  if (!TRY(action::find_type(policy.action))->reversible) {
    return fail(Fault::invalid, "action " + policy.action + " cannot be undone");
  }
  policy.automatic_copies_max = TRY(count(all, "automatic_copies_max"));
  policy.copies_max = TRY(count(all, "copies_max"));
  policy.pending = std::chrono::days(TRY(count(all, "pending_days")));
  return policy;
}

const PurgePolicy& built_in_purge_policy() {
  static const PurgePolicy policy = [] {
    auto parsed = parse_purge_policy(content_file("policies/zero_hour_purge.json").value_or(""));
    CHECK(parsed.has_value());
    return std::move(*parsed);
  }();
  return policy;
}

}  // namespace backstamp::rejudging
