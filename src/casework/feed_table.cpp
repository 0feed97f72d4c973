#include "casework/feed_table.h"

#include <map>
#include <utility>

#include "casework/paging.h"
#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view feed_columns = "name, format, updated, updated_by, entries, refused";
constexpr std::string_view entry_columns = "feed, kind, value, confidence, seen, expires, comment";
constexpr std::string_view changed_columns = "kind, value";

Feed read_feed(Row& row) {
  return {.name = row.text(),
          .format = row.text(),
          .updated = row.time(),
          .updated_by = row.text(),
          .entries = row.number(),
          .refused = row.text()};
}

FeedEntryRow read_entry(Row& row) {
  return {.feed = row.text(),
          .kind = row.text(),
          .value = row.valid_text(),
          .confidence = row.number(),
          .seen = row.optional_time(),
          .expires = row.optional_time(),
          .comment = row.text()};
}

ChangedEntry read_changed(Row& row) { return {.kind = row.text(), .value = row.valid_text()}; }

using Key = std::pair<std::string, std::string>;  // kind and value
using Confidences = std::map<Key, std::int64_t>;

Result<Confidences> confidences_of(Session& session, std::string_view feed) {
  Confidences known;
  for (const FeedEntryRow& entry : TRY(all_rows<FeedEntryRow>(
           session,
           {entry_columns, "from feed_entries where feed = :feed order by kind, value_key"},
           {{"feed", feed}}, read_entry))) {
    known[{entry.kind, entry.value.str()}] = entry.confidence;
  }
  return known;
}

ChangedEntry changed(const Key& key) {
  return {.kind = key.first, .value = Text::lossy(key.second)};
}

Result<void> put_entries(Session& session, std::span<const FeedEntryRow> entries) {
  std::vector<Values> rows;
  rows.reserve(entries.size());
  for (const FeedEntryRow& entry : entries) {
    rows.push_back({entry.feed, entry.kind, entry.value, entry.confidence, entry.seen,
                    entry.expires, entry.comment, index_key(entry.value.view())});
  }
  TRY(insert(session,
             {.table = "feed_entries", .columns = entry_columns, .more_columns = "value_key"},
             rows));
  return {};
}

Result<void> put_feed(Session& session, const Feed& feed) {
  TRY(insert(session,
             {.table = "feeds",
              .columns = feed_columns,
              .on_conflict = OnConflict::replace,
              .keys = "name"},
             {feed.name, feed.format, feed.updated, feed.updated_by, feed.entries, feed.refused}));
  return {};
}

}  // namespace

Result<std::vector<ChangedEntry>> replace_feed(Session& session, const Feed& feed,
                                               std::span<const FeedEntryRow> entries) {
  Confidences known = TRY(confidences_of(session, feed.name));
  std::vector<ChangedEntry> changes;
  for (const FeedEntryRow& entry : entries) {
    const auto found = known.find({entry.kind, entry.value.str()});
    if (found == known.end() || found->second != entry.confidence) {
      changes.push_back({.kind = entry.kind, .value = entry.value});
    }
    if (found != known.end()) known.erase(found);
  }
  for (const auto& [key, confidence] : known) changes.push_back(changed(key));
  TRY(execute(session, "delete from feed_entries where feed = :feed", {{"feed", feed.name}}));
  TRY(put_entries(session, entries));
  TRY(put_feed(session, feed));
  return changes;
}

Result<std::optional<std::vector<ChangedEntry>>> remove_feed(Session& session,
                                                             std::string_view name) {
  const Confidences known = TRY(confidences_of(session, name));
  TRY(execute(session, "delete from feed_entries where feed = :feed", {{"feed", name}}));
  if (TRY(execute(session, "delete from feeds where name = :name", {{"name", name}})) == 0) {
    return std::nullopt;
  }
  std::vector<ChangedEntry> changes;
  for (const auto& [key, confidence] : known) changes.push_back(changed(key));
  return changes;
}

Result<std::vector<std::pair<std::string, std::vector<ChangedEntry>>>> expire_feed_entries(
    Session& session, Time now) {
  std::map<std::string, std::vector<ChangedEntry>> by_feed;
  for (const FeedEntryRow& entry : TRY(all_rows<FeedEntryRow>(
           session,
           {entry_columns, "from feed_entries where expires is not null and expires <= :now"},
           {{"now", now}}, read_entry))) {
    by_feed[entry.feed].push_back({.kind = entry.kind, .value = entry.value});
  }
  if (!by_feed.empty()) {
    TRY(execute(session, "delete from feed_entries where expires is not null and expires <= :now",
                {{"now", now}}));
  }
  for (const auto& [feed, entries] : by_feed) {
    TRY(execute(session, "update feeds set entries = entries - :gone where name = :name",
                {{"gone", static_cast<std::int64_t>(entries.size())}, {"name", feed}}));
  }
  return std::vector<std::pair<std::string, std::vector<ChangedEntry>>>(by_feed.begin(),
                                                                        by_feed.end());
}

Result<std::vector<Feed>> list_feeds(Session& session) {
  return all_rows<Feed>(session, {feed_columns, "from feeds order by name"}, {}, read_feed);
}

Result<std::vector<FeedEntryRow>> list_feed_entries(Session& session) {
  return all_rows<FeedEntryRow>(
      session, {entry_columns, "from feed_entries order by feed, kind, value_key"}, {}, read_entry);
}

Result<void> put_changed_entries(Session& session, RejudgingId id,
                                 std::span<const ChangedEntry> entries) {
  std::vector<Values> rows;
  rows.reserve(entries.size());
  for (const ChangedEntry& entry : entries) {
    rows.push_back({entry.kind, entry.value, id, static_cast<std::int64_t>(rows.size() + 1)});
  }
  TRY(insert(session,
             {.table = "rejudging_entries",
              .columns = changed_columns,
              .more_columns = "rejudging_id, position"},
             rows));
  return {};
}

Result<std::vector<ChangedEntry>> changed_entries(Session& session, RejudgingId id,
                                                  std::size_t rows_max, std::int64_t after) {
  return all_rows<ChangedEntry>(session,
                                {changed_columns,
                                 "from rejudging_entries where rejudging_id = :id and "
                                 "position > :after order by position limit :rows"},
                                {{"id", id}, {"after", after}, {"rows", limit_of(rows_max)}},
                                read_changed);
}

Result<void> drop_changed_entries(Session& session, RejudgingId id) {
  TRY(execute(session, "delete from rejudging_entries where rejudging_id = :id", {{"id", id}}));
  return {};
}

}  // namespace backstamp::casework
