#include "investigation/campaign_index.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <set>

#include "base/hash.h"
#include "investigation/found_copy.h"
#include "message/sketch_distance.h"
#include "verdict/traits.h"

namespace backstamp::investigation {
namespace {

using casework::CampaignId;

constexpr std::size_t link_bytes_min = 12;  // of path and query: below, a link is a home page

std::uint64_t trait_hash(std::string_view kind, std::string_view value) {
  std::string text(kind);
  text += '\n';
  text += value;
  return hash64(text);
}

std::uint64_t key_hash(std::size_t place, std::uint32_t key) {
  return (static_cast<std::uint64_t>(place) << 32) | key;
}

// The structure of a body without words, as a trait.
std::string structure_of(const message::BodySketch& sketch) {
  if (sketch.mark_hash == 0) return {};
  return std::to_string(sketch.mark_hash) + "." + std::to_string(sketch.url_shape_hash);
}

bool leads_somewhere(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t path = scheme == url.npos ? url.npos : url.find('/', scheme + 3);
  return path != url.npos && url.size() - path >= link_bytes_min;
}

void add_owner(std::vector<CampaignId>& owners, CampaignId id) {
  // One more than says something, so that it stays common when some of its owners go.
  if (owners.size() > 4 * CampaignIndex::owners_max) return;
  if (std::ranges::find(owners, id) == owners.end()) owners.push_back(id);
}

std::string j_text(double j) {
  char text[16];
  std::snprintf(text, sizeof text, "J %.2f", j);
  return text;
}

template <class Use>
void each_trait(const CampaignMail& mail, const Use& use) {
  for (const std::string& host : mail.hosts) use("host", host);
  for (const std::string& url : mail.urls) {
    if (leads_somewhere(url)) use("url", url);
  }
  for (const std::string& file : mail.files) use("file", file);
  if (!mail.sender_ip.empty()) use("sender_ip", mail.sender_ip);
  if (!mail.sender_domain.empty() && !verdict::is_free_mail(mail.sender_domain)) {
    use("sender_domain", mail.sender_domain);
  }
  const std::string structure = structure_of(mail.sketch);
  if (!message::comparable(mail.sketch) && !structure.empty()) use("structure", structure);
}

bool has(const std::vector<std::string>& facts, std::string_view wanted) {
  return std::ranges::find(facts, wanted) != facts.end();
}

}  // namespace

std::vector<std::string> CampaignIndex::shared(CampaignId id, const CampaignMail& mail) const {
  std::set<std::string> kinds;
  each_trait(mail, [&](std::string_view kind, const std::string& value) {
    const auto owners = by_trait_.find(trait_hash(kind, value));
    if (owners == by_trait_.end() || owners->second.size() > owners_max) return;
    if (std::ranges::find(owners->second, id) != owners->second.end()) kinds.emplace(kind);
  });
  return {kinds.begin(), kinds.end()};
}

CampaignIndex::Tie CampaignIndex::tie(CampaignId id, const Known& known,
                                      const CampaignMail& mail) const {
  double nearest = 0;
  for (const message::BodySketch& sketch : known.sketches) {
    if (message::equal_keys(sketch, mail.sketch) < message::candidate_keys_min) continue;
    nearest = std::max(nearest, message::jaccard(sketch, mail.sketch));
  }
  const std::vector<std::string> facts = shared(id, mail);
  const std::size_t infrastructure = static_cast<std::size_t>(has(facts, "host")) +
                                     static_cast<std::size_t>(has(facts, "sender_ip")) +
                                     static_cast<std::size_t>(has(facts, "sender_domain"));
  // An honest sender whose mail an attack was copied from must not become part of it.
  const bool may_be_copied = !mail.bad && mail.authenticated && !has(facts, "sender_domain");
  if (may_be_copied) return {};
  if (nearest >= policy_.near) return {j_text(nearest), /*strong=*/true};
  if (nearest >= policy_.possible && !facts.empty()) {
    return {j_text(nearest) + ", same " + facts.front(), false};
  }
  if (has(facts, "structure") && infrastructure > 0) {
    return {"same structure, same " + facts.front(), false};
  }
  if (!mail.bad) return {};
  if (has(facts, "file")) return {"same file", true};
  if (has(facts, "url")) return {"same link", true};
  if (infrastructure < 2) return {};
  std::string text = "same";
  for (const char* kind : {"host", "sender_ip", "sender_domain"}) {
    if (has(facts, kind)) text += std::string(text == "same" ? " " : " and ") + kind;
  }
  return {text, false};
}

CampaignIndex::Match CampaignIndex::match(const CampaignMail& mail) const {
  std::map<CampaignId, int> keys;
  if (message::comparable(mail.sketch)) {
    for (std::size_t place = 0; place < mail.sketch.keys.size(); ++place) {
      const auto owners = by_key_.find(key_hash(place, mail.sketch.keys[place]));
      if (owners == by_key_.end()) continue;
      for (const CampaignId id : owners->second) ++keys[id];
    }
    std::erase_if(keys, [](const auto& one) { return one.second < message::candidate_keys_min; });
  }
  std::set<CampaignId> candidates;
  for (const auto& [id, count] : keys) {
    if (candidates.size() < compared_max) candidates.insert(id);
  }
  each_trait(mail, [&](std::string_view kind, const std::string& value) {
    const auto owners = by_trait_.find(trait_hash(kind, value));
    if (owners == by_trait_.end() || owners->second.size() > owners_max) return;
    if (candidates.size() < compared_max) {
      candidates.insert(owners->second.begin(), owners->second.end());
    }
  });
  Match match;
  std::string weak;
  std::optional<CampaignId> weakly;
  for (const CampaignId id : candidates) {
    const auto known = campaigns_.find(id);
    if (known == campaigns_.end()) continue;
    Tie found = tie(id, known->second, mail);
    if (found.why.empty()) continue;
    if (!found.strong) {
      if (!weakly) weak = std::move(found.why), weakly = id;
      continue;
    }
    if (match.campaigns.empty()) match.why = std::move(found.why);
    match.campaigns.push_back(id);
  }
  if (match.campaigns.empty() && weakly) match = {{*weakly}, std::move(weak)};
  return match;
}

void CampaignIndex::learn_sketch(CampaignId id, const message::BodySketch& sketch) {
  campaigns_[id].sketches.push_back(sketch);
  for (std::size_t place = 0; place < sketch.keys.size(); ++place) {
    add_owner(by_key_[key_hash(place, sketch.keys[place])], id);
  }
}

void CampaignIndex::learn_trait(CampaignId id, std::string_view kind, std::string_view value) {
  const std::uint64_t hash = trait_hash(kind, value);
  std::vector<CampaignId>& owners = by_trait_[hash];
  if (std::ranges::find(owners, id) != owners.end()) return;
  std::vector<std::uint64_t>& traits = campaigns_[id].traits;
  if (traits.size() >= static_cast<std::size_t>(casework::campaign_traits_max)) return;
  add_owner(owners, id);
  traits.push_back(hash);
}

bool CampaignIndex::add(CampaignId id, const CampaignMail& mail) {
  Known& known = campaigns_[id];
  known.last_seen = std::max(known.last_seen, mail.delivered);
  each_trait(
      mail, [&](std::string_view kind, const std::string& value) { learn_trait(id, kind, value); });
  if (!message::comparable(mail.sketch) || known.sketches.size() >= sketches_max) return false;
  // A text that is nearly one it is known by already adds nothing.
  for (const message::BodySketch& sketch : known.sketches) {
    if (message::jaccard(sketch, mail.sketch) >= 2 * policy_.near) return false;
  }
  learn_sketch(id, mail.sketch);
  return true;
}

void CampaignIndex::restore(CampaignId id, const message::BodySketch& sketch) {
  if (campaigns_.contains(id)) learn_sketch(id, sketch);
}

void CampaignIndex::restore(CampaignId id, const casework::CampaignTrait& trait) {
  if (campaigns_.contains(id)) learn_trait(id, trait.kind, trait.value);
}

void CampaignIndex::restore_times(CampaignId id, Time last_seen) {
  campaigns_[id].last_seen = last_seen;
}

void CampaignIndex::disown(CampaignId id, const Known& known) {
  const auto drop = [&](std::unordered_map<std::uint64_t, Owners>& map, std::uint64_t hash) {
    const auto owners = map.find(hash);
    if (owners == map.end()) return;
    std::erase(owners->second, id);
    if (owners->second.empty()) map.erase(owners);
  };
  for (const std::uint64_t trait : known.traits) drop(by_trait_, trait);
  for (const message::BodySketch& sketch : known.sketches) {
    for (std::size_t place = 0; place < sketch.keys.size(); ++place) {
      drop(by_key_, key_hash(place, sketch.keys[place]));
    }
  }
}

void CampaignIndex::merge(CampaignId from, CampaignId into) {
  auto gone = campaigns_.extract(from);
  if (gone.empty()) return;
  disown(from, gone.mapped());
  Known& known = campaigns_[into];
  known.last_seen = std::max(known.last_seen, gone.mapped().last_seen);
  for (const message::BodySketch& sketch : gone.mapped().sketches) {
    if (known.sketches.size() < sketches_max) learn_sketch(into, sketch);
  }
  for (const std::uint64_t trait : gone.mapped().traits) {
    std::vector<CampaignId>& owners = by_trait_[trait];
    if (std::ranges::find(owners, into) != owners.end()) continue;
    add_owner(owners, into);
    known.traits.push_back(trait);
  }
}

void CampaignIndex::forget_before(Time time) {
  for (auto at = campaigns_.begin(); at != campaigns_.end();) {
    if (at->second.last_seen >= time) {
      ++at;
      continue;
    }
    disown(at->first, at->second);
    at = campaigns_.erase(at);
  }
}

std::string sketch_text(const message::BodySketch& sketch) {
  std::string text = std::to_string(sketch.version) + " " + std::to_string(sketch.word_count) +
                     " " + std::to_string(sketch.mark_hash) + " " +
                     std::to_string(sketch.url_shape_hash);
  for (const std::uint32_t key : sketch.keys) text += " " + std::to_string(key);
  return text + " " + sketch_digits(sketch);
}

Result<message::BodySketch> sketch_in(std::string_view text) {
  message::BodySketch sketch;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  bool read = true;
  const auto number = [&](auto& value) {
    const auto [next, error] = std::from_chars(at, end, value);
    read = read && error == std::errc() && next != end && *next == ' ';
    at = read ? next + 1 : end;
  };
  number(sketch.version);
  number(sketch.word_count);
  number(sketch.mark_hash);
  number(sketch.url_shape_hash);
  for (std::uint32_t& key : sketch.keys) number(key);
  const std::string_view digits(at, static_cast<std::size_t>(end - at));
  read = read && read_sketch_digits(digits, sketch);
  if (!read) return fail(Fault::corrupt, "not a sketch: " + std::string(text.substr(0, 80)));
  return sketch;
}

}  // namespace backstamp::investigation
