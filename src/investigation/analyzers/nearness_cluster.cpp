// Copies with nearly the same body, whoever sent them and whatever was changed in them. From the
// message itself, and a second time from those that are near by words alone (two hops).
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "investigation/acquaintance.h"
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"
#include "investigation/nearness.h"
#include "message/sketch_distance.h"

namespace backstamp::investigation {
namespace {

using Key = std::pair<Uuid, Text>;  // of a copy

struct Hit {
  FoundCopy copy;
  std::string why;
  bool sure = false;  // near to the message itself, by words alone
};

NearnessSeed root_seed(const Question& question) {
  const message::Facts& facts = question.facts;
  return {.sketch = facts.sketch,
          .delivered = question.delivered,
          .subject = facts.subject.cut(4'096).str(),
          .sender_address = facts.sender.from.address.str(),
          .sender_domain = facts.sender.from.domain.str(),
          .sender_ip = facts.sender.ip.str()};
}

NearnessSeed seed_of(const FoundCopy& found) {
  return {.sketch = found.sketch,
          .delivered = found.delivered,
          .subject = found.subject,
          .sender_address = found.sender_address,
          .sender_domain = found.sender_domain,
          .sender_ip = found.sender_ip};
}

class Search {
 public:
  explicit Search(const Question& question) : question_(question), root_(root_seed(question)) {}

  Result<void> run() {
    for (const FoundCopy& found : question_.root_copies) keep(found, "the message itself", false);
    if (!by_words()) return by_structure();
    const std::vector<FoundCopy> first = TRY(candidates_of({root_}));
    for (const FoundCopy& found : first) {
      if (const auto hit = near_by_keys(root_, found)) keep(found, hit->why, hit->sure_by_words);
    }
    if (question_.policy.nearness.hops >= 2) TRY(second_hop());
    return drop_correspondence();
  }

  const std::map<Key, Hit>& hits() const { return hits_; }
  std::size_t candidates() const { return candidates_; }
  bool by_words() const { return compares_words(root_.sketch, question_.policy.nearness); }

 private:
  void keep(const FoundCopy& found, std::string why, bool sure) {
    hits_.try_emplace({found.copy.network_message_id, found.copy.recipient},
                      Hit{found, std::move(why), sure});
  }

  Result<void> by_structure() {
    const auto ids = TRY(question_.hunt.same_structure(root_.sketch, question_.window()));
    candidates_ += ids.size();
    const std::vector<FoundCopy> copies = TRY(question_.hunt.copies_of(ids));
    for (const FoundCopy& found : copies) {
      const auto hit = near(root_, found, question_.policy.nearness);
      if (hit) keep(found, hit->why, hit->sure_by_words);
    }
    return {};
  }

  // All near ones are asked for at once; which of them a copy is near to is found out here.
  Result<void> second_hop() {
    const std::vector<FoundCopy> through = second_seeds();
    std::vector<NearnessSeed> seeds;
    for (const FoundCopy& found : through) seeds.push_back(seed_of(found));
    const std::vector<FoundCopy> copies = TRY(candidates_of(seeds));
    for (const FoundCopy& found : copies) {
      if (!ties_to_root(found)) continue;
      for (std::size_t i = 0; i < seeds.size(); ++i) {
        const auto hit = near_by_keys(seeds[i], found);
        if (!hit) continue;
        keep(found, hit->why + " to " + through[i].copy.network_message_id.short_text(), false);
        break;
      }
    }
    return {};
  }

  std::optional<Nearness> near_by_keys(const NearnessSeed& seed, const FoundCopy& found) const {
    if (message::equal_keys(seed.sketch, found.sketch) < 2) return std::nullopt;
    return near(seed, found, question_.policy.nearness);
  }

  Result<std::vector<FoundCopy>> candidates_of(const std::vector<NearnessSeed>& seeds) {
    std::set<std::uint32_t> keys;
    for (const NearnessSeed& seed : seeds) {
      keys.insert(seed.sketch.keys.begin(), seed.sketch.keys.end());
    }
    if (keys.empty()) return std::vector<FoundCopy>{};
    const auto ids = TRY(question_.hunt.near_candidates({keys.begin(), keys.end()},
                                                        root_.sketch.version, question_.window()));
    candidates_ += ids.size();
    return question_.hunt.copies_of(ids);
  }

  // A second hop may lead away from the attack: its hits must lie close to the message in time.
  bool ties_to_root(const FoundCopy& found) const {
    const Duration apart = found.delivered > root_.delivered ? found.delivered - root_.delivered
                                                             : root_.delivered - found.delivered;
    return apart <= question_.policy.nearness.together;
  }

  // People who write about the same things use the same words. A copy that is only possibly near
  // and comes from a known, authenticated correspondent is no member, unless the message itself
  // came from there.
  Result<void> drop_correspondence() {
    std::vector<FoundCopy> doubtful;
    for (const auto& [key, hit] : hits_) {
      if (doubted(hit)) doubtful.push_back(hit.copy);
    }
    const Acquaintance acquaintance = TRY(
        Acquaintance::ask(question_.hunt, doubtful, question_.delivered, question_.policy.cluster));
    std::erase_if(hits_, [&](const auto& entry) {
      return doubted(entry.second) && acquaintance.trusts(entry.second.copy);
    });
    return {};
  }

  bool doubted(const Hit& hit) const {
    return hit.copy.copy.network_message_id != question_.facts.network_message_id.value() &&
           !hit.sure && hit.copy.sender_address != root_.sender_address;
  }

  std::vector<FoundCopy> second_seeds() const {
    std::vector<FoundCopy> seeds;
    std::set<Uuid> messages;
    for (const auto& [key, hit] : hits_) {
      if (seeds.size() >= question_.policy.nearness.hop_seeds_max) break;
      if (hit.sure && messages.insert(key.first).second) seeds.push_back(hit.copy);
    }
    return seeds;
  }

  const Question& question_;
  NearnessSeed root_;
  std::map<Key, Hit> hits_;
  std::size_t candidates_ = 0;
};

std::string query_text(const std::map<Key, Hit>& hits) {
  std::set<Uuid> ids;
  for (const auto& [key, hit] : hits) ids.insert(key.first);
  std::string list;
  std::size_t written = 0;
  for (const Uuid& id : ids) {
    if (written++ == 200) break;
    list += (list.empty() ? "" : ", ") + kql_text(id.text());
  }
  return "EmailEvents | where NetworkMessageId in (" + list + ")" +
         (ids.size() > 200 ? " // and " + std::to_string(ids.size() - 200) + " more" : "");
}

}  // namespace

Result<Answer> nearness_cluster(const Question& question) {
  Answer answer;
  Search search(question);
  answer.asked = nlohmann::ordered_json{{"compared", search.by_words() ? "words" : "structure"},
                                        {"near", question.policy.nearness.near},
                                        {"possible", question.policy.nearness.possible},
                                        {"from", rfc3339(question.window().from)},
                                        {"to", rfc3339(question.window().to)}}
                     .dump();
  TRY(search.run());
  std::vector<FoundCopy> copies;
  std::vector<std::string> why;
  for (const auto& [key, hit] : search.hits()) {
    copies.push_back(hit.copy);
    why.push_back(hit.why);
  }
  answer.found =
      nlohmann::ordered_json{{"candidates", search.candidates()}, {"copies", copies.size()}}.dump();
  if (copies.empty()) return answer;
  const ClusterDraft draft{.kind = "nearness",
                           .cluster_by = search.by_words() ? "BodyNearness" : "BodyStructure",
                           .value = question.facts.network_message_id.value().text(),
                           .query = query_text(search.hits())};
  answer.findings.clusters.push_back(build_cluster(question, draft, copies, why));
  return answer;
}

}  // namespace backstamp::investigation
