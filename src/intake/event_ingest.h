// The one door into the hunting store for what accounts, clicks and devices did: each event once.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "hunting/client.h"
#include "hunting/writer.h"
#include "intake/event.h"
#include "intake/event_records.h"

namespace backstamp::intake {

enum class EventFormat { office365, hunting };
// Error: invalid, with the names there are.
Result<EventFormat> event_format(std::string_view name);

// records = added + known + refused.
struct EventCounts {
  std::uint64_t records = 0, added = 0;
  std::uint64_t known = 0;  // were in the store already, or came twice
  std::uint64_t refused = 0;
  std::map<std::string, std::uint64_t> rows;     // written, by table
  std::map<std::string, std::uint64_t> reasons;  // refused, by reason; the first 50 reasons
  std::vector<std::string> examples;             // "record 17: no Operation"; the first 20
};

class EventIngest {
 public:
  EventIngest(const hunting::Client& client, hunting::Writer& writer)
      : client_(client), writer_(writer) {}

  // Durable when it returns; visible to queries too. Errors: invalid (none of the forms);
  // unavailable, timeout or limit of the store: what was added is there, and a repetition adds only
  // what is missing.
  Result<EventCounts> add(EventFormat format, std::string_view bytes, Deadline deadline);

 private:
  struct Share;
  Result<void> store(Share& share, EventCounts& counts, Deadline deadline);

  const hunting::Client& client_;
  hunting::Writer& writer_;
  const Countries countries_;
  std::mutex one_share_;
};

}  // namespace backstamp::intake
