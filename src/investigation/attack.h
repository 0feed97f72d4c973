// The attack as the clusters draw it: the distinct copies of all bad clusters.
#pragma once

#include <vector>

#include "casework/investigation.h"
#include "verdict/verdict.h"

namespace backstamp::investigation {

struct Attack {
  verdict::Judgement judgement = verdict::Judgement::unknown;  // of the worst cluster
  std::vector<std::string> threat_types;
  std::vector<casework::ClusterMember> copies;        // each once, in order
  std::vector<casework::ClusterMember> in_mailboxes;  // those that can be removed
};

Attack attack_of(const std::vector<casework::Cluster>& clusters);

}  // namespace backstamp::investigation
