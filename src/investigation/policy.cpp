#include "investigation/policy.h"

#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/content.h"
#include "base/text.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::json;

// Reads members that must be there; the first that is missing or of another type ends it.
class Reader {
 public:
  Reader(const Json& object, std::string place) : object_(object), place_(std::move(place)) {}

  template <class T>
  void read(const char* name, T& value) {
    const auto found = object_.find(name);
    if (found == object_.end()) return note(name, "is missing");
    try {
      value = found->get<T>();
    } catch (const Json::exception&) {
      note(name, "has the wrong type");
    }
  }

  Result<void> done() const {
    if (!problem_.empty()) return fail(Fault::invalid, problem_);
    return {};
  }

 private:
  void note(const char* name, const char* what) {
    if (problem_.empty()) problem_ = place_ + "/" + name + " " + what;
  }
  const Json& object_;
  std::string place_, problem_;
};

template <class Duration>
void read_time(Reader& reader, const char* name, Duration& value) {
  long count = 0;
  reader.read(name, count);
  value = Duration(count);
}

Result<NearnessPolicy> read_nearness(const Json& object) {
  NearnessPolicy policy;
  Reader reader(object, "/nearness");
  reader.read("words_min", policy.words_min);
  reader.read("near", policy.near);
  reader.read("possible", policy.possible);
  reader.read("hops", policy.hops);
  reader.read("hop_seeds_max", policy.hop_seeds_max);
  read_time(reader, "together_hours", policy.together);
  reader.read("boilerplate_senders", policy.boilerplate_senders);
  TRY(reader.done());
  return policy;
}

Result<ClusterPolicy> read_cluster(const Json& object) {
  ClusterPolicy policy;
  Reader reader(object, "/cluster");
  reader.read("suspicious_points", policy.suspicious_points);
  reader.read("malicious_points", policy.malicious_points);
  reader.read("senders_min", policy.senders_min);
  reader.read("recipients_min", policy.recipients_min);
  read_time(reader, "burst_hours", policy.burst);
  read_time(reader, "known_after_days", policy.known_after);
  read_time(reader, "history_days", policy.history);
  reader.read("history_copies", policy.history_copies);
  reader.read("share", policy.share);
  reader.read("majority", policy.majority);
  reader.read("volume_anomaly_factor", policy.volume_anomaly_factor);
  std::map<std::string, int> points;
  reader.read("points", points);
  policy.points.insert(points.begin(), points.end());
  TRY(reader.done());
  return policy;
}

Result<casework::Severity> severity(const std::string& name) {
  if (name == "Informational") return casework::Severity::informational;
  if (name == "Low") return casework::Severity::low;
  if (name == "Medium") return casework::Severity::medium;
  if (name == "High") return casework::Severity::high;
  return fail(Fault::invalid,
              "unknown severity '" + name + "'; use Informational, Low, Medium or High");
}

Result<AlertPolicy> read_alert_policy(const Json& object, std::size_t number) {
  AlertPolicy policy;
  std::string level;
  Reader reader(object, "/policies/" + std::to_string(number));
  reader.read("id", policy.id);
  reader.read("title", policy.title);
  reader.read("category", policy.category);
  reader.read("reported_as", policy.reported_as);
  reader.read("playbook", policy.playbook);
  reader.read("severity", level);
  TRY(reader.done());
  policy.severity = TRY(severity(level));
  return policy;
}

template <class T>
T built_in(std::string_view path, Result<T> (*parse)(std::string_view)) {
  const auto bytes = content_file(path);
  CHECK(bytes.has_value());
  auto parsed = parse(*bytes);
  CHECK(parsed.has_value());
  return std::move(*parsed);
}

}  // namespace

Result<Policy> parse_policy(std::string_view json) {
  const Json object = Json::parse(json, nullptr, false);
  if (!object.is_object())
    return fail(Fault::invalid, "the investigation policy is no JSON object");
  Policy policy;
  Json nearness, cluster;
  Reader reader(object, "");
  read_time(reader, "window_days", policy.window);
  reader.read("copies_max", policy.copies_max);
  reader.read("looked_up_copies_max", policy.looked_up_copies_max);
  read_time(reader, "pending_days", policy.pending);
  reader.read("nearness", nearness);
  reader.read("cluster", cluster);
  TRY(reader.done());
  policy.nearness = TRY(read_nearness(nearness));
  policy.cluster = TRY(read_cluster(cluster));
  return policy;
}

Result<std::vector<AlertPolicy>> parse_alert_policies(std::string_view json) {
  const Json object = Json::parse(json, nullptr, false);
  if (!object.is_object() || !object.contains("policies")) {
    return fail(Fault::invalid, "the alert policies are no JSON object with 'policies'");
  }
  std::vector<AlertPolicy> policies;
  for (const Json& entry : object["policies"]) {
    policies.push_back(TRY(read_alert_policy(entry, policies.size())));
  }
  return policies;
}

const Policy& built_in_policy() {
  static const Policy policy = built_in("policies/investigation.json", parse_policy);
  return policy;
}

const std::vector<AlertPolicy>& built_in_alert_policies() {
  static const auto policies = built_in("policies/alerts.json", parse_alert_policies);
  return policies;
}

}  // namespace backstamp::investigation
