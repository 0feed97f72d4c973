// A cluster's points: which published rules hold for it, and the sum.
#pragma once

#include <string>
#include <vector>

#include "investigation/analysis.h"
#include "verdict/verdict.h"

namespace backstamp::investigation {

// What the rules look at; counts are of copies unless said otherwise.
struct ClusterFacts {
  std::size_t copies = 0, recipients = 0;
  std::size_t senders = 0;        // addresses never seen before
  std::size_t first_contact = 0;  // from senders never seen before
  std::size_t authentication_failed = 0;
  std::size_t known_authenticated = 0;  // from known senders and colleagues, authenticated
  std::size_t within_burst = 0;         // the most copies within the policy's hours
  std::size_t reporters = 0;
  bool bulk_sender = false;       // the message announces itself as list mail and is authenticated
  bool one_sender = false;        // all copies are of one sender domain
  std::string message_verdict;    // of the message by itself
  std::string indicator_verdict;  // of the indicator that made the cluster, or empty
};

struct ClusterScore {
  verdict::Judgement judgement = verdict::Judgement::unknown;
  int points = 0;
  std::vector<verdict::Reason> reasons;
  std::string arithmetic()
      const;  // "reported by 1 user(s) 2 + 5 recipients 1 = 3; suspicious from 5"
  int suspicious_points = 0, malicious_points = 0;
};

ClusterScore score(const ClusterFacts& facts, const ClusterPolicy& policy);

}  // namespace backstamp::investigation
