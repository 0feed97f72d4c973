#include "experiment.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "body_change.h"
#include "investigation/cluster_identification.h"
#include "message/parse.h"
#include "other_digests.h"

namespace backstamp::bench {
namespace {

// The store's mail came within 30 days; each campaign within two of them.
const Time first_day = parse_rfc3339("2026-10-01T00:00:00Z").value();
constexpr std::size_t month_minutes = 30 * 24 * 60, campaign_minutes = 2 * 24 * 60;
constexpr std::size_t pool_messages = 500;

Time minutes_after(Time time, std::size_t minutes) {
  return time + std::chrono::minutes(static_cast<int>(minutes));
}

}  // namespace

Experiment::Experiment(const http::Endpoint& endpoint, const ExperimentSettings& settings)
    : settings_(settings), store_(endpoint) {
  Chance chance(settings.seed);
  bases_ = choose_bases(settings.mail, chance);
  read_pool();
  hide(chance);
  plant(chance);
  store_.flush();
}

// Every 45th message of the other mail, which then is no background: its lines pad, its words swap.
void Experiment::read_pool() {
  std::size_t number = 0, taken = 0;
  for_each_other(settings_.mail, bases_,
                 [&](std::string_view, const std::string&, std::string_view bytes) {
                   if (number++ % 45 != 0 || taken >= pool_messages) return;
                   ++taken;
                   const message::Facts facts = message::parse(bytes, {});
                   std::string_view text = facts.visible_text.view();
                   while (!text.empty()) {
                     const std::string_view line = text.substr(0, text.find('\n'));
                     text.remove_prefix(std::min(text.size(), line.size() + 1));
                     if (line.size() > 20 && line.size() < 400 && line.front() != '>') {
                       pool_.lines.emplace_back(line);
                     }
                     for (std::string& word : words_of(line)) pool_.words.push_back(word);
                   }
                 });
}

void Experiment::take(std::string_view bytes, Time delivered, Known known) {
  message::Facts facts = message::parse(bytes, {});
  if (settings_.other_digests) {
    const std::string text = normalised(facts.visible_text.view());
    known.tlsh = tlsh_digest(text);
    known.ssdeep = ssdeep_digest(text);
  }
  const std::string id = facts.network_message_id.value().text();
  if (!by_id_.emplace(id, known_.size()).second) return;  // the same message in two collections
  known_.push_back(std::move(known));
  store_.add(std::move(facts), delivered);
}

void Experiment::hide(Chance& chance) {
  std::size_t number = 0, taken = 0;
  for_each_other(
      settings_.mail, bases_,
      [&](std::string_view collection, const std::string& path, std::string_view bytes) {
        if (number++ % 45 == 0 && taken++ < pool_messages) return;
        take(bytes, minutes_after(first_day, chance.below(month_minutes)),
             {.kin = collection == "phishing_pot", .path = path, .tlsh = {}, .ssdeep = {}});
      });
}

void Experiment::plant(Chance& chance) {
  for (std::size_t base = 0; base < bases_.size(); ++base) {
    // The classes of change of one base at the same time: none is the other's past.
    const Time begin = minutes_after(first_day, chance.below(month_minutes - campaign_minutes));
    for (std::size_t change = 0; change < changes.size(); ++change) {
      Campaign campaign{
          .base = static_cast<int>(base), .change = change, .seed_bytes = {}, .seed_delivered = {}};
      for (int copy = 0; copy < settings_.copies; ++copy) {
        const std::string bytes = mutated(bases_[base].bytes, changes[change], copy, pool_, chance);
        const Time delivered = minutes_after(begin, chance.below(campaign_minutes));
        if (copy == 0) {
          campaign.seed_bytes = bytes;
          campaign.seed_delivered = delivered;
          campaign.seed_place = known_.size();
        }
        take(bytes, delivered,
             {.base = static_cast<int>(base),
              .change = change,
              .path = bases_[base].path,
              .tlsh = {},
              .ssdeep = {}});
      }
      campaigns_.push_back(std::move(campaign));
    }
  }
}

Tally Experiment::product(const investigation::Policy& policy, Kind kind,
                          std::vector<std::string>* wrong) {
  Tally tally;
  queries_.clear();
  ms_.clear();
  for (const Campaign& campaign : campaigns_) {
    const auto base = static_cast<std::size_t>(campaign.base);
    if (bases_[base].kind != kind) continue;
    message::Facts facts = message::parse(campaign.seed_bytes, {});
    const investigation::MailHunt hunt(store_.client(), deadline_in(std::chrono::minutes(1)),
                                       policy.copies_max);
    const auto began = std::chrono::steady_clock::now();
    const auto found = investigation::identify_clusters(
        hunt, {.facts = facts, .delivered = campaign.seed_delivered, .direction = "Inbound"},
        {.attributes = false, .nearness = true, .urls = {}, .files = {}}, policy);
    if (!found) {
      std::fprintf(stderr, "similarity: %s\n", found.error().what.c_str());
      std::exit(2);
    }
    ms_.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began)
            .count());
    queries_.push_back(hunt.questions());
    const std::string line =
        bases_[base].path + "\t" + std::string(name_of(changes[campaign.change])) + "\t";
    const std::uint64_t found_before = tally[campaign.change].found;
    Count& count = tally[campaign.change];
    count.sought += static_cast<std::uint64_t>(settings_.copies) - 1;
    for (const investigation::IdentifiedCluster& cluster : found->clusters) {
      for (std::size_t i = 0; i < cluster.members.size(); ++i) {
        const auto& copy = found->copies[cluster.members[i]];
        const auto known = by_id_.find(copy.copy.network_message_id.text());
        if (known == by_id_.end() || known->second == campaign.seed_place) continue;
        const Known& hit = known_[known->second];
        if (hit.base != background && hit.change != campaign.change) continue;
        if (hit.base == campaign.base) {
          ++count.found;
          continue;
        }
        (hit.kin ? count.kin : count.wrong) += 1;
        if (wrong != nullptr) {
          wrong->push_back(line +
                           (hit.kin         ? "kin"
                            : hit.base >= 0 ? "planted"
                                            : "background") +
                           "\t" + hit.path + "\t" + cluster.why[i]);
        }
      }
    }
    if (wrong != nullptr) {
      wrong->push_back(line + "found\t" + std::to_string(count.found - found_before) + "\t" +
                       std::to_string(bases_[base].word_count) + " words");
    }
  }
  return tally;
}

template <class Nearness>
Scores Experiment::scores(Kind kind, const Nearness& nearness) const {
  Scores scores;
  for (const Campaign& campaign : campaigns_) {
    if (bases_[static_cast<std::size_t>(campaign.base)].kind != kind) continue;
    const Known& seed = known_[campaign.seed_place];
    scores.sought(campaign.change, static_cast<std::uint64_t>(settings_.copies) - 1);
    for (std::size_t i = 0; i < known_.size(); ++i) {
      const Known& other = known_[i];
      const bool same_base = other.base == campaign.base;
      const bool elsewhere = other.base != background && other.change != campaign.change;
      if (i == campaign.seed_place || elsewhere) continue;
      const int score = std::min(nearness(seed, other), 1000);
      if (score <= 0) continue;
      if (other.kin) {
        scores.add_kin(campaign.change, score);
      } else {
        scores.add(campaign.change, score, same_base);
      }
    }
  }
  return scores;
}

Scores Experiment::tlsh(Kind kind) const {
  return scores(kind, [](const Known& a, const Known& b) { return tlsh_nearness(a.tlsh, b.tlsh); });
}

Scores Experiment::ssdeep(Kind kind) const {
  return scores(kind,
                [](const Known& a, const Known& b) { return ssdeep_nearness(a.ssdeep, b.ssdeep); });
}

std::size_t Experiment::campaigns(Kind kind) const {
  return static_cast<std::size_t>(std::ranges::count_if(campaigns_, [&](const Campaign& campaign) {
    return bases_[static_cast<std::size_t>(campaign.base)].kind == kind;
  }));
}

Experiment::Cost Experiment::cost() const {
  if (ms_.empty()) return {};
  std::vector<double> ms = ms_;
  std::vector<std::size_t> queries = queries_;
  std::ranges::sort(ms);
  std::ranges::sort(queries);
  return {.queries_p50 = queries[queries.size() / 2],
          .ms_p50 = ms[ms.size() / 2],
          .ms_p95 = ms[ms.size() * 95 / 100]};
}

}  // namespace backstamp::bench
