// Which campaign a message belongs to: the rule, in memory, without stores.
//
// A campaign is known by the texts of some of its mail and by what its mail leads to and comes
// from. A message joins where its text is near, or possibly near with one fact beside it, or where
// it is bad itself and shares a file, a link or two facts of infrastructure. What more than
// `owners_max` campaigns have in common says nothing of any of them: a large host, a mailing
// service, the link to a real bank.
//
// The cost of a message is bounded: its 16 keys and at most 60 traits are looked up, and at most
// `compared_max` campaigns are compared with it, in `sketches_max` texts each.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "casework/campaign_table.h"
#include "investigation/policy.h"
#include "message/facts.h"

namespace backstamp::investigation {

// One message with all its copies, as far as campaigns look at it.
struct CampaignMail {
  Uuid network_message_id;
  Time delivered;
  std::string sender_address, sender_domain, sender_ip, subject;
  bool authenticated = false;  // DMARC passed
  bool bad = false;            // judged Malicious or Suspicious, by itself or with its cluster
  message::BodySketch sketch;
  std::vector<std::string> hosts, urls, files;  // at most 20 of each
  std::vector<std::string> recipients;          // of its copies, each once
  std::vector<std::string> threat_types;
};

class CampaignIndex {
 public:
  static constexpr std::size_t owners_max = 3, compared_max = 50, sketches_max = 16;

  explicit CampaignIndex(const NearnessPolicy& policy) : policy_(policy) {}

  struct Match {
    // That it joins. Several where its text, a file or a link ties it to each: they are one from
    // now on. Facts of infrastructure alone join it to one and unite nothing.
    std::vector<casework::CampaignId> campaigns;
    std::string why;  // of the first
  };
  Match match(const CampaignMail& mail) const;

  // True when the message's text is one by which the campaign is known from now on.
  bool add(casework::CampaignId id, const CampaignMail& mail);
  // From the store, at start.
  void restore(casework::CampaignId id, const message::BodySketch& sketch);
  void restore(casework::CampaignId id, const casework::CampaignTrait& trait);
  void restore_times(casework::CampaignId id, Time last_seen);
  // `from` is no more; what it was known by is `into`'s.
  void merge(casework::CampaignId from, casework::CampaignId into);
  // Leaves out those without mail since.
  void forget_before(Time time);
  std::size_t size() const { return campaigns_.size(); }

 private:
  struct Known {
    std::vector<message::BodySketch> sketches;
    std::vector<std::uint64_t> traits;
    Time last_seen;
  };
  using Owners = std::vector<casework::CampaignId>;

  void learn_sketch(casework::CampaignId id, const message::BodySketch& sketch);
  void learn_trait(casework::CampaignId id, std::string_view kind, std::string_view value);
  void disown(casework::CampaignId id, const Known& known);
  std::vector<std::string> shared(casework::CampaignId id, const CampaignMail& mail) const;
  struct Tie {
    std::string why;      // empty: none
    bool strong = false;  // unites campaigns
  };
  Tie tie(casework::CampaignId id, const Known& known, const CampaignMail& mail) const;

  const NearnessPolicy policy_;
  std::map<casework::CampaignId, Known> campaigns_;
  std::unordered_map<std::uint64_t, Owners> by_key_, by_trait_;
};

// A sketch as one line of text, and back; the version and counts with it.
std::string sketch_text(const message::BodySketch& sketch);
Result<message::BodySketch> sketch_in(std::string_view text);

}  // namespace backstamp::investigation
