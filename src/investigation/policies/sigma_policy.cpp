#include "investigation/policies/sigma_policy.h"

#include "base/check.h"
#include "base/content.h"
#include "base/hash.h"
#include "base/text.h"
#include "hunting/sigma_policy/rule.h"

namespace backstamp::investigation {
namespace {

namespace sigma = hunting::sigma_policy;

casework::Severity severity_of(std::string_view level) {
  if (level == "critical" || level == "high") return casework::Severity::high;
  if (level == "medium") return casework::Severity::medium;
  return level == "low" ? casework::Severity::low : casework::Severity::informational;
}

std::string id_of(const sigma::Rule& rule) {
  const auto uuid = Uuid::parse(rule.id);
  return "sigma-" + (uuid ? uuid->text() : hex(hash64(rule.id + rule.title)));
}

}  // namespace

Result<EventPolicy> sigma_policy(std::string_view yaml) {
  const sigma::Rule rule = TRY(sigma::read_rule(yaml));
  const std::string title = Text::lossy(rule.title).cut(200).str();
  const sigma::RuleKql kql = TRY_IN(title, sigma::to_kql(rule, sigma::built_in_sources()));
  EventPolicy policy;
  policy.id = id_of(rule);
  policy.title = title;
  policy.category = "ThreatManagement";
  policy.severity = severity_of(rule.level);
  policy.about =
      Text::lossy(rule.description).cut(2'000).str() +
      (rule.author.empty() ? "" : " Sigma rule by " + Text::lossy(rule.author).cut(200).str());
  policy.table = kql.source->table;
  policy.condition = kql.condition;
  policy.entity = kql.source->entity;
  policy.event = "ReportId";
  policy.trigger.within = std::chrono::minutes(60);
  policy.playbook = policy.table == "CloudAppEvents" || policy.table == "IdentityLogonEvents"
                        ? "compromised-user"
                        : "";
  policy.source = "sigma";
  return policy;
}

std::vector<EventPolicy> built_in_sigma_policies() {
  std::vector<EventPolicy> policies;
  for (const std::string_view path : content_files("policies/sigma/")) {
    auto policy = sigma_policy(*content_file(path));
    CHECK(policy.has_value());
    policies.push_back(std::move(*policy));
  }
  return policies;
}

}  // namespace backstamp::investigation
