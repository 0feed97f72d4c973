// Threat feeds as they were last brought, entry by entry.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "casework/rejudging_table.h"
#include "casework/store.h"

namespace backstamp::casework {

struct Feed {
  std::string name;    // "urlhaus"; what verdicts name as their source
  std::string format;  // of verdict/feeds
  Time updated;
  std::string updated_by;
  std::int64_t entries = 0;
  std::string refused;  // JSON: {reason: count}
  bool operator==(const Feed&) const = default;
};

struct FeedEntryRow {
  std::string feed, kind;  // kind of an indicator
  Text value;              // normalised
  std::int64_t confidence = 0;
  std::optional<Time> seen, expires;
  std::string comment;
  bool operator==(const FeedEntryRow&) const = default;
};

// What an indicator or feed said of something, and no longer does or newly does.
struct ChangedEntry {
  std::string kind;
  Text value;
  bool operator==(const ChangedEntry&) const = default;
};

// Makes the feed's entries these and no others; `entries` hold each (kind, value) once. Returns
// what came, went, or is sure in another degree.
Result<std::vector<ChangedEntry>> replace_feed(Session& session, const Feed& feed,
                                               std::span<const FeedEntryRow> entries);
// Nothing when there is no such feed; else what went.
Result<std::optional<std::vector<ChangedEntry>>> remove_feed(Session& session,
                                                             std::string_view name);
// Takes entries out whose time has come. By feed.
Result<std::vector<std::pair<std::string, std::vector<ChangedEntry>>>> expire_feed_entries(
    Session& session, Time now);

Result<std::vector<Feed>> list_feeds(Session& session);  // by name
Result<std::vector<FeedEntryRow>> list_feed_entries(Session& session);

// Which entries a re-judging is about, when it is about a feed.
Result<void> put_changed_entries(Session& session, RejudgingId id,
                                 std::span<const ChangedEntry> entries);
Result<std::vector<ChangedEntry>> changed_entries(Session& session, RejudgingId id,
                                                  std::size_t rows_max, std::int64_t after);
Result<void> drop_changed_entries(Session& session, RejudgingId id);

}  // namespace backstamp::casework
