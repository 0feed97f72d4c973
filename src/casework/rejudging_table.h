// Re-judgings as durable jobs: a changed indicator weighs again all mail that it touches.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"
#include "casework/action.h"
#include "casework/store.h"

namespace backstamp::casework {

using RejudgingId = Strong<struct RejudgingIdTag, Uuid>;

struct Rejudging {
  RejudgingId id;
  // Of the indicator: sender, domain, url, file, ip; or "feed", whose name is the value and whose
  // entries are in feed_table.h. Or what letters are read again for, without a value: "rules" (our
  // detectors or the YARA rules are others now), "engines" (they are asked).
  std::string kind;
  Text value;
  std::string cause;               // "added", "removed", "expired", "changed", "arrived"
  std::string requested_by;        // who changed it
  std::string status = "Running";  // Running, Done, Failed
  std::string why;                 // of a failure, or what is left to people
  // Mail is looked at in equal shares; those below `shares_done` are judged and recorded.
  std::int64_t shares = 0, shares_done = 0;
  std::int64_t messages = 0, copies = 0;                // looked at
  std::int64_t messages_worse = 0, copies_worse = 0;    // verdict raised
  std::int64_t messages_better = 0, copies_better = 0;  // verdict lowered
  std::optional<ActionId> purge;                        // what took the copies out of the mailboxes
  std::int64_t purges_undone = 0;                       // earlier purges that it took back
  Time requested;
  std::optional<Time> ended;
  // Where letters are read again: those of mail taken over from here on, and before there.
  std::optional<Time> since, until;
  bool operator==(const Rejudging&) const = default;
};

Result<void> put_rejudging(Session& session, const Rejudging& rejudging);  // insert or replace
Result<std::optional<Rejudging>> find_rejudging(Session& session, RejudgingId id);
// Oldest first: to be gone on with at start.
Result<std::vector<Rejudging>> running_rejudgings(Session& session);
// Newest first.
Result<std::vector<Rejudging>> list_rejudgings(Session& session, std::size_t rows_max);
// Ended jobs that asked the engines about arrivals and changed nothing are many and of no use.
Result<void> drop_quiet_arrivals(Session& session);
// Of this indicator, newest first.
Result<std::vector<Rejudging>> rejudgings_of(Session& session, std::string_view kind,
                                             const Text& value);

}  // namespace backstamp::casework
