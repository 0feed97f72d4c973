#include "investigation/cluster_score.h"

#include <algorithm>

namespace backstamp::investigation {
namespace {

class Sum {
 public:
  Sum(ClusterScore& score, const ClusterPolicy& policy) : score_(score), policy_(policy) {}

  void add_if(bool holds, const std::string& rule, std::string detail) {
    const auto points = policy_.points.find(rule);
    if (!holds || points == policy_.points.end()) return;
    verdict::Reason reason;
    reason.rule = rule;
    reason.detail = Text::lossy(detail);
    reason.points = points->second;
    score_.points += points->second;
    score_.reasons.push_back(std::move(reason));
  }

 private:
  ClusterScore& score_;
  const ClusterPolicy& policy_;
};

std::string of(std::size_t part, std::size_t whole) {
  return std::to_string(part) + " of " + std::to_string(whole) + " copies";
}

bool share(std::size_t part, std::size_t whole, double wanted) {
  return whole > 0 && static_cast<double>(part) >= wanted * static_cast<double>(whole);
}

}  // namespace

ClusterScore score(const ClusterFacts& facts, const ClusterPolicy& policy) {
  ClusterScore score;
  score.suspicious_points = policy.suspicious_points;
  score.malicious_points = policy.malicious_points;
  Sum sum(score, policy);
  sum.add_if(facts.indicator_verdict == "Malicious", "indicator_block",
             "made by an indicator on the block list");
  sum.add_if(facts.reporters > 0, "reported_as_phish",
             "reported by " + std::to_string(facts.reporters) + " user(s)");
  sum.add_if(facts.reporters > 1, "reported_by_others", "several users reported it");
  sum.add_if(
      facts.senders >= policy.senders_min &&
          share(facts.first_contact, facts.copies, policy.majority),
      "many_senders",
      "one text from " + std::to_string(facts.senders) + " sender addresses never seen before");
  sum.add_if(facts.recipients >= policy.recipients_min, "many_recipients",
             std::to_string(facts.recipients) + " recipients");
  sum.add_if(facts.copies >= policy.recipients_min &&
                 share(facts.within_burst, facts.copies, policy.share),
             "burst",
             of(facts.within_burst, facts.copies) + " within " +
                 std::to_string(policy.burst.count()) + " hours");
  sum.add_if(share(facts.first_contact, facts.copies, policy.share), "first_contact",
             of(facts.first_contact, facts.copies) + " from senders never seen before");
  sum.add_if(share(facts.authentication_failed, facts.copies, policy.majority),
             "authentication_failed",
             of(facts.authentication_failed, facts.copies) + " failed sender authentication");
  sum.add_if(facts.message_verdict == "Malicious", "message_malicious",
             "the message by itself is malicious");
  sum.add_if(facts.message_verdict == "Suspicious", "message_suspicious",
             "the message by itself is suspicious");
  sum.add_if(facts.bulk_sender, "bulk_sender", "authenticated list mail");
  sum.add_if(share(facts.known_authenticated, facts.copies, policy.share), "known_sender",
             of(facts.known_authenticated, facts.copies) + " from known, authenticated senders");
  score.judgement = score.points >= policy.malicious_points ? verdict::Judgement::malicious
                    : score.points >= policy.suspicious_points
                        ? verdict::Judgement::suspicious
                        : verdict::Judgement::no_threats_found;
  // Issues of a newsletter are as near to each other as copies of an attack: a group, no removal,
  // unless the message itself or an indicator is bad.
  const bool newsletter = facts.bulk_sender && facts.one_sender &&
                          facts.message_verdict != "Malicious" &&
                          facts.indicator_verdict != "Malicious";
  if (newsletter) score.judgement = verdict::Judgement::no_threats_found;
  return score;
}

std::string ClusterScore::arithmetic() const {
  std::string text;
  for (const verdict::Reason& reason : reasons) {
    if (!text.empty()) text += reason.points < 0 ? " - " : " + ";
    text += reason.detail.str() + " " + std::to_string(std::abs(reason.points));
  }
  return (text.empty() ? "no rule holds" : text) + " = " + std::to_string(points) +
         "; suspicious from " + std::to_string(suspicious_points) + ", malicious from " +
         std::to_string(malicious_points);
}

}  // namespace backstamp::investigation
