// Which devices hold a bad file of this case, or reached the host of a bad link.
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t devices_max = 500, sightings_max = 20;

struct Wanted {
  std::set<std::string> files, hosts;
};

std::string host_of(std::string_view url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string_view::npos) return {};
  std::string_view rest = url.substr(begin + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  rest = rest.substr(rest.rfind('@') + 1);
  if (!rest.starts_with('[')) rest = rest.substr(0, rest.find(':'));
  return ascii_lower(rest);
}

Wanted wanted_of(const Question& question) {
  Wanted wanted;
  for (const casework::Evidence& evidence : question.evidence) {
    if (evidence.verdict != "Malicious") continue;
    const std::string& value = evidence.entity.value.str();
    if (evidence.entity.kind == casework::EntityKind::file) wanted.files.insert(ascii_lower(value));
    if (evidence.entity.kind == casework::EntityKind::url) wanted.hosts.insert(host_of(value));
    if (evidence.entity.kind == casework::EntityKind::ip) wanted.hosts.insert(value);
  }
  wanted.hosts.erase("");
  return wanted;
}

struct Device {
  std::string name;
  std::set<std::string> accounts;
  Json reasons = Json::array();
  std::set<std::string> threats;
};

void note(std::map<std::string, Device>& devices, const Found<DeviceSighting>& found,
          const std::string& rule, const std::string& threat, const std::string& query) {
  for (const DeviceSighting& seen : found.rows) {
    Device& device = devices[seen.device_id.empty() ? seen.device_name : seen.device_id];
    device.name = seen.device_name;
    if (!seen.account.empty()) device.accounts.insert(seen.account);
    device.threats.insert(threat);
    if (device.reasons.size() >= sightings_max) continue;
    device.reasons.push_back(
        {{"rule", rule},
         {"detail", "at " + rfc3339(seen.at) + ": " + Text::lossy(seen.what).cut(500).str() +
                        (seen.program.empty() ? "" : " by " + seen.program) +
                        (seen.account.empty() ? "" : " of " + seen.account)},
         {"entity", seen.device_name},
         {"points", 0},
         {"at", rfc3339(seen.at)},
         {"query", query}});
  }
}

std::string kql_list(const std::set<std::string>& values) {
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ", ") + kql_text(value);
  return list;
}

}  // namespace

Result<Answer> devices(const Question& question) {
  const Wanted wanted = wanted_of(question);
  std::map<std::string, Device> found;
  Answer answer;
  if (!wanted.files.empty()) {
    const auto seen = TRY(question.accounts.file_sightings(
        {wanted.files.begin(), wanted.files.end()}, question.window()));
    note(found, seen, "device_has_malicious_file", "MaliciousFile",
         "DeviceFileEvents | where SHA256 in~ (" + kql_list(wanted.files) + ")");
  }
  if (!wanted.hosts.empty()) {
    const auto seen = TRY(question.accounts.host_sightings(
        {wanted.hosts.begin(), wanted.hosts.end()}, question.window()));
    note(found, seen, "device_reached_malicious_host", "MaliciousUrl",
         "DeviceNetworkEvents | where RemoteUrl has_any (" + kql_list(wanted.hosts) +
             ") or RemoteIP in (" + kql_list(wanted.hosts) + ")");
  }
  for (auto& [id, device] : found) {
    if (answer.findings.evidence.size() >= devices_max) break;
    casework::Evidence evidence;
    evidence.entity = {casework::EntityKind::device,
                       Text::lossy(device.name.empty() ? id : device.name)};
    evidence.verdict = "Suspicious";
    evidence.threat_types.assign(device.threats.begin(), device.threats.end());
    evidence.reasons = device.reasons.dump(-1, ' ', false, Json::error_handler_t::replace);
    answer.findings.evidence.push_back(std::move(evidence));
  }
  answer.asked = Json{{"files", wanted.files.size()}, {"hosts", wanted.hosts.size()}}.dump();
  answer.found = Json{{"devices", found.size()}}.dump();
  return answer;
}

}  // namespace backstamp::investigation
