#include "investigation/campaign_tracker.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/log.h"
#include "casework/investigation_table.h"
#include "investigation/campaign_mail.h"

namespace backstamp::investigation {
namespace {

using casework::Campaign;
using casework::CampaignId;

constexpr std::size_t copies_a_batch = 2'000, messages_a_question = 1'000, clusters_a_look = 20;
constexpr std::size_t cluster_messages_max = 5'000;
constexpr std::chrono::days remembered{60};  // without mail: then it is a new campaign
constexpr Duration look_every{5'000}, question_max{120'000}, retry_max{60'000};

// The same for the same first message, so that a batch looked at again founds nothing twice.
CampaignId founded_by(const CampaignMail& mail) {
  return CampaignId(Uuid::of_hash("campaign\n" + mail.network_message_id.text()));
}

// One transaction's changes: read once, written at the end.
class Ledger {
 public:
  // `arriving`: copies that were never counted; else a cluster's, which may have been.
  Ledger(casework::Session& session, CampaignIndex& index, bool arriving)
      : session_(session), index_(index), arriving_(arriving) {}

  // The campaign that the message joins or founds; nothing for mail that does neither.
  Result<std::optional<CampaignId>> take(const CampaignMail& mail,
                                         const std::optional<CampaignId>& given) {
    CampaignIndex::Match match = index_.match(mail);
    if (given) {
      std::erase(match.campaigns, *given);
      match.campaigns.insert(match.campaigns.begin(), *given);
      if (match.campaigns.size() == 1) match.why = "a bad cluster's";
    }
    if (match.campaigns.empty() && !mail.bad) return std::nullopt;
    CampaignId id = founded_by(mail);
    if (match.campaigns.empty()) {
      match.why = "the first";
    } else {
      id = TRY(joined(match.campaigns));
    }
    TRY(keep(id, mail, match.why));
    return id;
  }

  Result<void> write() {
    for (const auto& [id, campaign] : changed_) TRY(put_campaign(session_, campaign));
    return {};
  }

 private:
  Result<Campaign*> campaign(CampaignId id) {
    const auto known = changed_.find(id);
    if (known != changed_.end()) return &known->second;
    const auto found = TRY(find_campaign(session_, id));
    Campaign fresh;
    fresh.id = id;
    return &changed_.emplace(id, found.value_or(fresh)).first->second;
  }

  // All of them as one: the one with the earliest mail.
  Result<CampaignId> joined(const std::vector<CampaignId>& ids) {
    CampaignId first = ids.front();
    for (const CampaignId id : ids) {
      const Campaign* one = TRY(campaign(id));
      const Campaign* other = TRY(campaign(first));
      if (one->messages > 0 && (other->messages == 0 || one->first_seen < other->first_seen)) {
        first = id;
      }
    }
    for (const CampaignId id : ids) {
      if (id != first) TRY(merge(id, first));
    }
    return first;
  }

  Result<void> merge(CampaignId from_id, CampaignId into_id) {
    Campaign& from = *TRY(campaign(from_id));
    Campaign& into = *TRY(campaign(into_id));
    index_.merge(from_id, into_id);
    TRY(move_campaign(session_, from_id, into_id));
    if (from.messages > 0) {
      into.first_seen = std::min(into.first_seen, from.first_seen);
      into.last_seen = std::max(into.last_seen, from.last_seen);
    }
    into.messages += std::exchange(from.messages, 0);
    into.copies += std::exchange(from.copies, 0);
    for (const auto& [threat, copies] : std::exchange(from.by_threat, {})) {
      into.by_threat[threat] += copies;
    }
    for (const auto& [day, copies] : std::exchange(from.by_day, {})) into.by_day[day] += copies;
    from.merged_into = into_id;
    return {};
  }

  Result<void> keep(CampaignId id, const CampaignMail& mail, const std::string& why) {
    const bool fresh = TRY(add_campaign_member(
        session_, id,
        {.network_message_id = mail.network_message_id, .delivered = mail.delivered, .why = why}));
    // Known already: further copies of it arrived, or a cluster names what came by itself.
    if (!fresh && !arriving_) return {};
    Campaign& campaign_of = *TRY(campaign(id));
    const auto copies = static_cast<std::int64_t>(std::max<std::size_t>(mail.recipients.size(), 1));
    if (campaign_of.messages == 0) {
      campaign_of.name = Text::lossy(mail.subject).cut(200).str();
      campaign_of.first_seen = campaign_of.last_seen = mail.delivered;
    }
    campaign_of.first_seen = std::min(campaign_of.first_seen, mail.delivered);
    campaign_of.last_seen = std::max(campaign_of.last_seen, mail.delivered);
    campaign_of.messages += fresh ? 1 : 0;
    campaign_of.copies += copies;
    for (const std::string& threat : mail.threat_types) campaign_of.by_threat[threat] += copies;
    campaign_of.by_day[rfc3339(mail.delivered).substr(0, 10)] += copies;
    TRY(keep_traits(id, mail, copies));
    if (index_.add(id, mail)) {
      TRY(add_campaign_sketch(session_, {.campaign = id, .sketch = sketch_text(mail.sketch)}));
    }
    return {};
  }

  Result<void> keep_traits(CampaignId id, const CampaignMail& mail, std::int64_t copies) {
    const auto add = [&](const char* kind, const std::string& value,
                         std::int64_t count) -> Result<void> {
      if (value.empty()) return {};
      return add_campaign_trait(session_, id, {.kind = kind, .value = value, .copies = count});
    };
    TRY(add("sender", mail.sender_address, copies));
    TRY(add("sender_domain", mail.sender_domain, copies));
    TRY(add("sender_ip", mail.sender_ip, copies));
    TRY(add("subject", mail.subject, copies));
    for (const std::string& host : mail.hosts) TRY(add("host", host, copies));
    for (const std::string& url : mail.urls) TRY(add("url", url, copies));
    for (const std::string& file : mail.files) TRY(add("file", file, copies));
    for (const std::string& recipient : mail.recipients) TRY(add("target", recipient, 1));
    return {};
  }

  casework::Session& session_;
  CampaignIndex& index_;
  const bool arriving_;
  std::map<CampaignId, Campaign> changed_;
};

class ThreadTracker final : public CampaignTracker {
 public:
  explicit ThreadTracker(const CampaignTools& tools)
      : tools_(tools), thread_([this](std::stop_token stop) { work(stop); }) {}

 private:
  void work(std::stop_token stop) {
    Duration wait = look_every;
    while (!stop.stop_requested()) {
      const Result<void> done = follow(stop);
      if (!done && !stop.stop_requested()) {
        log(LogLevel::warning, "campaigns not brought up to date", {{"why", done.error().what}});
      }
      wait = done ? look_every : std::min(wait * 2, retry_max);
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, stop, wait, [] { return false; });
    }
  }

  // Until something fails; then the index is read anew.
  Result<void> follow(std::stop_token stop) {
    Campaigns campaigns = TRY(Campaigns::open(tools_));
    while (!stop.stop_requested()) {
      if (TRY(campaigns.look(deadline_in(question_max)))) continue;
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, stop, look_every, [] { return false; });
    }
    return {};
  }

  const CampaignTools tools_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread thread_;  // last: ends before what it uses
};

}  // namespace

Result<Campaigns> Campaigns::open(const CampaignTools& tools) {
  Campaigns campaigns(tools);
  const Time since = tools.clock.now() - remembered;
  TRY(tools.store.reading<bool>([&](casework::Session& session) -> Result<bool> {
    for (const Campaign& campaign : TRY(campaigns_since(session, since))) {
      campaigns.index_.restore_times(campaign.id, campaign.last_seen);
      for (const auto& trait : TRY(list_campaign_traits(session, campaign.id))) {
        campaigns.index_.restore(campaign.id, trait);
      }
    }
    for (const casework::CampaignSketch& one : TRY(campaign_sketches(session))) {
      campaigns.index_.restore(one.campaign, TRY(sketch_in(one.sketch)));
    }
    return true;
  }));
  return campaigns;
}

Result<bool> Campaigns::look(Deadline deadline) {
  const bool mail = TRY(look_at_mail(deadline));
  const bool clusters = TRY(look_at_clusters(deadline));
  return mail || clusters;
}

Result<std::optional<CampaignId>> Campaigns::add(const std::vector<CampaignMail>& mail,
                                                 bool together, std::optional<Time> seen) {
  std::optional<CampaignId> last;
  TRY(tools_.store.transact([&](casework::Session& session) -> Result<void> {
    Ledger ledger(session, index_, /*arriving=*/!together);
    std::optional<CampaignId> given;
    for (const CampaignMail& one : mail) {
      const auto taken = TRY(ledger.take(one, given));
      if (!taken) continue;
      last = taken;
      if (together) given = taken;
    }
    TRY(ledger.write());
    if (seen) TRY(put_campaign_cursor(session, *seen));
    return {};
  }));
  return last;
}

Result<bool> Campaigns::look_at_mail(Deadline deadline) {
  const Time seen = TRY(tools_.store.reading<Time>(
      [](casework::Session& session) { return campaign_cursor(session); }));
  const ArrivedMail arrived = TRY(mail_since(tools_.hunting, seen, copies_a_batch, deadline));
  if (arrived.seen == seen) {
    index_.forget_before(tools_.clock.now() - remembered);
    return false;
  }
  TRY(add(arrived.mail, /*together=*/false, arrived.seen));
  return true;
}

Result<bool> Campaigns::look_at_clusters(Deadline deadline) {
  const auto clusters = TRY(tools_.store.reading<std::vector<Uuid>>([](casework::Session& session) {
    return clusters_without_campaign(session, clusters_a_look);
  }));
  for (const Uuid& cluster : clusters) {
    const auto members = TRY(tools_.store.reading<std::vector<casework::ClusterMember>>(
        [&](casework::Session& session) { return list_members(session, cluster); }));
    std::set<std::string> ids;
    for (const casework::ClusterMember& member : members) {
      if (ids.size() < cluster_messages_max) ids.insert(member.copy.network_message_id.text());
    }
    std::vector<CampaignMail> mail;
    const std::vector<std::string> all(ids.begin(), ids.end());
    for (std::size_t at = 0; at < all.size(); at += messages_a_question) {
      const std::size_t end = std::min(all.size(), at + messages_a_question);
      auto some = TRY(mail_of(tools_.hunting,
                              {all.begin() + static_cast<std::ptrdiff_t>(at),
                               all.begin() + static_cast<std::ptrdiff_t>(end)},
                              deadline));
      std::ranges::move(some, std::back_inserter(mail));
    }
    for (CampaignMail& one : mail) one.bad = true;
    const auto campaign = TRY(add(mail, /*together=*/true, std::nullopt));
    TRY(tools_.store.transact([&](casework::Session& session) {
      return put_cluster_campaign(session, cluster, campaign);
    }));
  }
  return !clusters.empty();
}

std::unique_ptr<CampaignTracker> CampaignTracker::start(const CampaignTools& tools) {
  return std::make_unique<ThreadTracker>(tools);
}

}  // namespace backstamp::investigation
