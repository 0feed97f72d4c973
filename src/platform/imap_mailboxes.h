// Mailboxes on an IMAP server, entered as its master user.
//
// A Place's directory is the folder as the server names it, its name UIDVALIDITY and UID. What was
// put back has the same folder, flags, keywords, internal date and bytes, and another UID.
// Always holds: messages are taken out one by one (UID EXPUNGE); what others marked as deleted
// stays. Reading marks nothing as read.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <unordered_map>

#include "base/guarded.h"
#include "platform/imap_pool.h"
#include "platform/mailboxes.h"

namespace backstamp::platform {

struct ImapLimits {
  std::uint64_t bytes_max = 64ull * 1024 * 1024;        // larger messages are passed over
  std::uint64_t batch_bytes_max = 16ull * 1024 * 1024;  // read in one go
};

class ImapMailboxes final : public Mailboxes {
 public:
  // The Message-ID of a message, empty where nobody knows: it makes a search quick.
  using MessageIds = std::function<std::string(const message::NetworkMessageId&)>;

  // `pool` outlives it.
  ImapMailboxes(ImapPool& pool, MessageIds message_ids, const ImapLimits& limits = {});

  void set(const std::vector<Text>& addresses);

  bool has(const Text& address) const override;
  Result<std::vector<Place>> find(const Text& address, const message::NetworkMessageId& message,
                                  const Hint& hint) const override;
  Result<Bytes> read(const Place& place) const override;
  Result<void> remove(const Place& place) const override;
  Result<Place> restore(const Place& place, std::string_view bytes) const override;
  Result<std::vector<Place>> maybe_restored(const Place& place,
                                            std::string_view bytes) const override;
  Result<bool> present(const Place& place) const override;

 private:
  ImapPool& pool_;
  const MessageIds message_ids_;
  const ImapLimits limits_;
  Guarded<std::set<std::string>> addresses_;  // lower case
  // What messages without a known Message-ID were found to be; bounded.
  mutable Guarded<std::unordered_map<std::string, message::NetworkMessageId>> learned_;
};

}  // namespace backstamp::platform
