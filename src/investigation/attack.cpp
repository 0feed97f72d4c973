#include "investigation/attack.h"

#include <map>
#include <set>

#include "investigation/cluster_building.h"

namespace backstamp::investigation {

Attack attack_of(const std::vector<casework::Cluster>& clusters) {
  Attack attack;
  std::map<casework::Copy, casework::ClusterMember> copies;
  std::set<std::string> threats;
  for (const casework::Cluster& cluster : clusters) {
    const auto judgement = verdict::judgement(cluster.verdict);
    if (!judgement) continue;
    attack.judgement = std::max(attack.judgement, *judgement);
    if (*judgement < verdict::Judgement::suspicious) continue;
    threats.insert(cluster.threat_types.begin(), cluster.threat_types.end());
    for (const casework::ClusterMember& member : cluster.members)
      copies.try_emplace(member.copy, member);
  }
  attack.threat_types.assign(threats.begin(), threats.end());
  for (const auto& [copy, member] : copies) {
    attack.copies.push_back(member);
    if (in_mailbox(member.latest_location)) attack.in_mailboxes.push_back(member);
  }
  return attack;
}

}  // namespace backstamp::investigation
