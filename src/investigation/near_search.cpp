#include "investigation/near_search.h"

#include <cmath>
#include <set>

#include "investigation/acquaintance.h"
#include "investigation/boilerplate.h"
#include "investigation/nearness.h"
#include "message/sketch_distance.h"

namespace backstamp::investigation {
namespace {

NearnessSeed root_seed(const ClusterSeed& seed) {
  const message::Facts& facts = seed.facts;
  return {.sketch = facts.sketch,
          .delivered = seed.delivered,
          .subject = facts.subject.cut(4'096).str(),
          .sender_address = facts.sender.from.address.str(),
          .sender_domain = facts.sender.from.domain.str(),
          .sender_ip = facts.sender.ip.str(),
          .boilerplate = {}};
}

NearnessSeed seed_of(const FoundCopy& found) {
  return {.sketch = found.sketch,
          .delivered = found.delivered,
          .subject = found.subject,
          .sender_address = found.sender_address,
          .sender_domain = found.sender_domain,
          .sender_ip = found.sender_ip,
          .boilerplate = {}};
}

struct Hit {
  FoundCopy message;  // one of its copies
  std::string why;
  bool sure = false;  // near to the message itself, by words alone
};

class Search {
 public:
  Search(const MailHunt& hunt, const ClusterSeed& seed, const Window& window, const Policy& policy)
      : hunt_(hunt), window_(window), policy_(policy), root_(root_seed(seed)), seed_(seed) {}

  Result<void> run() {
    if (!by_words()) return by_structure();
    const std::vector<FoundCopy> first = TRY(near_ones({root_}));
    root_.boilerplate =
        boilerplate_values(message::sketch_lines(seed_.facts.visible_text.view(), root_.sketch),
                           root_, first, policy_.nearness);
    for (const FoundCopy& found : first) {
      if (const auto hit = near_by_keys(root_, found)) keep(found, hit->why, hit->sure_by_words);
    }
    if (policy_.nearness.hops >= 2) TRY(second_hop());
    return drop_correspondence();
  }

  NearMessages result() const {
    NearMessages near{.why = {}, .candidates = candidates_, .by_words = by_words()};
    for (const auto& [id, hit] : hits_) near.why.emplace(id, hit.why);
    near.why[own_id()] = "the message itself";
    return near;
  }

 private:
  std::string own_id() const { return seed_.facts.network_message_id.value().text(); }
  bool by_words() const { return compares_words(root_.sketch, policy_.nearness); }

  void keep(const FoundCopy& found, std::string why, bool sure) {
    hits_.try_emplace(found.copy.network_message_id.text(), Hit{found, std::move(why), sure});
  }

  Result<void> by_structure() {
    if (root_.sketch.mark_hash == 0) return {};
    const std::vector<FoundCopy> alike = TRY(hunt_.same_structure(root_.sketch, window_));
    candidates_ += alike.size();
    for (const FoundCopy& found : alike) {
      const auto hit = near(root_, found, policy_.nearness);
      if (hit) keep(found, hit->why, hit->sure_by_words);
    }
    return {};
  }

  // All near ones are asked for at once; which of them a message is near to is found out here.
  Result<void> second_hop() {
    const std::vector<FoundCopy> through = second_seeds();
    if (through.empty()) return {};
    std::vector<NearnessSeed> seeds;
    for (const FoundCopy& found : through) seeds.push_back(with_boilerplate(seed_of(found)));
    const std::vector<FoundCopy> found_near = TRY(near_ones(seeds));
    for (const FoundCopy& found : found_near) {
      if (!ties_to_root(found)) continue;
      for (std::size_t i = 0; i < seeds.size(); ++i) {
        const auto hit = near_by_keys(seeds[i], found);
        // A neighbour's possible neighbour is nobody's: measured, it brought most of the errors.
        if (!hit || !hit->sure_by_words) continue;
        keep(found, hit->why + " to " + through[i].copy.network_message_id.short_text(), false);
        break;
      }
    }
    return {};
  }

  // The root's boilerplate is that of those near to it, where they hold it.
  NearnessSeed with_boilerplate(NearnessSeed seed) const {
    for (std::size_t i = 0; i < seed.boilerplate.size(); ++i) {
      seed.boilerplate[i] = root_.boilerplate[i] && seed.sketch.bytes[i] == root_.sketch.bytes[i];
    }
    return seed;
  }

  std::optional<Nearness> near_by_keys(const NearnessSeed& seed, const FoundCopy& found) const {
    if (message::equal_keys(seed.sketch, found.sketch) < message::candidate_keys_min) {
      return std::nullopt;
    }
    return near(seed, found, policy_.nearness);
  }

  Result<std::vector<FoundCopy>> near_ones(const std::vector<NearnessSeed>& seeds) {
    std::vector<message::BodySketch> sketches;
    for (const NearnessSeed& seed : seeds) sketches.push_back(seed.sketch);
    auto found = TRY(
        hunt_.near_messages(sketches, message::equal_bytes_of(policy_.nearness.possible), window_));
    candidates_ += found.size();
    return found;
  }

  // A second hop may lead away from the attack: its hits must lie close to the message in time.
  bool ties_to_root(const FoundCopy& found) const {
    const Duration apart = found.delivered > root_.delivered ? found.delivered - root_.delivered
                                                             : root_.delivered - found.delivered;
    return apart <= policy_.nearness.together;
  }

  // People who write about the same things use the same words. A message that is only possibly near
  // and comes from a known, authenticated correspondent is no member, unless the message itself
  // came from there.
  Result<void> drop_correspondence() {
    std::vector<FoundCopy> doubtful;
    for (const auto& [id, hit] : hits_) {
      if (doubted(hit)) doubtful.push_back(hit.message);
    }
    if (doubtful.empty()) return {};
    const Acquaintance acquaintance =
        TRY(Acquaintance::ask(hunt_, doubtful, seed_.delivered, policy_.cluster));
    std::erase_if(hits_, [&](const auto& entry) {
      return doubted(entry.second) && acquaintance.trusts(entry.second.message);
    });
    return {};
  }

  bool doubted(const Hit& hit) const {
    return hit.message.copy.network_message_id != seed_.facts.network_message_id.value() &&
           !hit.sure && hit.message.sender_address != root_.sender_address;
  }

  std::vector<FoundCopy> second_seeds() const {
    std::vector<FoundCopy> seeds;
    for (const auto& [id, hit] : hits_) {
      if (seeds.size() >= policy_.nearness.hop_seeds_max) break;
      if (hit.sure && id != own_id()) seeds.push_back(hit.message);
    }
    return seeds;
  }

  const MailHunt& hunt_;
  const Window window_;
  const Policy& policy_;
  NearnessSeed root_;
  const ClusterSeed seed_;
  std::map<std::string, Hit> hits_;
  std::size_t candidates_ = 0;
};

}  // namespace

Result<NearMessages> near_messages(const MailHunt& hunt, const ClusterSeed& seed,
                                   const Window& window, const Policy& policy) {
  Search search(hunt, seed, window, policy);
  TRY(search.run());
  return search.result();
}

}  // namespace backstamp::investigation
