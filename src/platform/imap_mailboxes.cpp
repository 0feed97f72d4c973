#include "platform/imap_mailboxes.h"

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/log.h"
#include "message/header_block.h"
#include "message/network_message_id.h"

namespace backstamp::platform {
namespace {

constexpr std::size_t batch_max = 100;        // messages looked at in one go
constexpr std::size_t learned_max = 200'000;  // about 30 MB
constexpr std::size_t message_id_bytes_max = 900;

using Learned = std::unordered_map<std::string, message::NetworkMessageId>;

std::string described(const Place& place) {
  return Text::lossy(place.folder).str() + " of " + place.address.str();
}

Place place_of(const Text& address, const ImapFolder& folder, std::uint32_t uid_validity,
               const ImapMessage& message) {
  Place place;
  place.address = address;
  place.folder = folder.name;
  place.directory = folder.wire;
  place.name = text_of(ImapName{uid_validity, message.uid});
  place.modified_ns =
      std::chrono::duration_cast<std::chrono::nanoseconds>(message.received.time_since_epoch())
          .count();
  place.flags = message.flags;
  place.sha256 = sha256_hex(message.bytes);
  return place;
}

// The UID of the place, if its folder still numbers messages as it did then.
Result<std::optional<std::uint32_t>> uid_in(ImapSession& session, const Place& place) {
  const auto name = parse_imap_name(place.name);
  if (!name) return fail(Fault::corrupt, "no name of a message on IMAP: '" + place.name + "'");
  const auto state = session.select(place.directory);
  if (!state && state.error().fault == Fault::not_found) return std::nullopt;
  if (!state) return std::unexpected(state.error());
  if (state->uid_validity != name->uid_validity) return std::nullopt;
  return name->uid;
}

// Calls `look` with the messages of `uids`, read in batches; those that are too large are left out.
Result<void> read_each(ImapSession& session, std::span<const std::uint32_t> uids,
                       const ImapLimits& limits,
                       const std::function<void(const ImapMessage&)>& look) {
  for (std::size_t at = 0; at < uids.size(); at += batch_max) {
    const auto about = TRY(session.about(uids.subspan(at, std::min(batch_max, uids.size() - at))));
    std::vector<std::uint32_t> batch;
    std::uint64_t bytes = 0;
    const auto flush = [&]() -> Result<void> {
      for (const ImapMessage& message : TRY(session.read(batch))) look(message);
      batch.clear();
      bytes = 0;
      return {};
    };
    for (const ImapMessage& message : about) {
      if (message.size > limits.bytes_max) continue;
      if (bytes + message.size > limits.batch_bytes_max) TRY(flush());
      batch.push_back(message.uid);
      bytes += message.size;
    }
    TRY(flush());
  }
  return {};
}

// A text that a server compares with header values as it stands; empty when this one is none.
std::string searchable(std::string_view message_id) {
  if (message_id.size() > message_id_bytes_max) return {};
  const bool plain = std::ranges::all_of(
      message_id, [](unsigned char c) { return c > ' ' && c < 127 && c != '"' && c != '\\'; });
  return plain ? std::string(message_id) : std::string();
}

// One search of one mailbox for one message.
class Search {
 public:
  Search(ImapSession& session, const Text& address, const message::NetworkMessageId& message,
         const ImapLimits& limits, Guarded<Learned>& learned)
      : session_(session),
        address_(address),
        message_(message),
        limits_(limits),
        learned_(learned) {}

  // The instance at the hint, nothing when it is not there.
  Result<std::vector<Place>> at(const std::vector<ImapFolder>& folders, const Hint& hint) {
    const auto name = parse_imap_name(hint.name);
    if (!name) return std::vector<Place>();
    for (const ImapFolder& folder : folders) {
      if (folder.name != hint.folder) continue;
      const ImapFolderState state = TRY(session_.select(folder.wire));
      if (state.uid_validity == name->uid_validity) TRY(recognise(folder, {&name->uid, 1}));
    }
    return std::move(places_);
  }

  // Every instance in every folder.
  Result<std::vector<Place>> everywhere(const std::vector<ImapFolder>& folders,
                                        const std::string& message_id) {
    for (const ImapFolder& folder : folders) {
      const auto state = session_.select(folder.wire);
      if (!state && state.error().fault == Fault::not_found) continue;  // deleted meanwhile
      if (!state) return std::unexpected(state.error());
      auto uids = TRY(session_.search_message_id(message_id));
      if (message_id.empty()) leave_out_known(folder, uids);
      TRY(recognise(folder, uids));
    }
    return std::move(places_);
  }

 private:
  Result<void> recognise(const ImapFolder& folder, std::span<const std::uint32_t> uids) {
    const std::uint32_t uid_validity = TRY(session_.select(folder.wire)).uid_validity;
    return read_each(session_, uids, limits_, [&](const ImapMessage& message) {
      const message::NetworkMessageId id = message::network_message_id(message.bytes);
      learn(key(folder, uid_validity, message.uid), id);
      if (id != message_) return;
      places_.push_back(place_of(address_, folder, uid_validity, message));
    });
  }

  std::string key(const ImapFolder& folder, std::uint32_t uid_validity, std::uint32_t uid) const {
    return address_.str() + '\n' + folder.wire + '\n' + text_of(ImapName{uid_validity, uid});
  }

  void learn(std::string key, const message::NetworkMessageId& id) {
    learned_.with([&](Learned& learned) {
      if (learned.size() >= learned_max) learned.clear();
      learned.insert_or_assign(std::move(key), id);
    });
  }

  void leave_out_known(const ImapFolder& folder, std::vector<std::uint32_t>& uids) {
    const auto state = session_.select(folder.wire);
    if (!state) return;
    learned_.with([&](const Learned& learned) {
      std::erase_if(uids, [&](std::uint32_t uid) {
        const auto known = learned.find(key(folder, state->uid_validity, uid));
        return known != learned.end() && known->second != message_;
      });
    });
  }

  ImapSession& session_;
  const Text& address_;
  const message::NetworkMessageId message_;
  const ImapLimits& limits_;
  Guarded<Learned>& learned_;
  std::vector<Place> places_;
};

Result<std::optional<ImapMessage>> read_one(ImapSession& session, const Place& place,
                                            const ImapLimits& limits) {
  const auto uid = TRY(uid_in(session, place));
  std::optional<ImapMessage> found;
  if (uid) TRY(read_each(session, {&*uid, 1}, limits, [&](const ImapMessage& m) { found = m; }));
  return found;
}

// Selects the folder of the place, which is made again where it is gone.
Result<void> open_folder(ImapSession& session, const Place& place) {
  const auto state = session.select(place.directory);
  if (state) return {};
  if (state.error().fault != Fault::not_found) return std::unexpected(state.error());
  const auto made = session.create(place.directory);
  if (!made && made.error().fault != Fault::conflict) return made;
  log(LogLevel::info, "folder made again to put a message back",
      {{"mailbox", place.address.str()}, {"folder", Text::lossy(place.folder).str()}});
  TRY(session.select(place.directory));
  return {};
}

}  // namespace

ImapMailboxes::ImapMailboxes(ImapPool& pool, MessageIds message_ids, const ImapLimits& limits)
    : pool_(pool), message_ids_(std::move(message_ids)), limits_(limits) {}

void ImapMailboxes::set(const std::vector<Text>& addresses) {
  std::set<std::string> keys;
  for (const Text& address : addresses) keys.insert(ascii_lower(address.view()));
  addresses_.with([&](auto& all) { all = std::move(keys); });
}

bool ImapMailboxes::has(const Text& address) const {
  return addresses_.with(
      [&](const auto& all) { return all.contains(ascii_lower(address.view())); });
}

Result<std::vector<Place>> ImapMailboxes::find(const Text& address,
                                               const message::NetworkMessageId& message,
                                               const Hint& hint) const {
  if (!has(address)) return fail(Fault::not_found, "no mailbox is known for " + address.str());
  const auto session = TRY(pool_.lease(address));
  const auto folders = TRY(session->folders());
  Search search(*session, address, message, limits_, learned_);
  auto places = TRY(search.at(folders, hint));
  if (!places.empty()) return places;
  std::string id = searchable(hint.internet_message_id);
  if (id.empty() && message_ids_) id = searchable(message_ids_(message));
  return search.everywhere(folders, id);
}

Result<Bytes> ImapMailboxes::read(const Place& place) const {
  const auto session = TRY(pool_.lease(place.address));
  auto found = TRY(read_one(*session, place, limits_));
  if (!found) return fail(Fault::not_found, "no longer in " + described(place));
  if (sha256_hex(found->bytes) == place.sha256) return std::move(found->bytes);
  return fail(Fault::conflict, "other bytes in " + described(place));
}

Result<void> ImapMailboxes::remove(const Place& place) const {
  const auto session = TRY(pool_.lease(place.address));
  const auto uid = TRY(uid_in(*session, place));
  if (uid && TRY(session->remove(*uid))) return {};
  return fail(Fault::not_found, "no longer in " + described(place));
}

Result<Place> ImapMailboxes::restore(const Place& place, std::string_view bytes) const {
  if (sha256_hex(bytes) != place.sha256) {
    return fail(Fault::corrupt, "the letter kept is not the one taken from " + described(place));
  }
  const auto session = TRY(pool_.lease(place.address));
  if (TRY(read_one(*session, place, limits_))) return place;
  TRY(open_folder(*session, place));
  const Time received(
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::nanoseconds(place.modified_ns)));
  const auto appended = TRY(session->append(place.directory, place.flags, received, bytes));
  Place now = place;
  now.name = text_of(ImapName{appended.uid_validity, appended.uid});
  return now;
}

Result<std::vector<Place>> ImapMailboxes::maybe_restored(const Place& place,
                                                         std::string_view bytes) const {
  const auto session = TRY(pool_.lease(place.address));
  const auto state = session->select(place.directory);
  if (!state && state.error().fault == Fault::not_found) return std::vector<Place>();
  if (!state) return std::unexpected(state.error());
  const std::string id(trim(message::read_header_block(bytes).first("Message-ID").value_or("")));
  const auto uids = TRY(session->search_message_id(searchable(id)));
  const ImapFolder folder{place.directory, place.folder};
  std::vector<Place> places;
  TRY(read_each(*session, uids, limits_, [&](const ImapMessage& message) {
    if (message.bytes != bytes) return;
    places.push_back(place_of(place.address, folder, state->uid_validity, message));
  }));
  return places;
}

Result<bool> ImapMailboxes::present(const Place& place) const {
  const auto session = TRY(pool_.lease(place.address));
  const auto uid = TRY(uid_in(*session, place));
  return uid && !TRY(session->about({&*uid, 1})).empty();
}

}  // namespace backstamp::platform
