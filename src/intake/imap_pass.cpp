#include "intake/imap_pass.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/log.h"
#include "casework/imap_table.h"
#include "casework/taken_copy.h"
#include "intake/owner_moves.h"
#include "message/network_message_id.h"

namespace backstamp::intake {
namespace {

using casework::FolderChange;
using casework::SyncedFolder;
using casework::SyncedMessage;
using platform::ImapFolder;
using platform::ImapMessage;

constexpr std::size_t batch_max = 100;                          // messages read in one go
constexpr std::uint64_t batch_bytes_max = 16ull * 1024 * 1024;  // of these
constexpr std::size_t recorded_every = 2'000;                   // of a folder's first scan
constexpr std::size_t rows_max = 1'000;                         // ingested in one go
constexpr std::size_t row_bytes_max = 8ull * 1024 * 1024;
constexpr std::chrono::milliseconds engine_wait_ms_max{60'000};

bool is_seen(const ImapMessage& message) {
  return message.flags.find("\\Seen") != std::string::npos;
}

class Pass {
 public:
  Pass(platform::ImapSession& session, const Text& mailbox, const PassTools& tools,
       const std::function<void(const PassCounts&)>& progress, std::stop_token stop)
      : session_(session),
        mailbox_(mailbox),
        tools_(tools),
        progress_(progress),
        stop_(std::move(stop)),
        surroundings_(tools.surroundings()),
        indicators_(tools.indicators()) {}

  Result<PassCounts> run() {
    std::map<std::string, SyncedFolder> known;
    for (SyncedFolder& folder : TRY(known_folders())) known[folder.wire] = std::move(folder);
    for (const ImapFolder& folder : TRY(session_.folders())) {
      const auto before = known.find(folder.wire);
      const bool first = before == known.end();
      auto looked = look(folder, first ? SyncedFolder{} : before->second, first);
      if (!first) known.erase(before);
      // One that is renamed or deleted while we look is seen so the next time.
      if (!looked && looked.error().fault != Fault::not_found)
        return std::unexpected(looked.error());
    }
    for (const auto& [wire, folder] : known) TRY(forget(folder));
    TRY(ingest());
    TRY(tell_moves());
    TRY(record());
    return counts_;
  }

 private:
  Result<std::vector<SyncedFolder>> known_folders() {
    return tools_.store.reading<std::vector<SyncedFolder>>(
        [&](casework::Session& session) { return synced_folders(session, mailbox_); });
  }

  Result<std::vector<SyncedMessage>> known_messages(const std::string& wire) {
    return tools_.store.reading<std::vector<SyncedMessage>>(
        [&](casework::Session& session) { return synced_messages(session, mailbox_, wire); });
  }

  // To be called before anything about the message changes in the case store.
  Result<void> touch(const Uuid& message) {
    if (moves_.knows(message)) return {};
    moves_.begin(
        message,
        TRY(tools_.store.reading<std::vector<std::string>>([&](casework::Session& session) {
          return synced_places(session, mailbox_, message);
        })));
    return {};
  }

  Result<void> look(const ImapFolder& folder, SyncedFolder before, bool first) {
    const platform::ImapFolderState status = TRY(session_.status(folder.wire));
    const SyncedFolder now{.wire = folder.wire,
                           .name = folder.name,
                           .uid_validity = status.uid_validity,
                           .uid_next = status.uid_next,
                           .messages = status.messages,
                           .modseq = static_cast<std::int64_t>(status.modseq)};
    if (now == before) return {};
    TRY(session_.select(folder.wire));
    FolderChange change{.folder = now, .renumbered = false, .gone = {}, .come = {}};
    if (before.uid_validity != now.uid_validity) {
      change.renumbered = !first;
      if (!first) TRY(all_gone(before));
      before = {
          .wire = now.wire, .name = now.name, .uid_validity = now.uid_validity, .uid_next = 1};
    } else {
      TRY(look_for_changes(before, change));
    }
    TRY(look_for_new(before, change, first));
    changes_.push_back(std::move(change));
    return {};
  }

  Result<void> all_gone(const SyncedFolder& folder) {
    for (const SyncedMessage& message : TRY(known_messages(folder.wire))) {
      TRY(touch(message.network_message_id));
      moves_.left(message.network_message_id, folder.name);
    }
    return {};
  }

  Result<void> forget(const SyncedFolder& folder) {
    removed_.push_back(folder.wire);
    return all_gone(folder);
  }

  // Messages known before that went or got other flags.
  Result<void> look_for_changes(const SyncedFolder& before, FolderChange& change) {
    const auto known = TRY(known_messages(before.wire));
    const auto present = TRY(session_.all_uids());
    std::map<std::int64_t, const SyncedMessage*> by_uid;
    for (const SyncedMessage& message : known) {
      by_uid[message.uid] = &message;
      if (std::ranges::binary_search(present, static_cast<std::uint32_t>(message.uid))) continue;
      change.gone.push_back(message.uid);
      TRY(touch(message.network_message_id));
      moves_.left(message.network_message_id, before.name);
    }
    if (change.folder.modseq == before.modseq) return {};
    for (const ImapMessage& message :
         TRY(session_.about_changed(static_cast<std::uint64_t>(before.modseq)))) {
      const auto found = by_uid.find(message.uid);
      if (found == by_uid.end() || found->second->seen == is_seen(message)) continue;
      change.come.push_back({.uid = message.uid,
                             .network_message_id = found->second->network_message_id,
                             .seen = is_seen(message)});
    }
    return {};
  }

  Result<void> look_for_new(const SyncedFolder& before, FolderChange& change, bool first) {
    if (change.folder.messages == 0) return {};
    const auto fresh = TRY(session_.about_from(
        static_cast<std::uint32_t>(std::max<std::int64_t>(before.uid_next, 1))));
    std::vector<std::uint32_t> batch;
    std::uint64_t bytes = 0;
    for (const ImapMessage& message : fresh) {
      if (stop_.stop_requested()) return fail(Fault::cancelled, "stopped");
      if (message.size > tools_.bytes_max) {
        pass_over(change.folder, message);
        continue;
      }
      batch.push_back(message.uid);
      bytes += message.size;
      if (batch.size() < batch_max && bytes < batch_bytes_max) continue;
      TRY(take_in(batch, change, first));
      batch.clear();
      bytes = 0;
      if (first && change.come.size() >= recorded_every) TRY(record_part(change));
    }
    return take_in(batch, change, first);
  }

  void pass_over(const SyncedFolder& folder, const ImapMessage& message) {
    ++counts_.too_large;
    log(LogLevel::warning, "message too large, left out",
        {{"mailbox", mailbox_.str()},
         {"folder", Text::lossy(folder.name).str()},
         {"uid", message.uid},
         {"bytes", message.size}});
  }

  // A first scan that is cut short goes on where it was.
  Result<void> record_part(FolderChange& change) {
    TRY(ingest());
    FolderChange part = change;
    part.folder.uid_next = change.come.back().uid + 1;
    part.folder.messages = static_cast<std::int64_t>(change.come.size());
    TRY(tools_.store.transact([&](casework::Session& session) {
      return casework::record_sync(session, mailbox_, {&part, 1}, {});
    }));
    change.come.clear();
    return {};
  }

  // `first`: the folder was never looked at before.
  Result<void> take_in(const std::vector<std::uint32_t>& uids, FolderChange& change, bool first) {
    if (uids.empty()) return {};
    for (const ImapMessage& message : TRY(session_.read(uids))) {
      const Delivery delivery = delivery_of(change.folder, message);
      const Uuid id = delivery.facts.network_message_id.value();
      TRY(touch(id));
      const bool fresh = moves_.is_new(id);
      if (tools_.arrived && fresh) tools_.arrived(mailbox_, message.bytes);
      moves_.came(id, change.folder.name);
      change.come.push_back(
          {.uid = message.uid, .network_message_id = id, .seen = is_seen(message)});
      rows_.push_back(rows_of(delivery));
      told_.push_back({fresh && !first ? id : Uuid(), change.folder.name});
      row_bytes_ += rows_.back().bytes();
    }
    if (rows_.size() >= rows_max || row_bytes_ >= row_bytes_max) return ingest();
    return {};
  }

  Result<void> ingest() {
    const Ingested counts = TRY(tools_.ingest.add(rows_, deadline_in(engine_wait_ms_max)));
    // The milter told of it before delivery: a script may have put it elsewhere than the INBOX.
    for (const std::size_t i : counts.known_at) {
      if (!told_[i].first.is_nil()) moves_.was_told(told_[i].first, told_[i].second);
    }
    counts_.messages += rows_.size();
    counts_.copies_added += counts.added;
    counts_.copies_known += counts.known;
    progress_(counts_);
    rows_.clear();
    told_.clear();
    row_bytes_ = 0;
    return {};
  }

  Delivery delivery_of(const SyncedFolder& folder, const ImapMessage& message) const {
    Delivery delivery;
    delivery.facts = message::parse(message.bytes, surroundings_);
    delivery.recipient = mailbox_;
    delivery.folder = folder.name;
    delivery.name =
        text_of(platform::ImapName{static_cast<std::uint32_t>(folder.uid_validity), message.uid});
    delivery.location = delivery_location(folder.name);
    delivery.delivered = delivery.facts.received.value_or(message.received);
    if (delivery.delivered > tools_.clock.now() + std::chrono::hours(24)) {
      delivery.delivered = message.received;
    }
    delivery.arrival = judge_on_arrival(delivery.facts, indicators_, tools_.clock.now());
    return delivery;
  }

  Result<bool> is_in_hand(const Uuid& message) {
    return tools_.store.reading<bool>([&](casework::Session& session) {
      return casework::is_in_hand(session, {.network_message_id = message, .recipient = mailbox_});
    });
  }

  Result<void> tell_moves() {
    hunting::TableRows rows{.table = "EmailPostDeliveryEvents", .json_lines = {}, .count = 0};
    for (const OwnerMoves::Move& move : moves_.moves()) {
      if (TRY(is_in_hand(move.message))) continue;
      ++(move.to.empty() ? counts_.gone : counts_.moved);
      rows.json_lines += event_line(move, mailbox_, tools_.clock.now());
      ++rows.count;
    }
    if (rows.count == 0) return {};
    hunting::Batch batch{.id = "moves-" + Uuid::random().text(), .tables = {}};
    batch.tables.push_back(std::move(rows));
    return tools_.writer.write(batch);
  }

  Result<void> record() {
    if (changes_.empty() && removed_.empty()) return {};
    return tools_.store.transact([&](casework::Session& session) {
      return casework::record_sync(session, mailbox_, changes_, removed_);
    });
  }

  platform::ImapSession& session_;
  const Text& mailbox_;
  const PassTools& tools_;
  const std::function<void(const PassCounts&)>& progress_;
  const std::stop_token stop_;
  const message::Surroundings surroundings_;
  const verdict::Indicators indicators_;
  PassCounts counts_;
  OwnerMoves moves_;
  std::vector<DeliveryRows> rows_;                  // read, and not yet ingested
  std::vector<std::pair<Uuid, std::string>> told_;  // of each: its id when it is new, its folder
  std::size_t row_bytes_ = 0;
  std::vector<FolderChange> changes_;
  std::vector<std::string> removed_;
};

}  // namespace

Result<PassCounts> look_at_mailbox(platform::ImapSession& session, const Text& mailbox,
                                   const PassTools& tools,
                                   const std::function<void(const PassCounts&)>& progress,
                                   std::stop_token stop) {
  return Pass(session, mailbox, tools, progress, std::move(stop)).run();
}

}  // namespace backstamp::intake
