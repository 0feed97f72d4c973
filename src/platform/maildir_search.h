// Finding the instances of one message in one Maildir while a mail server works in it.
#pragma once

#include <vector>

#include "base/result.h"
#include "message/facts.h"
#include "platform/directory.h"
#include "platform/letter_memory.h"
#include "platform/mailboxes.h"

namespace backstamp::platform {

struct Search {
  const Directory& maildir;
  const Text& address;
  message::NetworkMessageId message;
  std::uint64_t bytes_max;  // larger files are passed over
  LetterMemory& memory;
};

// The instance at the hint. With the exact name that is one open; with other flags one listing of
// that folder. Empty when it is not there.
Result<std::vector<Place>> find_at(const Search& search, const Hint& hint);

// Every instance in every folder. `internet_message_id` may be empty.
// Error: denied when nothing was found and something could not be read: then nobody knows.
Result<std::vector<Place>> find_everywhere(const Search& search, std::string internet_message_id);

}  // namespace backstamp::platform
