// Where each copy lies now: what the hunting store recorded, checked against the mailboxes
// themselves for as many copies as the policy allows. Users move and delete mail without telling
// us.
#include <map>
#include <nlohmann/json.hpp>

#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {
namespace {

struct Whereabouts {
  std::string location, folder, name;
};

std::string location_of(const std::string& folder) {
  const std::string lower = ascii_lower(folder);
  if (lower.find("junk") != std::string::npos || lower.find("spam") != std::string::npos)
    return "Junk folder";
  if (lower.find("trash") != std::string::npos || lower.find("deleted") != std::string::npos) {
    return "Deleted items folder";
  }
  return "Inbox/folder";
}

Whereabouts look(const Question& question, const casework::ClusterMember& member) {
  if (!question.mailboxes.has(member.copy.recipient)) {
    return {"On-premises/external", member.folder, member.name};
  }
  if (!in_mailbox(member.latest_location)) {
    return {member.latest_location, member.folder, member.name};
  }
  const auto places = question.mailboxes.find(
      member.copy.recipient, message::NetworkMessageId(member.copy.network_message_id),
      {.folder = member.folder, .name = member.name});
  if (!places) return {member.latest_location, member.folder, member.name};
  if (places->empty()) return {"Not found", member.folder, member.name};
  return {location_of(places->front().folder), places->front().folder, places->front().name};
}

}  // namespace

Result<Answer> latest_location(const Question& question) {
  Answer answer;
  std::map<casework::Copy, Whereabouts> looked_up;
  std::map<std::string, std::int64_t> counts;
  std::size_t left_out = 0;
  for (casework::Cluster cluster : question.clusters) {
    cluster.by_location.clear();
    for (casework::ClusterMember& member : cluster.members) {
      auto known = looked_up.find(member.copy);
      if (known == looked_up.end() && looked_up.size() < question.policy.looked_up_copies_max) {
        known = looked_up.emplace(member.copy, look(question, member)).first;
        ++counts[known->second.location];
      }
      if (known == looked_up.end()) {
        ++left_out;
      } else {
        member.latest_location = known->second.location;
        member.folder = known->second.folder;
        member.name = known->second.name;
      }
      ++cluster.by_location[member.latest_location];
    }
    answer.findings.clusters.push_back(std::move(cluster));
  }
  if (left_out > 0) {
    answer.why = std::to_string(left_out) +
                 " copies were not looked up in the mailboxes; their recorded location stands";
  }
  answer.asked = nlohmann::ordered_json{{"copies", looked_up.size()}}.dump();
  answer.found =
      nlohmann::ordered_json{{"by_location", counts}, {"not_looked_up", left_out}}.dump();
  return answer;
}

}  // namespace backstamp::investigation
