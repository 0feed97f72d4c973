// The capability to find, take out and put back the messages of mailboxes.
// One implementation a kind of mail store: maildir.h, imap_mailboxes.h.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "message/facts.h"

namespace backstamp::platform {

// One stored instance of a message, with all that is needed to put it back exactly.
struct Place {
  Text address;                  // of the mailbox
  std::string folder;            // "INBOX", "Archive", "Archive/2026": as IMAP would name it
  std::string directory;         // where the store keeps that folder: for Maildir ".Archive.2026",
                                 // "." for INBOX; empty: found by the folder's name
  std::string name;              // the store's own name: for Maildir the file name with flags, for
                                 // IMAP "UIDVALIDITY.UID"
  std::string area;              // Maildir: "new" or "cur"
  std::int64_t modified_ns = 0;  // modification time (the internal date of Maildir), since 1970
  std::uint32_t mode = 0600, uid = 0, gid = 0;
  std::string sha256;      // of the bytes
  std::string flags = {};  // IMAP: "\\Seen $Work"
};

// As one JSON object, for the intents and outcomes that the case store keeps.
std::string to_json(const Place& place);
Result<Place> place_from_json(std::string_view json);

// True when both name the same stored instance, whatever its flags, area or content are now.
bool same_instance(const Place& one, const Place& other);

// Where to look first; everything else is searched when it is not there.
struct Hint {
  std::string folder;
  std::string name;  // with or without flags: flags may have changed
  // The Message-ID header as the message has it, when it is known: a search then reads no more than
  // the head of all other messages.
  std::string internet_message_id = {};
};

// Errors of all: unavailable or timeout when the store does not answer; then nobody knows whether
// it did what it was asked for.
class Mailboxes {
 public:
  virtual ~Mailboxes() = default;

  virtual bool has(const Text& address) const = 0;

  // All instances of the message in this mailbox, in any folder, recognised by the NetworkMessageId
  // of their bytes. With `hint`, an instance there is found without reading the rest of the
  // mailbox, and is returned alone. Empty when the message is not there. Errors: not_found (no such
  // mailbox), denied.
  virtual Result<std::vector<Place>> find(const Text& address,
                                          const message::NetworkMessageId& message,
                                          const Hint& hint) const = 0;

  virtual Result<Bytes> read(const Place& place) const = 0;

  // Takes the instance out. Precondition, checked: its bytes still have place.sha256. The name may
  // have got other flags since. After success it is gone even after power loss.
  // Errors: not_found when it is no longer there; conflict when the bytes differ.
  virtual Result<void> remove(const Place& place) const = 0;

  // Puts the bytes back: same folder, flags and times; for Maildir same name, owner and mode, too.
  // Nothing to do when it is there already with the same bytes. Returns where it lies now: on IMAP
  // what comes back gets another UID. Errors: conflict when the name is taken by other bytes, limit
  // (no space), denied.
  virtual Result<Place> restore(const Place& place, std::string_view bytes) const = 0;

  // Where a restore() of the same that was cut short may have put the bytes. Empty for stores that
  // keep names, where restore() sees it by itself.
  virtual Result<std::vector<Place>> maybe_restored(const Place&, std::string_view) const {
    return std::vector<Place>();
  }

  // Verifies an effect: is an instance with this base name and these bytes in that folder?
  virtual Result<bool> present(const Place& place) const = 0;
};

}  // namespace backstamp::platform
