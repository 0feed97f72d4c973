// One copy on its way into the hunting store: a message's facts and where the copy lies.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"
#include "base/time.h"
#include "intake/arrival_verdict.h"
#include "message/facts.h"

namespace backstamp::intake {

struct Delivery {
  message::Facts facts;
  Text recipient;
  Time delivered;      // by our own server's word, not the sender's
  std::string folder;  // as IMAP names it; "INBOX" for mail that lies in no mailbox of ours
  std::string name;    // Maildir name without flags; empty outside mailboxes
  ArrivalVerdict arrival;
  std::string location;  // "Inbox/folder", "Junk folder", "Deleted items folder", "Quarantine", ...
};

// EmailEvents.DeliveryLocation for a folder of a mailbox, by its usual names (RFC 6154 uses).
std::string delivery_location(std::string_view folder);

}  // namespace backstamp::intake
