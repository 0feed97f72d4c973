// A message's verdict, weighed again with the entries there are now. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/uuid.h"
#include "hunting/writer.h"
#include "rejudging/touched_mail.h"
#include "verdict/indicators.h"
#include "verdict/verdict.h"

namespace backstamp::rejudging {

struct VerdictChange {
  std::string network_message_id;
  std::uint64_t copies = 0;
  verdict::Judgement before = verdict::Judgement::unknown, after = verdict::Judgement::unknown;
  std::string threats_before, threats_after;
  std::string reason;  // the weightiest sentence of what changed it
  std::string read;    // reasons of a letter that was read again, as JSON; else empty
};

// Nothing when judgement and threat types stay as they are.
std::optional<VerdictChange> weigh_again(const TouchedMessage& message,
                                         const verdict::Indicators& indicators, Time now);

// The same of a letter that was read again, which gave these reasons. Also something when the
// verdict stays and the letter alone would have another one: later changes of entries build on it.
std::optional<VerdictChange> weigh_read_again(const TouchedMessage& message,
                                              const std::vector<verdict::Reason>& own_reasons,
                                              const verdict::Indicators& indicators, Time now);

// What changed the verdicts, for their rows.
struct ChangeCause {
  Uuid id;  // of the re-judging
  Time at;
  std::string kind, value, cause;  // of the indicator: "url", "https://...", "added"
};

// Rows of VerdictEvents, one a change.
hunting::TableRows rows_of(const std::vector<VerdictChange>& changes, const ChangeCause& cause);

// The row of the indicator's own entity: what was said of it before and now. `copies` changed.
hunting::TableRows row_of_entity(const ChangeCause& cause, std::string_view before,
                                 std::string_view after, std::uint64_t copies);

}  // namespace backstamp::rejudging
