// /api/v1/mailboxes: each mailbox on the IMAP server, and whether what is known of it is true.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/router.h"
#include "base/text.h"
#include "base/time.h"

namespace backstamp::api {

// Answered by intake; handed in by main.
struct MailboxView {
  Text address;
  bool scanned = false;
  std::optional<Time> synced;
  std::string error;
  std::uint64_t messages = 0, copies_added = 0, moved = 0, gone = 0, too_large = 0;
};

struct MailboxDesk {
  std::function<std::vector<MailboxView>()> list;
  std::function<Result<void>(const Text& address)> look;
  const Clock& clock;
};

std::vector<Route> mailbox_routes(MailboxDesk desk);

// For /metrics: mailboxes out of step, and the age of the oldest successful look in seconds.
std::string mailbox_gauges(const std::vector<MailboxView>& mailboxes, Time now);

}  // namespace backstamp::api
