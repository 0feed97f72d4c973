// One copy on its way into the hunting store: a message's facts and where the copy lies.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "hunting/writer.h"
#include "message/facts.h"

namespace backstamp::intake {

struct Delivery {
  message::Facts facts;
  Text recipient;
  Time delivered;        // by our own server's word, not the sender's
  std::string folder;    // as IMAP names it; "INBOX" for mail that lies in no mailbox of ours
  std::string name;      // Maildir name without flags; empty outside mailboxes
  std::string location;  // "Inbox/folder", "Junk folder", "Deleted items folder", "Quarantine", ...
};

// EmailEvents.DeliveryLocation for a folder of a mailbox, by its usual names (RFC 6154 uses).
std::string delivery_location(std::string_view folder);

// The rows of a delivery. Rows of the message itself (EmailUrlInfo, EmailBodyKeys) are made only
// when `first_copy` is true: they carry no recipient.
struct Rows {
  std::string email_events, email_attachment_info, email_url_info, email_body_keys;
  std::uint64_t events = 0, attachments = 0, urls = 0, keys = 0;

  void add(const Delivery& delivery, bool first_copy);
  std::vector<hunting::TableRows> take();
};

}  // namespace backstamp::intake
