// All clusters of one message: what shares its attributes, its links, its files, or nearly its
// text. The one way in which the rest of an attack is found; analyzers, campaigns, the Explorer and
// the benchmarks call it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "investigation/mail_hunt.h"
#include "investigation/policy.h"
#include "investigation/volume.h"
#include "message/facts.h"

namespace backstamp::investigation {

// The message whose attack is looked for.
struct ClusterSeed {
  const message::Facts& facts;
  Time delivered;         // the earliest of its copies
  std::string direction;  // EmailDirection of its copies
};

struct ClusterKinds {
  bool attributes = false;         // the four pairs: subject or body, with sender IP or domain
  bool nearness = false;           // bodies within a distance
  std::vector<std::string> urls;   // a cluster for each that other copies may hold
  std::vector<std::string> files;  // SHA-256, the same
};

// Every kind, with the first 20 links that can be clicked and the first 20 files.
ClusterKinds every_kind(const message::Facts& facts);

struct IdentifiedCluster {
  std::string kind;                  // "similarity", "nearness", "indicator"
  std::string cluster_by;            // "Subject;SenderIp", "BodyNearness", "Url", "FileHash", ...
  std::string value;                 // joined by ";"
  std::string query;                 // KQL that finds these copies
  std::vector<std::size_t> members;  // places in IdentifiedClusters::copies, ascending
  std::vector<std::string> why;      // of each member
  Volume volume;
};

struct IdentifiedClusters {
  std::vector<FoundCopy> copies;  // of all clusters, each once, with its latest location
  std::vector<IdentifiedCluster> clusters;
  std::vector<std::string> left_out;  // kinds with more than policy.copies_max copies
  std::size_t candidates = 0;         // messages that nearness looked at
};

// Within policy.window of the seed's delivery. Similarity and nearness clusters hold the message's
// own copies; those of links and files hold every copy with them. A cluster without members is not
// given. Queries: one for nearness and one more for the second hop, one for links and files, one
// pass over the copies, one for their latest locations; up to three when doubtful neighbours'
// senders must be looked up. Errors: those of the store.
Result<IdentifiedClusters> identify_clusters(const MailHunt& hunt, const ClusterSeed& seed,
                                             const ClusterKinds& kinds, const Policy& policy);

}  // namespace backstamp::investigation
