#include "investigation/cluster_identification.h"

#include <array>
#include <map>
#include <optional>

#include "investigation/cluster_query.h"
#include "investigation/near_search.h"

namespace backstamp::investigation {
namespace {

constexpr std::size_t indicators_max = 20;

// One half of an attribute pair: what of a copy must equal what.
struct Attribute {
  std::string_view column;    // of EmailEvents, as KQL names it
  std::string_view shown_as;  // in cluster_by
  std::string value;
  std::string FoundCopy::* field;
};

bool shares(const FoundCopy& found, const Attribute& attribute) {
  return found.*attribute.field == attribute.value;
}

class Identification {
 public:
  Identification(const MailHunt& hunt, const ClusterSeed& seed, const ClusterKinds& kinds,
                 const Policy& policy)
      : hunt_(hunt),
        seed_(seed),
        kinds_(kinds),
        policy_(policy),
        window_{seed.delivered - policy.window, seed.delivered + policy.window} {}

  Result<IdentifiedClusters> run() {
    if (kinds_.nearness) near_ = TRY(near_messages(hunt_, seed_, window_, policy_));
    holders_ = TRY(hunt_.messages_holding(kinds_.urls, kinds_.files));
    MailHunt::Interesting found = TRY(hunt_.interesting_copies(interest(), window_));
    result_.copies = std::move(found.copies);
    overflowing_ = std::move(found.overflowing);
    if (kinds_.attributes) add_pairs();
    if (!overflowing_.contains("NetworkMessageId")) {
      add_near();
      add_holders(holders_.by_url, "Url", "EmailUrlInfo", "Url");
      add_holders(holders_.by_file, "FileHash", "EmailAttachmentInfo", "SHA256");
    }
    for (const std::string& column : overflowing_) {
      result_.left_out.push_back("more than " + std::to_string(policy_.copies_max) +
                                 " copies share the message's " + column);
    }
    return std::move(result_);
  }

 private:
  MailHunt::Interest interest() const {
    MailHunt::Interest interest;
    if (kinds_.attributes) {
      const message::Facts& facts = seed_.facts;
      interest.subject = facts.subject.cut(4'096).str();
      interest.body_fingerprint = facts.body_fingerprint;
      interest.sender_ip = facts.sender.ip.str();
      interest.sender_domain = facts.sender.from.domain.str();
      interest.direction = seed_.direction;
    }
    std::set<std::string> messages;
    if (near_) {
      for (const auto& [id, why] : near_->why) messages.insert(id);
    }
    for (const auto* holders : {&holders_.by_url, &holders_.by_file}) {
      for (const auto& [value, ids] : *holders) messages.insert(ids.begin(), ids.end());
    }
    interest.messages.assign(messages.begin(), messages.end());
    return interest;
  }

  void add_pairs() {
    const MailHunt::Interest of = interest();
    const Attribute subject{"Subject", "Subject", of.subject, &FoundCopy::subject};
    const Attribute body{"BodyFingerprint", "BodyFingerprint", of.body_fingerprint,
                         &FoundCopy::body_fingerprint};
    const bool six = of.sender_ip.find(':') != std::string::npos;
    const Attribute ip{six ? "SenderIPv6" : "SenderIPv4", "SenderIp", of.sender_ip,
                       &FoundCopy::sender_ip};
    const Attribute domain{"SenderFromDomain", "SenderFromDomain", of.sender_domain,
                           &FoundCopy::sender_domain};
    for (const Attribute* content : {&subject, &body}) {
      if (overflowing_.contains(std::string(content->column))) continue;
      for (const Attribute* source : {&ip, &domain}) add_pair(*content, *source);
    }
  }

  void add_pair(const Attribute& content, const Attribute& source) {
    if (content.value.empty() || source.value.empty()) return;
    IdentifiedCluster cluster{
        .kind = "similarity",
        .cluster_by = std::string(content.shown_as) + ";" + std::string(source.shown_as),
        .value = content.value + ";" + source.value,
        .query = kql_mail_query(window_, kql_equals(content.column, content.value) + " and " +
                                             kql_equals(source.column, source.value) + " and " +
                                             kql_equals("EmailDirection", seed_.direction)),
        .members = {},
        .why = {},
        .volume = {}};
    const std::string why =
        "same " + std::string(content.shown_as) + " and " + std::string(source.shown_as);
    add(std::move(cluster), [&](const FoundCopy& found) {
      const bool in =
          shares(found, content) && shares(found, source) && found.direction == seed_.direction;
      return in ? std::optional(why) : std::nullopt;
    });
  }

  void add_near() {
    if (!near_) return;
    std::set<std::string> ids;
    for (const auto& [id, why] : near_->why) ids.insert(id);
    IdentifiedCluster cluster{
        .kind = "nearness",
        .cluster_by = near_->by_words ? "BodyNearness" : "BodyStructure",
        .value = seed_.facts.network_message_id.value().text(),
        .query = kql_mail_query(window_, kql_is_one_of("NetworkMessageId", ids)),
        .members = {},
        .why = {},
        .volume = {}};
    result_.candidates = near_->candidates;
    add(std::move(cluster), [&](const FoundCopy& found) -> std::optional<std::string> {
      const auto in = near_->why.find(found.copy.network_message_id.text());
      return in == near_->why.end() ? std::nullopt : std::optional(in->second);
    });
  }

  void add_holders(const std::map<std::string, std::set<std::string>>& holders,
                   const std::string& cluster_by, const std::string& table,
                   const std::string& column) {
    for (const auto& [value, ids] : holders) {
      IdentifiedCluster cluster{
          .kind = "indicator",
          .cluster_by = cluster_by,
          .value = value,
          .query = kql_mail_query(window_, "NetworkMessageId in (" + table + " | where " +
                                               kql_equals(column, value) +
                                               " | project NetworkMessageId)"),
          .members = {},
          .why = {},
          .volume = {}};
      const std::string why = cluster_by == "Url" ? "holds the link" : "holds the file";
      add(std::move(cluster), [&](const FoundCopy& found) {
        const bool in = ids.contains(found.copy.network_message_id.text());
        return in ? std::optional(why) : std::nullopt;
      });
    }
  }

  // With the copies of which `why` says why they are in it.
  template <typename Why>
  void add(IdentifiedCluster cluster, const Why& why) {
    std::vector<Time> deliveries;
    for (std::size_t i = 0; i < result_.copies.size(); ++i) {
      std::optional<std::string> reason = why(result_.copies[i]);
      if (!reason) continue;
      cluster.members.push_back(i);
      cluster.why.push_back(std::move(*reason));
      deliveries.push_back(result_.copies[i].delivered);
    }
    if (cluster.members.empty()) return;
    cluster.volume = volume_of(std::move(deliveries), seed_.delivered, policy_.cluster);
    result_.clusters.push_back(std::move(cluster));
  }

  const MailHunt& hunt_;
  const ClusterSeed& seed_;
  const ClusterKinds& kinds_;
  const Policy& policy_;
  const Window window_;
  std::optional<NearMessages> near_;
  MailHunt::Holders holders_;
  std::set<std::string> overflowing_;
  IdentifiedClusters result_;
};

}  // namespace

ClusterKinds every_kind(const message::Facts& facts) {
  ClusterKinds kinds{.attributes = true, .nearness = true, .urls = {}, .files = {}};
  for (const message::Url& url : facts.urls) {
    if (!url.loaded && kinds.urls.size() < indicators_max) kinds.urls.push_back(url.url.str());
  }
  for (const message::Attachment& file : facts.attachments) {
    if (!file.sha256.empty() && kinds.files.size() < indicators_max) {
      kinds.files.push_back(file.sha256);
    }
  }
  return kinds;
}

Result<IdentifiedClusters> identify_clusters(const MailHunt& hunt, const ClusterSeed& seed,
                                             const ClusterKinds& kinds, const Policy& policy) {
  return Identification(hunt, seed, kinds, policy).run();
}

}  // namespace backstamp::investigation
