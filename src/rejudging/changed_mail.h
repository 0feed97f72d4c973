// What earlier and present jobs changed, and where those copies lie: SQL on VerdictEvents.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "casework/entity.h"
#include "casework/rejudging_table.h"
#include "hunting/client.h"

namespace backstamp::rejudging {

struct ChangeCounts {
  std::int64_t messages_worse = 0, copies_worse = 0;
  std::int64_t messages_better = 0, copies_better = 0;
};

// A copy of a message that turned Malicious.
struct BadCopy {
  casework::Copy copy;
  std::string latest_location;
  std::string folder, name;  // where it lay when it was read
};

class ChangedMail {
 public:
  ChangedMail(const hunting::Client& client, casework::RejudgingId job)
      : client_(client), job_(job.value().text()) {}

  // Of all rows of the job, those written before an interruption, too.
  Result<ChangeCounts> count(Deadline deadline) const;

  // The next copies of messages that the job made Malicious, by message and recipient: those behind
  // `after`, at most `copies_max`.
  Result<std::vector<BadCopy>> turned_bad(const std::optional<casework::Copy>& after,
                                          std::size_t copies_max, Deadline deadline) const;

  // Whether one of those messages is Malicious now, whatever makes it so.
  Result<bool> still_bad(Deadline deadline) const;

  // What was said last of an indicator's own entity by other jobs; empty when nothing was.
  Result<std::string> verdict_of_entity(std::string_view entity, Deadline deadline) const;

 private:
  const hunting::Client& client_;
  std::string job_;
};

}  // namespace backstamp::rejudging
