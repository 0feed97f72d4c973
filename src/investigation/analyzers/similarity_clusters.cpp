// The four similarity clusters: subject or body fingerprint, with sender IP or sender domain, in
// the same direction.
#include <array>
#include <nlohmann/json.hpp>

#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {
namespace {

struct Attribute {
  std::string_view column;    // as MailHunt names it
  std::string_view shown_as;  // in cluster_by
  std::string value;
};

std::string kql_condition(const Attribute& attribute) {
  const std::string value = kql_text(attribute.value);
  if (attribute.column != "SenderIP") return std::string(attribute.column) + " == " + value;
  const bool six = attribute.value.find(':') != std::string::npos;
  return std::string(six ? "SenderIPv6" : "SenderIPv4") + " == " + value;
}

Result<std::optional<casework::Cluster>> cluster(const Question& question, const Attribute& content,
                                                 const Attribute& source,
                                                 const std::string& direction) {
  if (content.value.empty() || source.value.empty()) return std::nullopt;
  const MailHunt::Where where = {{std::string(content.column), content.value},
                                 {std::string(source.column), source.value},
                                 {"EmailDirection", direction}};
  const auto copies = TRY(question.hunt.copies_where(where, question.window()));
  const ClusterDraft draft{
      .kind = "similarity",
      .cluster_by = std::string(content.shown_as) + ";" + std::string(source.shown_as),
      .value = content.value + ";" + source.value,
      .query = kql_mail_query(question.window(),
                              kql_condition(content) + " and " + kql_condition(source) +
                                  " and EmailDirection == " + kql_text(direction))};
  casework::Cluster found = build_cluster(question, draft, copies);
  const Window before{question.delivered - std::chrono::days(10),
                      question.delivered - std::chrono::days(1)};
  const double usual = TRY(question.hunt.copies_per_day(where, before));
  const double now = static_cast<double>(copies.size());
  found.volume_anomaly =
      copies.size() >= 5 && now > question.policy.cluster.volume_anomaly_factor * usual;
  return found;
}

}  // namespace

Result<Answer> similarity_clusters(const Question& question) {
  const message::Facts& facts = question.facts;
  const Attribute subject{"Subject", "Subject", facts.subject.cut(4'096).str()};
  const Attribute body{"BodyFingerprint", "BodyFingerprint", facts.body_fingerprint};
  const Attribute ip{"SenderIP", "SenderIp", facts.sender.ip.str()};
  const Attribute domain{"SenderFromDomain", "SenderFromDomain", facts.sender.from.domain.str()};
  const std::string direction =
      question.root_copies.empty() ? "Inbound" : question.root_copies.front().direction;

  Answer answer;
  nlohmann::ordered_json asked = nlohmann::ordered_json::array(), found = asked;
  for (const auto& [content, source] :
       std::array{std::pair{subject, ip}, std::pair{subject, domain}, std::pair{body, ip},
                  std::pair{body, domain}}) {
    auto one = TRY(cluster(question, content, source, direction));
    if (!one) continue;
    asked.push_back(one->query);
    found.push_back({{"cluster_by", one->cluster_by},
                     {"copies", one->members.size()},
                     {"volume_anomaly", one->volume_anomaly}});
    answer.findings.clusters.push_back(std::move(*one));
  }
  answer.asked = nlohmann::ordered_json{{"queries", asked}}.dump();
  answer.found = nlohmann::ordered_json{{"clusters", found}}.dump();
  return answer;
}

}  // namespace backstamp::investigation
